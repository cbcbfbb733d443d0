import { assert, assertEquals } from "@std/assert";
import { checkCharts } from "../src/kinds/gradient_check/figures.ts";
import { sliceCharts } from "../src/kinds/slice/figures.ts";
import { charts } from "../src/kinds/train/figures.ts";
import { datasets } from "../src/datasets/mod.ts";
import { gradients } from "../src/gradients/mod.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";

/** From left to right: a file may import from its own layer and from those before it. */
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^types\.ts$/, /^errors\.ts$/, /^numbers\.ts$/, /^exact_math\.ts$/, /^sha256\.ts$/],
  [/^registry\.ts$/, /^rng\.ts$/],
  [/^charts\//, /^kernels\//],
  [/^datasets\//, /^losses\//],
  [/^shards\.ts$/, /^numerical_gradient\.ts$/],
  [/^team\.ts$/, /^team_worker\.ts$/],
  [/^backend\.ts$/],
  [/^means\.ts$/],
  [/^objective\.ts$/],
  [/^gradients\//, /^methods\//, /^batches\.ts$/],
  [/^experiment\//],
  [/^best\.ts$/, /^schedule\.ts$/, /^train\.ts$/],
  [/^gradient_check\.ts$/, /^slice\//],
  [/^run\.ts$/],
  [/^results\//, /^timing\//],
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
  // simd.ts fetches a file beside it.
  { what: "the network", pattern: /\bfetch\(/, allowed: /^(cli\/_server|kernels\/simd)\.ts$/ },
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

const namesOf = (...registries: readonly { leaves: readonly { name: string }[] }[]) =>
  registries.flatMap(({ leaves }) => leaves.map(({ name }) => name));

/** Names of leaves, how one would stand in code, and who may say it: their defaults and the help. */
const NAMES: readonly { names: string[]; pattern: (name: string) => string; allowed: RegExp }[] = [
  {
    names: namesOf(datasets, losses, methods),
    pattern: (name) => `\\b${name}\\b`,
    allowed: /^(datasets|losses|methods|cli)\/|^experiment\/specs\.ts$/,
  },
  {
    // Words of plain English: as texts only, and those of gradients are columns of a check.
    names: namesOf(gradients, charts, sliceCharts, checkCharts),
    pattern: (name) => `"${name}"`,
    allowed: /^(gradients|charts|cli)\/|^experiment\/(specs|load)\.ts$|^results\/checks\.ts$/,
  },
];
for (const { names, pattern, allowed } of NAMES) {
  for (const name of names) {
    Deno.test(`${name} is named in its own file and its registry only`, () => {
      const users = sources.filter(({ path, code }) =>
        !allowed.test(path) && new RegExp(pattern(name)).test(code)
      );
      assertEquals(users.map(({ path }) => path), []);
    });
  }
}

Deno.test("layers hold every folder and file of src", () => {
  const unused = LAYERS.flat().filter((pattern) => !sources.some(({ path }) => pattern.test(path)));
  assertEquals(unused, []);
});
