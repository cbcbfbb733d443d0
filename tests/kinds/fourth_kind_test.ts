/** A kind from outside: one object, and one more name in the list of kinds. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { fileSchemas, jsonSchema } from "../../src/experiment/schema.ts";
import { axisOf } from "../../src/figures/figure.ts";
import { tableOf } from "../../src/figures/render/table.ts";
import { defineFigure, type Draw, type Kind } from "../../src/kinds/kind.ts";
import { kinds, registries } from "../../src/kinds/mod.ts";
import type { Done, ProblemSpec } from "../../src/kinds/plan.ts";
import { dataset, defineTable, f32 } from "../../src/kinds/table.ts";
import { qualityFiles, timingFiles } from "../../src/results/files.ts";
import { registry } from "../../src/registry.ts";
import { CIRCUMSTANCES, doneOf, type Fields, rowsOf } from "../_done.ts";

interface NormsSpec extends ProblemSpec {
  readonly power: number;
}
interface Norms {
  readonly norm: number;
  readonly datasetSha256: string | null;
}
type Normed = Done<NormsSpec, Norms>;

const bars = defineFigure({
  name: "bars",
  summary: "The norm of each run",
  options: z.strictObject({ height: z.int().min(4).default(8).describe("Rows") }),
  example: {},
  make: ({ height }): Draw<Normed> => (done) => [{
    shape: "lines",
    heading: "norm against run",
    x: axisOf("run", done.map(({ plan }) => plan.run), false),
    y: axisOf("norm", done.map(({ result }) => result.norm), false),
    lines: [{ label: null, parts: [done.map(({ plan, result }) => [plan.run, result.norm])] }],
    numbers: "short",
    legend: "",
    notes: [],
    height,
  }],
});

/** How long the starting weights are. */
const norms: Kind<NormsSpec, Norms> = {
  name: "norms",
  about: "Says how long the starting weights are",
  fields: { power: z.number().min(1).default(2).describe("p of the norm") },
  defaults: {},
  shown: ["power"],
  tables: [defineTable({
    file: "norms.csv",
    columns: { norm: f32("(Σ|W|^p)^(1∕p), an f32"), datasetSha256: dataset },
    rows: (done: readonly Normed[]) =>
      done.map(({ plan, result: { norm, datasetSha256 } }) => ({
        plan,
        cells: { norm: Math.fround(norm), datasetSha256 },
      })),
  })],
  figures: registry("chart of norms", [bars]),
  check() {},
  *run({ seed, spec: { power } }, { problem }) {
    yield { done: 0, examples: 0 };
    const sum = [...problem.start(seed)].reduce((sum, w) => sum + Math.abs(w) ** power, 0);
    return { norm: sum ** (1 / power), datasetSha256: problem.fingerprint };
  },
  usual: () => ({ name: "bars" }),
  drawn: (done) => done,
  summary: (done, { width }) =>
    tableOf(done, [["norm", ({ result }) => result.norm.toFixed(2)]], width),
  finding: (done) => `Finding: ${done.length} norms.`,
  isInterrupted: () => false,
  failure: () => null,
};
const mine = { ...registries, kinds: [...kinds, () => norms] };

const loaded = (fields: Fields = {}) =>
  loadExperiment(
    JSON.stringify({
      kind: "norms",
      title: "Norms",
      question: "How long are they?",
      dataset: { name: "toy" },
      init: { scale: 1 },
      matrix: { power: [1, 2] },
      seeds: [1, 2],
      ...fields,
    }),
    { source: "norms.jsonc", kind: norms, registries: mine },
  );

Deno.test("a kind from outside runs a sweep with seeds, and has its files", async () => {
  const experiment = loaded();
  const done = await doneOf(experiment);
  const files = qualityFiles(experiment, done);
  assertEquals(Object.keys(files), ["norms.csv", "chart.txt"]);
  const rows = rowsOf(files["norms.csv"]);
  assertEquals(Object.keys(rows[0]), ["run", "seed", "power", "norm", "dataset_sha256"]);
  assertEquals(rows.map(({ run, seed, power }) => `${run} ${seed} ${power}`), [
    "1 1 1",
    "2 2 1",
    "3 1 2",
    "4 2 2",
  ]);
  assertEquals(rows.map(({ norm }) => Number(norm)).every((norm) => norm > 0), true);
  for (const words of ["How long are they?", "norm against run", "\nFinding: 4 norms.\n"]) {
    assertStringIncludes(files["chart.txt"], words);
  }
  const { "manifest.json": manifest } = timingFiles(experiment, done, CIRCUMSTANCES, files);
  assertEquals([JSON.parse(manifest).isComplete, JSON.parse(manifest).runs.length], [true, 4]);
});

Deno.test("a kind from outside stands in the schema of files", () => {
  const names = fileSchemas(mine).kinds.map(({ kind }) => kind.name);
  assertEquals(names, [
    "train",
    "slice",
    "gradientCheck",
    "race",
    "convexity",
    "curvature",
    "norms",
  ]);
  // Files of a classifier, then those of written functions.
  interface Files {
    readonly anyOf: { readonly anyOf: { readonly properties: Record<string, unknown> }[] }[];
  }
  const { anyOf } = jsonSchema(mine) as unknown as Files;
  const { properties } = anyOf[names.indexOf("norms")].anyOf[0];
  assertEquals(["power", "dataset", "loss", "init"].filter((key) => !(key in properties)), []);
  assertEquals("best" in properties, false); // it has no best
});

const REFUSED: readonly (readonly [fields: Fields, message: string])[] = [
  [{ powr: 3 }, 'powr: unknown key: did you mean "power"?'],
  [{ matrix: { powr: [1] } }, 'matrix.powr: unknown key: did you mean "power"?'],
  [{ matrix: { power: [0] } }, "matrix.power: must be at least 1: current value is 0"],
  [
    { charts: [{ name: "bar" }] },
    'charts[0].name: unknown chart of norms "bar": did you mean "bars"?',
  ],
  [{ kind: "norm" }, 'kind: unknown kind "norm": did you mean "norms"?'],
];
for (const [fields, message] of REFUSED) {
  Deno.test(`a kind from outside has its mistakes found: ${message}`, () => {
    assertThrows(() => loaded(fields), InputError, `norms.jsonc: ${message}`);
  });
}
