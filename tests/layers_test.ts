import { assert, assertEquals } from "@std/assert";

/** From left to right: a file may import from its own layer and from those before it. */
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^types\.ts$/, /^errors\.ts$/, /^numbers\.ts$/, /^exact_math\.ts$/, /^sha256\.ts$/],
  [/^registry\.ts$/, /^rng\.ts$/],
  [/^charts\//, /^kernels\//],
  [/^datasets\//, /^losses\//],
  [/^shards\.ts$/],
  [/^team\.ts$/, /^team_worker\.ts$/],
  [/^backend\.ts$/],
  [/^means\.ts$/],
  [/^objective\.ts$/],
  [/^methods\//, /^batches\.ts$/],
  [/^experiment\//],
  [/^schedule\.ts$/, /^train\.ts$/],
  [/^run\.ts$/],
  [/^results\//],
  [/^cli\//],
];

const sources: { readonly path: string; readonly text: string; readonly code: string }[] = [];
const others: string[] = [];
for await (const path of walk("")) {
  if (!path.endsWith(".ts")) {
    others.push(path);
    continue;
  }
  const text = await Deno.readTextFile(`src/${path}`);
  sources.push({ path, text, code: text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "") });
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(`src/${folder}`)) {
    if (entry.isDirectory) yield* walk(`${folder}${entry.name}/`);
    else if (!entry.name.endsWith(".d.ts")) yield `${folder}${entry.name}`;
  }
}

const layerOf = (path: string) =>
  LAYERS.findIndex((layer) => layer.some((pattern) => pattern.test(path)));

/** Paths below src that a file imports, statically or not. */
function importsOf({ path, code }: typeof sources[number]): string[] {
  const base = new URL(path, "file:///");
  return [...code.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, target]) => new URL(target, base).pathname.slice(1))
    .filter((target) => target.endsWith(".ts"));
}

Deno.test("src holds TypeScript, and one module that is compiled from it", () => {
  assertEquals(others, ["kernels/simd.wasm"]); // from kernels/simd.as.ts, which is AssemblyScript
});

Deno.test("src has more than one file and each imports something that is there", () => {
  assert(sources.length > 30);
  const known = new Set(sources.map(({ path }) => path));
  for (const source of sources) {
    for (const target of importsOf(source)) assert(known.has(target), `${source.path}: ${target}`);
  }
});

for (const source of sources) {
  Deno.test(`src/${source.path} has a layer and imports from the left only`, () => {
    const own = layerOf(source.path);
    assert(own >= 0, "it has no layer: add it to LAYERS and to docs/architecture.md");
    const wrong = importsOf(source).filter((target) => layerOf(target) > own);
    assertEquals(wrong, []);
  });
}

/** What only some files may use, and why. */
const FORBIDDEN: readonly { what: string; pattern: RegExp; allowed: RegExp }[] = [
  { what: "a clock", pattern: /\bDate\b|performance\.now|setTimeout/, allowed: /^cli\// },
  { what: "unseeded randomness", pattern: /Math\.random|randomUUID/, allowed: /^cli\// },
  {
    what: "the system",
    pattern: /\bDeno\./,
    allowed: /^(cli\/|datasets\/cifar10\.ts)/,
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
    const users = sources.filter(({ path, code }) => !allowed.test(path) && pattern.test(code));
    assertEquals(users.map(({ path }) => path), []);
  });
}

Deno.test("leaves are named in their own file and their registry only", () => {
  const leaves = ["svm", "gradientDescent", "cifar10", "synthetic", "toy"];
  for (const name of leaves) {
    const users = sources.filter(({ path, code }) =>
      !/^(datasets|losses|methods)\//.test(path) && new RegExp(`\\b${name}\\b`).test(code)
    );
    // The schema's default loss and the help's examples are for people.
    const unexpected = users.map(({ path }) => path)
      .filter((path) => path !== "experiment/schema.ts" && !path.startsWith("cli/"));
    assertEquals(unexpected, [], name);
  }
});
