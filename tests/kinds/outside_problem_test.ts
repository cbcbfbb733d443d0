/** A problem from outside without data, accuracy and test part: what all kinds make of it. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { registries } from "../../src/kinds/mod.ts";
import { problems } from "../../src/problems/mod.ts";
import type { Problem, ProblemLeaf, Space } from "../../src/problems/problem.ts";
import { qualityFiles, timingFiles } from "../../src/results/files.ts";
import type { Vector } from "../../src/types.ts";
import {
  CIRCUMSTANCES,
  doneOf,
  experimentOf,
  type Fields,
  gradientCheckKind,
  rowsOf,
  sliceKind,
  trainKind,
} from "../_done.ts";

/** L(W) = (x − 1)² + bend · (y + ½)² */
function parabola(bend: number, space: Space): Problem {
  const data = ([x, y]: Vector) => (x - 1) * (x - 1) + bend * (y + 0.5) * (y + 0.5);
  return {
    size: 2,
    space,
    examples: 1,
    fingerprint: null,
    layers: [{ name: "W", rows: 1, columns: 2 }],
    shortcuts: null,
    use() {},
    start(seed) {
      const weights = space.allocate(2);
      weights.set([3, seed]);
      return weights;
    },
    loss: data,
    gradient(weights, gradient) {
      const [x, y] = weights;
      gradient.set([2 * (x - 1), 2 * bend * (y + 0.5)]);
      return data(weights);
    },
    hessian(weights, hessian) {
      hessian.set([2, 0, 0, 2 * bend]);
      return data(weights);
    },
    parts: (weights) => ({ data: data(weights), penalty: 0 }),
    bends: () => null,
    measure: (weights) => ({
      trainLoss: Math.fround(data(weights)),
      trainAccuracy: null,
      validationLoss: null,
      validationAccuracy: null,
      testLoss: null,
      testAccuracy: null,
      distance: null,
    }),
    exact: () => parabola(bend, referenceKernels("f64")),
  };
}

const parabolas: ProblemLeaf<{ readonly problem: { readonly bend: number } }> = {
  name: "parabola",
  summary: "(x − 1)² + bend · (y + ½)²",
  options: z.strictObject({ bend: z.number().default(2).describe("Of the second weight") }),
  example: {},
  fields: {},
  start: {},
  defaults: {},
  shown: [],
  examples: () => 1,
  hasHessian: true,
  dataKey: () => "",
  load: () => Promise.resolve({ examples: 1, fingerprint: null }),
  make: ({ problem: { bend } }, _, { kernels }) => parabola(bend, kernels),
};
const mine = { ...registries, problems: [...problems, () => parabolas] };
const given = { registries: mine };
const PARABOLA: Fields = { problem: { name: "parabola" } };

const TRAIN: Fields = {
  ...PARABOLA,
  method: { name: "gradientDescent", stepSize: 0.1 },
  stop: { iterations: 60 },
};

for (const { name, example } of registries.methods.leaves) {
  Deno.test(`${name} goes down a problem without data, and its files have empty cells`, async () => {
    const method = { name, ...example };
    const experiment = experimentOf(trainKind, { ...TRAIN, method, seeds: [1, 2] }, given);
    const done = await doneOf(experiment);
    for (const { result: { status, records, batchSize } } of done) {
      assertEquals([status, batchSize], ["done", 1]);
      assert(records[records.length - 1].trainLoss < records[0].trainLoss);
    }
    const files = qualityFiles(experiment, done);
    const [first] = rowsOf(files["curves.csv"]);
    assertEquals([first.train_accuracy, first.test_loss, first.test_accuracy], ["", "", ""]);
    const [run] = rowsOf(files["runs.csv"]);
    assertEquals([run.dataset_sha256, run.last_test_loss, run.best_test_accuracy], ["", "", ""]);
    assert(/\nFinding: .*the training loss went from /.test(files["chart.txt"]));
    assert(!/NaN|null|undefined/.test(files["chart.txt"]), files["chart.txt"]);
  });
}

Deno.test("descent on a problem without data takes its steps, and sweeps its options", async () => {
  const matrix = { "problem.bend": [2, 4] };
  const experiment = experimentOf(trainKind, {
    ...TRAIN,
    matrix,
    record: { every: 1 },
    stop: { iterations: 1 },
    charts: [{ name: "line", y: "testAccuracy" }, { name: "sensitivity", x: "problem.bend" }],
  }, given);
  const done = await doneOf(experiment);
  // From (3, 1): L = 4 + 9∕4·bend. A step of 0.1 leaves 0.8 of x − 1, and 1 − bend ∕ 5 of y + ½.
  for (const [i, bend] of [2, 4].entries()) {
    const losses = done[i].result.records.map(({ trainLoss }) => trainLoss);
    const left = 1 - bend / 5;
    assertAlmostEquals(losses[0], 4 + 2.25 * bend, 1e-6);
    assertAlmostEquals(losses[1], 0.64 * 4 + 2.25 * bend * left * left, 1e-6);
  }
  const files = qualityFiles(experiment, done);
  assertEquals(rowsOf(files["runs.csv"]).map((row) => row.problem_bend), ["2", "4"]);
});

Deno.test("timing files of a problem without data name no dataset", async () => {
  const experiment = experimentOf(trainKind, TRAIN, given);
  const files = timingFiles(experiment, await doneOf(experiment), CIRCUMSTANCES, {});
  assertEquals(JSON.parse(files["manifest.json"]).datasets, []);
  const [row] = rowsOf(files["benchopt.csv"]);
  assertEquals([row.data_name, row.objective_name], ["parabola[bend=2]", "parabola[bend=2]"]);
});

Deno.test("gradientCheck() of a problem without data finds the gradient right", async () => {
  const fields = { ...PARABOLA, coordinates: "all", matrix: { scheme: ["forward", "central"] } };
  const experiment = experimentOf(gradientCheckKind, fields, given);
  const done = await doneOf(experiment);
  for (const { result: { judgement, size, examples } } of done) {
    assertEquals([judgement?.judged, size, examples], [2, 2, 1]);
    assert(["right", "acceptable"].includes(judgement?.verdict ?? ""), judgement?.verdict);
  }
  assertEquals(done[1].result.judgement?.verdict, "right"); // central: exact but for rounding
  const files = qualityFiles(experiment, done);
  assertEquals(rowsOf(files["runs.csv"]).map((row) => row.dataset_sha256), ["", ""]);
});

Deno.test("slice() of a problem without data is taken by losses, along one and two directions", async () => {
  const axis = (direction: readonly number[]) => ({ direction: [direction], points: 5 });
  const center = [[1, -0.5]];
  const along = { ...PARABOLA, center, a: axis([1, 0]) };
  for (const b of [undefined, axis([0, 1])]) {
    const experiment = experimentOf(sliceKind, { ...along, ...b && { b } }, given);
    const done = await doneOf(experiment);
    const [{ result: { points, kinks, datasetSha256 } }] = done;
    assertEquals([points.length, kinks, datasetSha256], [b ? 25 : 5, null, null]);
    for (const { a, b, loss, penalty } of points) {
      assertEquals([loss, penalty], [a * a + 2 * (b ?? 0) * (b ?? 0), 0]); // halves: exact
    }
    const files = qualityFiles(experiment, done);
    assertEquals(rowsOf(files["runs.csv"])[0].kinks, "");
    const place = b ? "a = 0, b = 0" : "a = 0";
    const finding = `Finding: the lowest of ${points.length} points is 0 at ${place}.`;
    assert(files["chart.txt"].endsWith(`${finding}\n`), files["chart.txt"]);
  }
});

Deno.test("slice() of a problem without data ends a run and shows its path", async () => {
  const fields = {
    ...PARABOLA,
    center: { experiment: "other.jsonc", run: 1 },
    a: { direction: { component: 1 }, points: 3 },
    path: true,
  };
  const [{ result }] = await doneOf(experimentOf(sliceKind, fields, { ...given, other: TRAIN }));
  assertEquals(result.path?.points[0].iteration, 0);
  assertAlmostEquals(result.path?.points[0].loss ?? NaN, 8.5, 1e-6);
});

Deno.test("loadExperiment() keeps the fields of one problem out of another", () => {
  const load = (fields: Fields) => () => experimentOf(trainKind, { ...TRAIN, ...fields }, given);
  assertThrows(
    load({ dataset: { name: "toy" } }),
    InputError,
    "dataset: does not go with the rest of the file: leave it out",
  );
  assertThrows(load({ problem: { name: "parabla" } }), InputError, 'did you mean "parabola"?');
  assertThrows(
    load({ problem: { name: "parabola", bnd: 3 } }),
    InputError,
    'problem.bnd: unknown key: did you mean "bend"?',
  );
});
