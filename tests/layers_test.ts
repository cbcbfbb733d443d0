/** What imports what, and what code may not use: the rules of docs/architecture.md. */
import { assertEquals } from "@std/assert";
import { fileSchemas } from "../src/experiment/schema.ts";
import { registries } from "../src/kinds/mod.ts";
import { stepSizes } from "../src/step_sizes/mod.ts";

/** From left to right: a file may import from its own room and from those before it. */
const ROOMS =
  `types.ts inert.ts errors.ts schemas.ts numbers.ts ← exact registry.ts ← formulas kernels ← datasets scores losses
  ← threads ← problems ← gradients step_sizes ← methods ← figures ← kinds ← experiment ← runs ← conformance ← results
  ← pages timing ← cli`
    .split(/[\s←]+/);
const ENTRIES = [
  ...["mod.ts", "src/cli/main.ts"],
  ...["src/threads/team_worker.ts", "src/runs/worker.ts", "src/pages/script/main.ts"],
];

const SRC = new URL("../src/", import.meta.url).href;
const paths = (await Array.fromAsync(walk(""))).sort();
const texts = new Map<string, string>();
for (const path of paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))) {
  texts.set(path, await Deno.readTextFile(`src/${path}`));
}
/** Without AssemblyScript, which Deno does not run. */
const files = [...texts.keys()].filter((path) => !path.endsWith(".as.ts"));

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`src/${folder}`)) {
    if (isDirectory) yield* walk(`${folder}${name}/`);
    else yield `${folder}${name}`;
  }
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly Partial<
      Record<"code" | "type", { readonly specifier?: string }>
    >[];
  }[];
}

/** What each file of src imports from src: statically, dynamically or only its types. */
const graph = new Map<string, readonly string[]>();
for (const entry of ENTRIES) {
  const { stdout } = await new Deno.Command("deno", { args: ["info", "--json", entry] }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Info;
  for (const { specifier, dependencies = [] } of modules) {
    const targets = dependencies.flatMap(({ code, type }) => [code?.specifier, type?.specifier]);
    if (isFile(specifier)) graph.set(nameOf(specifier), targets.filter(isFile).map(nameOf));
  }
}

function isFile(specifier: string | undefined): specifier is string {
  return specifier !== undefined && specifier.startsWith(SRC) &&
    specifier.endsWith(".ts") && !specifier.endsWith(".d.ts");
}

function nameOf(specifier: string): string {
  return specifier.slice(SRC.length);
}

function roomOf(path: string): string {
  return path.split("/")[0];
}

Deno.test("src holds TypeScript, and two files that are compiled from it", () => {
  // From kernels/simd/*.as.ts, which is AssemblyScript, and from pages/script.
  const compiled = ["kernels/simd.wasm", "pages/script.js"];
  assertEquals(paths.filter((path) => !path.endsWith(".ts")), compiled);
});

Deno.test("src holds no file that nothing imports", () => {
  assertEquals([...graph.keys()].sort(), files);
});

Deno.test("every file of src is in a room of the list, and every room has files", () => {
  assertEquals([...new Set(files.map(roomOf))].sort(), ROOMS.toSorted());
});

Deno.test("imports point to the same room or to one on its left", () => {
  const place = (path: string) => ROOMS.indexOf(roomOf(path));
  const wrong = [...graph].flatMap(([path, targets]) =>
    targets.filter((target) => place(target) > place(path)).map((target) => `${path} → ${target}`)
  );
  assertEquals(wrong, []);
});

Deno.test("a file whose name begins with _ is imported in its own folder and below only", () => {
  const wrong = [...graph].flatMap(([path, targets]) =>
    targets.filter((target) => /(^|\/)_[^/]*$/.test(target))
      .filter((target) => !path.startsWith(target.replace(/[^/]*$/, "")))
      .map((target) => `${path} → ${target}`)
  );
  assertEquals(wrong, []);
});

Deno.test("imports run in no circle, not even those of types", () => {
  const circles: string[] = [];
  const finished = new Set<string>();
  function visit(path: string, way: readonly string[]): void {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" → "));
    else if (!finished.has(path)) {
      for (const target of graph.get(path) ?? []) visit(target, [...way, path]);
      finished.add(path);
    }
  }
  for (const path of graph.keys()) visit(path, []);
  assertEquals(circles, []);
});

Deno.test("no file of src has more than 250 lines", () => {
  const lines = (path: string) => texts.get(path)?.trimEnd().split("\n").length ?? 0;
  assertEquals(files.filter((path) => lines(path) > 250), []);
});

Deno.test("no function of src has more than 80 lines", () => {
  const long = files.flatMap((path) => {
    const lines = texts.get(path)?.split("\n") ?? [];
    return lines.flatMap((line, start) => {
      // A function at the top level, or a method: its end has the same indentation.
      if (!/^(export )?(async )?function|^ {2}(async )?\*?\w+\(.*\{$/.test(line)) return [];
      const end = line.startsWith(" ") ? /^ {2}\}[,;]?$/ : /^\}$/;
      const length = lines.slice(start).findIndex((line) => end.test(line)) + 1;
      return length > 80 ? [`${path}:${start + 1} has ${length}`] : [];
    });
  });
  assertEquals(long, []);
});

/** What only some files may use, and why. */
const FORBIDDEN: readonly { what: string; pattern: RegExp; allowed: RegExp }[] = [
  {
    what: "a clock",
    pattern: /\bDate\b|performance\.now|setTimeout/,
    // A clock cannot be passed in to another thread; what workers that are stopped do is lost anyway.
    allowed: /^(cli\/|runs\/(worker|_crew)\.ts)/,
  },
  { what: "unseeded randomness", pattern: /Math\.random|randomUUID/, allowed: /^cli\// },
  { what: "the system", pattern: /\bDeno\./, allowed: /^(cli\/|datasets\/(cifar10|_files)\.ts)/ },
  // simd.ts fetches a file beside it.
  {
    what: "the network",
    pattern: /\bfetch\(/,
    allowed: /^(cli\/data\/download|kernels\/simd)\.ts$/,
  },
  { what: "output", pattern: /console\./, allowed: /^$/ },
  {
    what: "functions whose bits engines may choose",
    pattern: /Math\.(log|exp|pow|sin|cos|tan|cbrt|hypot|asin|acos|atan|sinh|cosh|tanh)|\*\*/,
    allowed: /^$/,
  },
  { what: "the user's locale", pattern: /toLocale|Intl\./, allowed: /^$/ },
];
for (const { what, pattern, allowed } of FORBIDDEN) {
  Deno.test(`src does not use ${what} where it is not allowed`, () => {
    assertEquals(usersOf(pattern, allowed), []);
  });
}

/** Files whose code has a pattern, but may not. */
function usersOf(pattern: RegExp, allowed: RegExp): string[] {
  const comments = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
  return [...texts].filter(([path, text]) =>
    !allowed.test(path) && pattern.test(text.replace(comments, ""))
  ).map(([path]) => path);
}

/** Names of leaves, how one would stand in code, and who may say it: the help, and examples. */
const kinds = fileSchemas(registries).kinds.map(({ kind }) => kind);
const NAMES = [
  {
    leaves: [registries.losses, registries.methods].flatMap((
      of,
    ): readonly { readonly name: string }[] => of.leaves),
    pattern: (name: string) => `\\b${name}\\b`,
    allowed: /^(losses|methods|cli)\//,
  },
  {
    // Some are formats that other rooms write, too, and weights may be random as well.
    leaves: registries.datasets.leaves.filter(({ name }) => name !== "random"),
    pattern: (name: string) => `"${name}"`,
    allowed: /^(datasets|cli)\//,
  },
  {
    // Words of plain English: as texts only, and those of gradients are columns of a check.
    leaves: [
      registries.gradients,
      registries.scoreFunctions,
      stepSizes,
      ...kinds.map(({ figures }) => figures),
    ].flatMap((of): readonly { readonly name: string }[] => of.leaves),
    pattern: (name: string) => `"${name}"`,
    allowed: /^(gradients|scores|step_sizes|figures|formulas|cli|kinds|results|pages)\//,
  },
];
for (const { leaves, pattern, allowed } of NAMES) {
  for (const { name } of leaves) {
    Deno.test(`${name} is named in its own room only`, () => {
      assertEquals(usersOf(new RegExp(pattern(name)), allowed), []);
    });
  }
}
