/** Curvature of written functions whose Hessian is known, and of networks against a dense one. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertObjectMatch,
} from "@std/assert";
import { eigs } from "mathjs";
import type { Curvature } from "../../../src/kinds/curvature/curvature.ts";
import { noiseAt } from "../../../src/kinds/curvature/_noise.ts";
import { classifier } from "../../../src/problems/classifier.ts";
import { datasets } from "../../../src/datasets/mod.ts";
import { referenceKernels } from "../../../src/kernels/reference.ts";
import type { Problem } from "../../../src/problems/problem.ts";
import { CURVATURE } from "../../_files.ts";
import {
  curvatureKind,
  curvatureOf,
  doneOf,
  experimentOf,
  type Fields,
  tableOf,
} from "../../_done.ts";
import { sharpness } from "../../../src/kinds/curvature/sharpness.ts";
import type { Curved } from "../../../src/kinds/curvature/spec.ts";
import { curvatureFinding, curvatureSummary } from "../../../src/kinds/curvature/summary.ts";
import { curvatureTables } from "../../../src/kinds/curvature/tables.ts";

const doneWith = (fields: Fields) =>
  doneOf(experimentOf(curvatureKind, { ...CURVATURE, ...fields }));

async function resultOf(fields: Fields): Promise<Curvature> {
  const [{ result }] = await doneWith(fields);
  return result;
}

const method = (stepSize: number) => ({ method: { name: "gradientDescent", stepSize } });
const formula = (expression: string, start: Fields) => ({
  problem: { name: "formula", expression, start },
  dataset: undefined,
});

/** Eigenvalues of differences of gradients are as exact as those, to about 9 digits. */
const EXACT = 1e-7;

Deno.test("curvature() of a parabola is its curvature everywhere, and descent beyond 2 ∕ λ grows", async () => {
  const parabola = formula("5*x^2 + y^2 - 3*z^2", { x: 1, y: 1, z: 0 });
  const { points, status } = await resultOf({ ...parabola, ...method(0.05) });
  assertEquals([status, points.map(({ record: { iteration } }) => iteration)], ["done", [0, 5]]);
  for (const { largest, lowest, kinks, noise } of points) {
    assertEquals([largest.length, kinks, noise], [3, null, null]);
    for (const [i, value] of [10, 2, -6].entries()) {
      assertAlmostEquals(largest[i].value, value, EXACT);
    }
    assertAlmostEquals(lowest?.value ?? NaN, -6, EXACT);
  }
  assertAlmostEquals(points[0].squaredGradient, 100 + 4, 1e-12);
  const stop = { iterations: 100 };
  const grows = await resultOf({ ...formula("5*x^2", { x: 1 }), ...method(0.21), stop });
  assertEquals(grows.status, "diverged");
  const falls = await resultOf({ ...formula("5*x^2", { x: 1 }), ...method(0.19), stop });
  assertEquals(falls.status, "done");
});

Deno.test("curvature() of Rosenbrock's function at its minimum is that of its Hessian", async () => {
  // 802, −400; −400, 200: the sum is 1002, the determinant 400.
  const { points: [{ largest, squaredGradient }] } = await resultOf({
    ...formula("(1 - x)^2 + 100*(y - x^2)^2", { x: 1, y: 1 }),
    ...method(1e-3),
  });
  const root = Math.sqrt(501 * 501 - 400);
  assertAlmostEquals(largest[0].value, 501 + root, 1e-6);
  assertAlmostEquals(largest[1].value, 501 - root, 1e-6);
  assertEquals(squaredGradient, 0);
});

const dataset = { name: "toy", points: [[1, 2], [2, -1], [-1, 1], [3, 0]], labels: [0, 1, 2, 0] };
const start = { init: { scale: 0.7 }, seeds: [3] };

/** The Hessian by differences of losses alone. */
function denseHessian(problem: Problem, at: Float64Array): number[][] {
  const h = 1e-4;
  const lossAt = (...moves: readonly (readonly [k: number, step: number])[]) => {
    const weights = at.slice();
    for (const [k, step] of moves) weights[k] += step;
    return problem.loss(weights);
  };
  return Array.from(
    at,
    (_, i) =>
      Array.from(
        at,
        (_, k) =>
          (lossAt([i, h], [k, h]) - lossAt([i, h], [k, -h]) - lossAt([i, -h], [k, h]) +
            lossAt([i, -h], [k, -h])) / (4 * h * h),
      ),
  );
}

for (
  const [what, scores, loss] of [
    ["softmax of linear scores", { name: "linear" }, { name: "softmax" }],
    ["softmax of a network", { name: "twoLayer", hidden: 3 }, { name: "softmax" }],
    ["softmax of a deeper network", { name: "mlp", widths: [3, 2] }, { name: "softmax", l2: 0.1 }],
    ["a squared hinge", { name: "linear" }, { name: "squaredHinge" }],
  ] as const
) {
  Deno.test(`curvature() of ${what} is that of the Hessian by differences of losses`, async () => {
    const fields = { dataset, scores, loss, ...start, eigenvalues: 5 };
    const { points: [{ largest, lowest, kinks }], size } = await resultOf(fields);
    const kernels = referenceKernels("f64");
    const problem = classifier({
      dataset: await datasets.make(dataset, undefined),
      ...{ scores, loss, scale: 0.7, kernels },
    });
    assertEquals(size, problem.size);
    // The run starts in f32.
    const at = Float64Array.from(Float32Array.from(problem.start(3)));
    const { values } = eigs(denseHessian(problem, at)) as { values: number[] };
    const expected = [...values].sort((a, b) => b - a);
    // Losses of about 1 are exact to 1e-16: their second differences by 1e-4 to 1e-8, and ten of them.
    for (const [i, { value }] of largest.entries()) assertAlmostEquals(value, expected[i], 1e-6);
    assertAlmostEquals(lowest?.value ?? NaN, expected[expected.length - 1], 1e-6);
    assertEquals(kinks ?? 0, 0);
  });
}

Deno.test("curvature() of a hinge loss of linear scores is 0, as it is made of planes", async () => {
  const { points } = await resultOf({ dataset, ...start });
  for (const { largest, lowest, kinks } of points) {
    assertEquals(kinks, 0);
    for (const { value } of largest) assertAlmostEquals(value, 0, 1e-9);
    assertAlmostEquals(lowest?.value ?? NaN, 0, 1e-9);
  }
});

Deno.test("curvature() has 2·λ more in every direction with a penalty on all weights", async () => {
  const loss = { name: "softmax" };
  const penalized = { ...loss, l2: 0.5, penalizeBias: true };
  const [plain, other] = await Promise.all(
    [loss, penalized].map((loss) => resultOf({ dataset, loss, ...start })),
  );
  for (const [i, { value }] of plain.points[0].largest.entries()) {
    assertAlmostEquals(other.points[0].largest[i].value, value + 1, EXACT);
  }
});

Deno.test("curvature() is measured at the records that the file asks for, and not where nothing is finite", async () => {
  const iterations = async (fields: Fields) =>
    (await resultOf(fields)).points.map(({ record }) => record.iteration);
  assertEquals(await iterations({ record: { every: 2 } }), [0, 2, 4, 5]);
  const { points, status } = await resultOf({ ...method(1e300), loss: { name: "squaredHinge" } });
  assertEquals([status, points.map(({ record }) => record.iteration)], ["diverged", [0]]);
});

Deno.test("a finding of curvature has the start and the end of a run, by hand", async () => {
  const finding = async (fields: Fields) => curvatureKind.finding(await doneWith(fields), {});
  assertEquals(
    await finding({ ...formula("5*x^2 - 3*y^2", { x: 1, y: 1 }), ...method(0.05) }),
    "Finding: the largest eigenvalue of the Hessian is 10 → 10 (2 ∕ step size is 40), the lowest " +
      "−6 → −6.",
  );
  const points = [[1], [-1]];
  const fields = { dataset: { name: "toy", points, labels: [0, 1], classes: 3 } };
  assertMatch(
    await finding({ ...fields, loss: { name: "softmax" }, init: { scale: 0 } }),
    /, the noise scale 2 → [\d.]+ examples\.$/,
  );
  const stop = { iterations: 100 };
  assertMatch(
    await finding({ ...formula("5*x^2", { x: 1 }), ...method(0.21), stop }),
    / 10 → 10 \(2 ∕ step size is 9\.52\), the lowest 10 → 10, the run diverged\.$/,
  );
});

Deno.test("a finding of curvature leaves the noise scale out where the gradient is 0", async () => {
  const fields = { dataset, loss: { name: "svm", delta: 0 }, init: { scale: 0 } };
  assertNotMatch(await curvatureKind.finding(await doneWith(fields), {}), /noise scale/);
});

// Kinks: at W = 0 those of |W| and of hinges without a margin.

for (
  const [what, fields] of [
    ["a penalty on sizes", { loss: { name: "softmax", l1: 0.1 }, init: { scale: 0 } }],
    ["hinges without a margin", { loss: { name: "svm", delta: 0 }, init: { scale: 0 } }],
    ["units that see nothing", {
      dataset: { name: "toy", points: [[0, 0]], labels: [0], classes: 2 },
      scores: { name: "twoLayer", hidden: 2 },
      loss: { name: "softmax" },
      init: { scale: 0 },
    }],
  ] as const
) {
  Deno.test(`curvature() has no eigenvalues at kinks: of ${what}`, async () => {
    const [done] = await doneWith({ dataset, ...fields });
    const [start] = done.result.points;
    assert((start.kinks ?? 0) > 0);
    assertEquals([start.largest, start.lowest], [[], null]);
    const [header, row] = tableOf(curvatureTables, "curvature.csv", [done]).split("\n");
    const cells = new Map(header.split(",").map((name, i) => [name, row.split(",")[i]]));
    const names = ["largest_eigenvalue", "lowest_eigenvalue", "lowest_residual"];
    assertEquals(names.map((name) => cells.get(name)), ["", "", ""]);
  });
}

Deno.test("summary, finding and charts of curvature say where kinks leave no eigenvalues", () => {
  const bent = (...at: number[]): Curved => {
    const one = curvatureOf([7, 5]);
    const points = one.result.points.map((point, i) =>
      at.includes(i) ? { ...point, largest: [], lowest: null, kinks: 2 } : { ...point, kinks: 0 }
    );
    return { ...one, result: { ...one.result, points } };
  };
  assertEquals(
    curvatureFinding([bent(0)]),
    "Finding: the largest eigenvalue of the Hessian is – → 5 (2 ∕ step size is 20), the lowest – → −1, " +
      "as kinks are too near after 0 steps, the noise scale 2 → 2 examples.",
  );
  assertEquals(
    curvatureFinding([bent(0, 1)]),
    "Finding: the Hessian has no eigenvalues to show, as kinks are too near after 0 and 10 steps, " +
      "the noise scale 2 → 2 examples.",
  );
  const rows = curvatureSummary([bent(0)]).split("\n").map((row) => row.trim().split(/ {2,}/));
  assertEquals(rows[0].slice(3, 7), ["largest eigenvalue", "2 ∕ step size", "lowest", "kinks"]);
  assertEquals(rows.slice(2, 4).map((row) => row.slice(3, 7)), [
    ["–", "20", "–", "2"],
    ["5", "20", "−1", "0"],
  ]);
  assertEquals(curvatureSummary([bent()]).includes("kinks"), false);
  const options = { y: "eigenvalue", logX: false, logY: false } as const;
  const [figure] = sharpness.make(options)([bent(0)]);
  assertObjectMatch(figure, {
    lines: [{ parts: [[[10, 5]]] }],
    notes: [{ words: "Not drawn: 1 point at kinks, where there is no Hessian." }],
  });
  assertEquals(
    sharpness.make(options)([bent(0, 1)]),
    [{ shape: "note", text: "No sharpness, as all points are at kinks." }],
  );
});

Deno.test("an eigenvalue that is not found to 1 % is shown as a bound", () => {
  const one = curvatureOf([7]);
  const withEnds = (largest: number, lowest: number, value = -12.03): string => {
    const points = one.result.points.map((point) => ({
      ...point,
      largest: [{ value: 7, residual: largest }],
      lowest: { value, residual: lowest },
    }));
    return curvatureFinding([{ ...one, result: { ...one.result, points } }]);
  };
  assertMatch(withEnds(0.07, 0.12), / is 7 \(2 ∕ step size is 20\), the lowest −12, /);
  assertMatch(withEnds(0.08, 253.4), / is ≥ 7 \(2 ∕ step size is 20\), the lowest ≤ −12, /);
  assertMatch(withEnds(0, 6e-6, -6e-6), /, the lowest ≈ 0, /);
});

// Noise.

/** All sets of so many of the first n numbers. */
function* subsets(n: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) yield [];
  else {
    for (let i = from; i < n; i++) {
      for (const rest of subsets(n, count - 1, i + 1)) yield [i, ...rest];
    }
  }
}

function noiseOf(problem: Problem, weights: Float64Array) {
  const mean = new Float64Array(problem.size);
  problem.use(null);
  problem.gradient(weights, mean);
  const measuring = noiseAt(weights, mean, problem, 1);
  let seen = 0;
  let next = measuring.next();
  for (; !next.done; next = measuring.next()) seen += next.value;
  if (next.value === null) throw new Error("It has no noise");
  return { ...next.value, mean, seen };
}

const randomProblem = async (train: number) =>
  classifier({
    dataset: await datasets.make({ name: "random", train, features: 3, classes: 3 }, undefined),
    ...{ loss: { name: "softmax", l2: 0.1 }, scale: 1, kernels: referenceKernels("f64") },
  });

Deno.test("noiseAt() expects of a batch size what the mean over all batches of that size is", async () => {
  const problem = await randomProblem(6);
  const weights = problem.start(1) as Float64Array;
  const { batches, trace, mean } = noiseOf(problem, weights);
  assertEquals(batches.map(({ size }) => size), [1, 4]);
  const gradient = new Float64Array(problem.size);
  for (const { size, expected } of batches) {
    const all = [...subsets(6, size)];
    const total = all.reduce((sum, batch) => {
      problem.use(Uint32Array.from(batch));
      problem.gradient(weights, gradient);
      return sum + gradient.reduce((own, one, k) => own + (one - mean[k]) ** 2, 0);
    }, 0);
    assertAlmostEquals(expected, total / all.length, 1e-12);
    assertAlmostEquals(expected, trace / size * (1 - size / 6), 1e-15);
  }
});

Deno.test("noiseAt() measures all single examples where there are 20, and leaves the batch as it was", async () => {
  const problem = await randomProblem(20);
  const weights = problem.start(1) as Float64Array;
  const whole = problem.loss(weights);
  const { batches: [single, ...others], seen } = noiseOf(problem, weights);
  assertAlmostEquals(single.measured, single.expected, 1e-12);
  assertEquals(others.map(({ size }) => size), [4, 16]);
  assertEquals(seen, 20 + 20 * (1 + 4 + 16));
  assertEquals(problem.loss(weights), whole);
  // Of 20 draws; more than three deviations off would be a fault.
  for (const { measured, expected } of others) {
    assert(measured / expected > 0.5 && measured / expected < 2, `${measured} ${expected}`);
  }
});

Deno.test("the noise scale is the trace by the squared gradient, by hand", async () => {
  // Scores of W = 0 are 0, so softmax gives a third each: of two examples with x = ±1 and labels 0, 1,
  // the coefficients are (−2, 1, 1) ∕ 3 and (1, −2, 1) ∕ 3, and gradients those times (x, 1).
  const points = [[1], [-1]];
  const fields = { dataset: { name: "toy", points, labels: [0, 1], classes: 3 } };
  const done = await doneWith({ ...fields, loss: { name: "softmax" }, init: { scale: 0 } });
  const [{ result: { points: [{ noise, squaredGradient }] } }] = done;
  // Mean: rows (−3, −1) ∕ 6, (3, −1) ∕ 6, (0, 2) ∕ 6; each gradient is off by (−1, −3), (−1, 3), (2, 0) ∕ 6.
  assertAlmostEquals(squaredGradient, (9 + 1 + 9 + 1 + 4) / 36, 1e-15);
  assertAlmostEquals(noise?.trace ?? NaN, 2 * (1 + 9 + 1 + 9 + 4) / 36, 1e-15);
  const [row] = tableOf(curvatureTables, "curvature.csv", done).split("\n").slice(1);
  assertAlmostEquals(Number(row.split(",").at(-1)), 2, 1e-14);
});
