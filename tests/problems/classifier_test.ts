import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { all, create } from "mathjs";
import { synthetic } from "../../src/datasets/synthetic.ts";
import { toy } from "../../src/datasets/toy.ts";
import { InputError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { type LinearObjective, linearObjective } from "../../src/problems/classifier.ts";
import { stream } from "../../src/exact/rng.ts";
import { svm } from "../../src/losses/svm.ts";
import type { Precision } from "../../src/kernels/kernels.ts";
import type { Dataset, Vector } from "../../src/types.ts";
import { bits } from "../_simd.ts";

const math = create(all);
const fround = Math.fround;

interface Options {
  readonly precision?: Precision;
  readonly delta?: number;
  readonly l2?: number;
}

function objectiveOf(
  dataset: Dataset,
  { precision = "f32", delta = 1, l2 = 0 }: Options = {},
): LinearObjective {
  const kernels = referenceKernels(precision);
  return linearObjective({ dataset, loss: svm.make({ delta, l2 }, kernels), kernels });
}

interface Points {
  readonly points: number[][];
  readonly labels: number[];
  readonly testPoints?: number[][];
  readonly testLabels?: number[];
}

function toyOf(parts: Points): Promise<Dataset> {
  return toy.make(parts, undefined);
}

function bytes(vector: Vector): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function gradientOf(objective: LinearObjective, weights: Vector, examples?: Uint32Array): Vector {
  const gradient = weights.slice().fill(NaN); // what was there must not show
  objective.gradient(weights, gradient, examples);
  return gradient;
}

/** Random points and labels, every class among them. */
function randomPoints(seed: number, examples: number, features: number, classes: number): Points {
  const rng = stream(seed, "data");
  return {
    points: Array.from(
      { length: examples },
      () => Array.from({ length: features }, () => rng.gaussian()),
    ),
    labels: Array.from({ length: examples }, (_, i) => i % classes),
  };
}

function randomWeights(seed: number, size: number): Float32Array {
  const rng = stream(seed, "init");
  return Float32Array.from({ length: size }, () => rng.gaussian());
}

const upTo = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

// By hand. Two points x₀ = (1, 2) of class 0 and x₁ = (3, −1) of class 1, with a 1 appended.
// W = (½, −½, ¼ | ¼, ½, −¼).
//   scores of x₀: ½ − 1 + ¼ = −¼ and ¼ + 1 − ¼ = 1, so L₀ = 1 + ¼ + 1 = 2¼, coefficients (−1, 1)
//   scores of x₁: 1½ + ½ + ¼ = 2¼ and ¾ − ½ − ¼ = 0, so L₁ = 2¼ + 1 = 3¼, coefficients (1, −1)
//   L = (2¼ + 3¼) ∕ 2 = 2¾,  ∇L = ½·(x₁ − x₀ | x₀ − x₁) = (1, −1½, 0 | −1, 1½, 0)

const TWO = { points: [[1, 2], [3, -1]], labels: [0, 1] };
const W = Float32Array.of(0.5, -0.5, 0.25, 0.25, 0.5, -0.25);

Deno.test("loss() of two points is what a hand computes", async () => {
  assertEquals(objectiveOf(await toyOf(TWO)).loss(W), 2.75);
});

Deno.test("gradient() of two points is what a hand computes", async () => {
  const gradient = gradientOf(objectiveOf(await toyOf(TWO)), W);
  assertEquals([...gradient], [1, -1.5, 0, -1, 1.5, 0]);
});

Deno.test("gradient() returns the loss", async () => {
  const objective = objectiveOf(await toyOf(TWO), { l2: 0.5 });
  assertEquals(objective.gradient(W, new Float32Array(6)), objective.loss(W));
});

Deno.test("loss() adds λ·ΣW², with the bias", async () => {
  // ΣW² = ¼ + ¼ + 1∕16 + 1∕16 + ¼ + 1∕16 = 15∕16, times ½
  assertEquals(objectiveOf(await toyOf(TWO), { l2: 0.5 }).loss(W), 2.75 + 15 / 32);
});

Deno.test("gradient() adds 2λ·W, with the bias", async () => {
  const gradient = gradientOf(objectiveOf(await toyOf(TWO), { l2: 0.5 }), W);
  assertEquals([...gradient], [1 + 0.5, -1.5 - 0.5, 0.25, -1 + 0.25, 1.5 + 0.5, -0.25]);
});

Deno.test("loss() over a batch of one is that example's", async () => {
  assertEquals(objectiveOf(await toyOf(TWO)).loss(W, Uint32Array.of(1)), 3.25);
});

Deno.test("gradient() over a batch of one is that example's", async () => {
  const gradient = gradientOf(objectiveOf(await toyOf(TWO)), W, Uint32Array.of(1));
  assertEquals([...gradient], [3, -1, 1, -3, 1, -1]);
});

Deno.test("loss() subtracts the mean of the training part", async () => {
  const points = [[1, 2], [5, -1]];
  const dataset = await toy.make({ points, labels: [0, 1], center: true }, undefined);
  // The mean is (3, ½), so x₀ is (−2, 1½), with scores −1 − ¾ + ¼ = −1½ and −½ + ¾ − ¼ = 0. As it
  // is, x₀ has the scores −¼ and 1, and a loss of 2¼.
  assertEquals(objectiveOf(dataset).loss(W, Uint32Array.of(0)), 2.5);
});

Deno.test("linearObjective() counts weights and training examples", async () => {
  const { size, examples } = objectiveOf(
    await toyOf({ points: [[1, 2], [3, 4], [5, 6]], labels: [0, 3, 1] }),
  );
  assertEquals([size, examples], [4 * (2 + 1), 3]);
});

Deno.test("loss() does not change the weights", async () => {
  const weights = W.slice();
  const objective = objectiveOf(await toyOf(TWO), { l2: 0.5 });
  objective.loss(weights);
  objective.gradient(weights, new Float32Array(6));
  objective.evaluate(weights);
  assertEquals(bytes(weights), bytes(W));
});

// Against a plain computation with mathjs: matrices of all examples at once, sums in its order.

/** Rows of points with a 1 appended. */
function withBias(points: readonly number[][]): number[][] {
  return points.map((point) => [...point, 1]);
}

const total = (values: unknown) => Number(math.sum(values as number[][]));

interface Matrices {
  /** (examples, classes): s_j − s_y + Δ, and −1 at the label. */
  readonly margins: number[][];
  readonly loss: number;
  /** (classes, columns) */
  readonly gradient: number[][];
}

function byMatrices({ points, labels }: Points, weights: number[][], l2: number): Matrices {
  const x = withBias(points);
  const scores = math.multiply(x, math.transpose(weights));
  const margins = scores.map((row, i) =>
    row.map((score, j) => j === labels[i] ? -1 : score - row[labels[i]] + 1)
  );
  const violated = math.map(margins, (margin) => Number(margin > 0));
  const coefficients = violated.map((row, i) =>
    row.map((one, j) => j === labels[i] ? -math.sum(row) : one)
  );
  const hinges = math.map(margins, (margin) => Math.max(0, margin));
  return {
    margins,
    loss: total(hinges) / points.length + l2 * total(math.dotMultiply(weights, weights)),
    gradient: math.add(
      math.divide(math.multiply(math.transpose(coefficients), x), points.length) as number[][],
      math.multiply(weights, 2 * l2),
    ) as number[][],
  };
}

const CLASSES = 5;
const FEATURES = 7;
const L2 = 0.05;
const rowsOf = (weights: Vector) =>
  Array.from({ length: CLASSES }, (_, c) => [...weights].slice(c * 8, (c + 1) * 8));

Deno.test("loss() and gradient() in f64 agree with matrices of mathjs", async () => {
  for (const seed of [1, 2, 3]) {
    const parts = randomPoints(seed, 150, FEATURES, CLASSES);
    const objective = objectiveOf(await toyOf(parts), { precision: "f64", l2: L2 });
    const weights = Float64Array.from(randomWeights(seed, objective.size));
    const truth = byMatrices(parts, rowsOf(weights), L2);
    // Some 150 · 4 terms of size up to 20 are added in another order: 600 · 20 · 2⁻⁵³ = 1.3e-12
    // before the division by 150.
    assertAlmostEquals(objective.loss(weights), truth.loss, 1e-13);
    const gradient = gradientOf(objective, weights);
    for (const [k, value] of truth.gradient.flat().entries()) {
      assertAlmostEquals(gradient[k], value, 1e-13);
    }
  }
});

Deno.test("gradient() in f64 agrees with central differences away from kinks", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const parts = randomPoints(seed, 20, FEATURES, CLASSES);
    const objective = objectiveOf(await toyOf(parts), { precision: "f64", l2: L2 });
    const weights = Float64Array.from(randomWeights(seed, objective.size));
    // A weight moved by h moves a margin by h·|x| at most. So with h below half the least margin
    // over the largest |x|, no margin changes sign between W − h and W + h. There the loss is a
    // polynomial of degree two, and the central difference is its derivative but for rounding:
    // about 2⁻⁵³ · L ∕ h = 1e-11 at the least h let pass.
    const margins = byMatrices(parts, rowsOf(weights), L2).margins.flat();
    const nearest = Math.min(...margins.map(Math.abs));
    const largest = Math.max(1, ...parts.points.flat().map(Math.abs));
    const h = nearest / (2 * largest);
    assert(h > 1e-4, `a kink is too near: h = ${h}`);
    const gradient = gradientOf(objective, weights);
    for (const [k, analytic] of gradient.entries()) {
      const at = (shift: number) => objective.loss(weights.with(k, weights[k] + shift));
      const numerical = (at(h) - at(-h)) / (2 * h);
      const relative = Math.abs(analytic - numerical) / Math.max(Math.abs(analytic), 1e-3);
      assert(relative < 1e-7, `relative error ${relative} at weight ${k}`);
    }
  }
});

Deno.test("loss() in f32 agrees with f64", async () => {
  const dataset = await synthetic.make({ train: 200, test: 0 }, undefined);
  const weights = randomWeights(1, 30730).map((x) => x * 1e-3);
  const [single, double] = (["f32", "f64"] satisfies Precision[]).map((precision) =>
    objectiveOf(dataset, { precision, l2: 0.1 }).loss(
      precision === "f32" ? weights : Float64Array.from(weights),
    )
  );
  // A score adds up 769 terms in each lane; its roundings, each half of 2⁻²³ of a partial sum and
  // as often up as down, grow to some √769 · 2⁻²⁴ = 2e-6 of it.
  assertAlmostEquals(single / double, 1, 1e-5);
});

Deno.test("gradient() in f32 agrees with f64", async () => {
  const dataset = await synthetic.make({ train: 200, test: 0 }, undefined);
  const weights = randomWeights(1, 30730).map((x) => x * 1e-3);
  const single = gradientOf(objectiveOf(dataset, { l2: 0.1 }), weights);
  const exact = gradientOf(
    objectiveOf(dataset, { precision: "f64", l2: 0.1 }),
    Float64Array.from(weights),
  );
  // An entry adds up 200 whole coefficients times pixels, each rounded by 2⁻²⁴ of the partial sum:
  // 200 · 6e-8 = 1.2e-5 of the largest at worst. A margin of the other sign would show as 1 ∕ 200.
  const largest = Math.max(...exact.map(Math.abs));
  for (const [k, value] of exact.entries()) assertAlmostEquals(single[k], value, 1.2e-5 * largest);
});

// Invariances

Deno.test("loss() is the same in any order of the examples, up to the rounding of the sum", async () => {
  const objective = objectiveOf(await toyOf(randomPoints(1, 500, 3, 4)));
  const weights = randomWeights(1, objective.size);
  const shuffled = upTo(500).sort((a, b) => (a * 7919) % 500 - (b * 7919) % 500);
  assertNotEquals([...shuffled], [...upTo(500)]);
  // The same 500 numbers are added in f64 in another order: at most 500 · 2⁻⁵³ of the sum.
  const loss = objective.loss(weights);
  assertAlmostEquals(objective.loss(weights, shuffled), loss, loss * 500 * 2 ** -53);
});

Deno.test("loss() without penalty is the same after adding one row to the weights of each class", async () => {
  // Whole numbers, so that every score and every sum is exact.
  const whole = fc.integer({ min: -50, max: 50 });
  const list = (length: number) => fc.array(whole, { minLength: length, maxLength: length });
  await fc.assert(
    fc.asyncProperty(
      fc.array(list(3), { minLength: 6, maxLength: 6 }),
      list(12),
      list(4),
      async (points, weights, row) => {
        const objective = objectiveOf(await toyOf({ points, labels: [0, 1, 2, 0, 1, 2] }));
        const shifted = weights.map((weight, k) => weight + row[k % 4]);
        assertEquals(
          objective.loss(Float32Array.from(shifted)),
          objective.loss(Float32Array.from(weights)),
        );
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("gradient() without penalty adds up to zero over the classes", async () => {
  const objective = objectiveOf(await toyOf(TWO));
  const gradient = gradientOf(objective, W);
  assertEquals([0, 1, 2].map((k) => gradient[k] + gradient[k + 3]), [0, 0, 0]);
});

Deno.test("loss() over a batch of all is the full loss bit for bit", async () => {
  const objective = objectiveOf(await toyOf(randomPoints(1, 300, 3, 4)));
  const weights = randomWeights(1, objective.size);
  assertEquals(objective.loss(weights, upTo(300)), objective.loss(weights));
});

Deno.test("gradient() over a batch of all is the full gradient bit for bit", async () => {
  const objective = objectiveOf(await toyOf(randomPoints(1, 300, 3, 4)));
  const weights = randomWeights(1, objective.size);
  assertEquals(
    bytes(gradientOf(objective, weights, upTo(300))),
    bytes(gradientOf(objective, weights)),
  );
});

Deno.test("gradient() over a batch is the mean of its examples' gradients", async () => {
  // Whole numbers and a batch of 8: sums and the division are exact.
  const { points, labels } = randomPoints(1, 20, 3, 4);
  const wholes = points.map((point) => point.map((x) => Math.round(10 * x)));
  const objective = objectiveOf(await toyOf({ points: wholes, labels }));
  const weights = randomWeights(1, objective.size).map((x) => Math.round(10 * x));
  const batch = Uint32Array.of(2, 3, 5, 7, 11, 13, 17, 19);
  const single = [...batch].map((i) => gradientOf(objective, weights, Uint32Array.of(i)));
  const mean = weights.map((_, k) => single.reduce((sum, one) => sum + one[k], 0) / batch.length);
  assertEquals([...gradientOf(objective, weights, batch)], [...mean]);
});

Deno.test("gradient() does not depend on the calls before it", async () => {
  const objective = objectiveOf(await toyOf(randomPoints(1, 300, 3, 4)));
  const weights = randomWeights(1, objective.size);
  const first = gradientOf(objective, weights);
  gradientOf(objective, weights.map((x) => -3 * x), Uint32Array.of(5, 200));
  assertEquals(bytes(gradientOf(objective, weights)), bytes(first));
});

/** Whether a descent, which may take a short cut, does what gradient and addScaled do. */
async function assertDescends(count: number, l2: number, stepSize: number): Promise<void> {
  const objective = objectiveOf(await toyOf(randomPoints(1, 300, 3, 4)), { l2 });
  // Ten starts, so that there is one whose example meets a margin.
  for (let start = 0; start < 10; start++) {
    const weights = randomWeights(1, objective.size);
    const gradient = weights.slice();
    const examples = upTo(count).map((i) => i + start);
    const value = objective.gradient(weights, gradient, examples);
    const truth = weights.slice();
    referenceKernels("f32").addScaled(truth, -stepSize, gradient);
    assertEquals(objective.descend(weights, stepSize, examples), value);
    assertEquals(bits(weights), bits(truth));
  }
}

for (const [count, l2] of [[1, 0], [1, 0.1], [2, 0], [200, 0], [200, 0.1]]) {
  Deno.test(`descend() over ${count} with λ = ${l2} has the bits of W − η·∇L`, () =>
    assertDescends(count, l2, 0.1));
}

Deno.test("descend() over one with a step that is infinite in f32 has the bits of W − η·∇L", () =>
  assertDescends(1, 0, 1e39));

Deno.test("descend() over all takes every training example", async () => {
  const objective = objectiveOf(await toyOf(randomPoints(1, 300, 3, 4)));
  const [one, two] = [1, 2].map(() => randomWeights(1, objective.size));
  assertEquals(objective.descend(one, 0.1), objective.descend(two, 0.1, upTo(300)));
  assertEquals(bytes(one), bytes(two));
});

// evaluate(). One feature, three classes, W = (1, 0 | −1, 0 | 0, 0): scores x, −x, 0.

const LINE = Float32Array.of(1, 0, -1, 0, 0, 0);

Deno.test("evaluate() gives the share of examples whose class has the largest score", async () => {
  // Largest: class 0 for 2, class 1 for −3, class 0 for 1, class 1 for −1.
  const dataset = await toyOf({ points: [[2], [-3], [1], [-1]], labels: [0, 1, 2, 1] });
  assertEquals(objectiveOf(dataset).evaluate(LINE).trainAccuracy, 0.75);
});

Deno.test("evaluate() measures the test part by itself", async () => {
  const dataset = await toyOf({
    points: [[2]],
    labels: [0],
    testPoints: [[2], [-3], [5], [1]],
    testLabels: [1, 1, 2, 2],
  });
  // Scores (2, −2, 0) lose 5 + 3 for class 1, (−3, 3, 0) lose 0 for class 1, (5, −5, 0) lose 6 for
  // class 2, (1, −1, 0) lose 2 for class 2.
  const { testLoss, testAccuracy } = objectiveOf(dataset).evaluate(LINE);
  assertEquals({ testLoss, testAccuracy }, { testLoss: (8 + 0 + 6 + 2) / 4, testAccuracy: 0.25 });
});

Deno.test("evaluate() subtracts the mean of the training part from the test part", async () => {
  const dataset = await toy.make({
    points: [[1], [3]],
    labels: [0, 1],
    testPoints: [[5]],
    testLabels: [2],
    center: true,
  }, undefined);
  // The mean is 2, so 5 is 3, with scores (3, −3, 0) and a loss of 4 for class 2.
  assertEquals(objectiveOf(dataset).evaluate(LINE).testLoss, 4);
});

Deno.test("evaluate() gives a tie to the lowest class", async () => {
  // All scores are 0.
  const dataset = await toyOf({ points: [[1], [1], [1]], labels: [0, 1, 2] });
  assertEquals(objectiveOf(dataset).evaluate(new Float32Array(6)).trainAccuracy, 1 / 3);
});

Deno.test("evaluate() counts a score that is NaN as wrong, whatever the label", async () => {
  const dataset = await toyOf({ points: [[1], [1], [1]], labels: [0, 1, 2] });
  const accuracies = [0, 1, 2].map((c) => {
    const weights = Float32Array.of(1, 0, 1, 0, 1, 0).fill(NaN, 2 * c, 2 * c + 2);
    return objectiveOf(dataset).evaluate(weights).trainAccuracy;
  });
  assertEquals(accuracies, [0, 0, 0]);
});

Deno.test("evaluate() of NaN weights has the loss NaN", async () => {
  const objective = objectiveOf(await toyOf(TWO));
  assertEquals(objective.evaluate(W.map(() => NaN)).trainLoss, NaN);
});

Deno.test("evaluate() of an empty test part is null", async () => {
  const { testLoss, testAccuracy } = objectiveOf(await toyOf(TWO)).evaluate(W);
  assertEquals([testLoss, testAccuracy], [null, null]);
});

Deno.test("evaluate() gives the losses with the penalty", async () => {
  const dataset = await toyOf({ ...TWO, testPoints: TWO.points, testLabels: TWO.labels });
  const { trainLoss, testLoss } = objectiveOf(dataset, { l2: 0.5 }).evaluate(W);
  assertEquals([trainLoss, testLoss], [2.75 + 15 / 32, 2.75 + 15 / 32]);
});

Deno.test("evaluate() rounds losses to f32", async () => {
  // Three losses of 1, 1 and 0.
  const dataset = await toyOf({ points: [[0], [0], [5]], labels: [0, 1, 0] });
  const weights = Float32Array.of(1, 0, 0, 0);
  assertEquals(objectiveOf(dataset).evaluate(weights).trainLoss, fround(2 / 3));
});

Deno.test("evaluate() may be given f64 weights by f64 kernels", async () => {
  const objective = objectiveOf(await toyOf(TWO), { precision: "f64" });
  assertEquals(objective.evaluate(Float64Array.from(W)).trainLoss, 2.75);
});

// Shards, re-derived: how many, from where to where, and in which order they are added.

/** One example: its score with each class in four lanes, its loss, its coefficients. */
function example(row: number[], label: number, weights: Vector, round: (x: number) => number) {
  const scores = Array.from({ length: weights.length / row.length }, (_, c) => {
    const lanes = [0, 0, 0, 0];
    for (const [k, x] of row.entries()) {
      lanes[k % 4] = round(lanes[k % 4] + round(x * weights[c * row.length + k]));
    }
    return round(round(lanes[0] + lanes[2]) + round(lanes[1] + lanes[3]));
  });
  const margins = scores.map((score, j) =>
    j === label ? 0 : Math.max(0, round(round(score - scores[label]) + 1))
  );
  const loss = margins.reduce((sum, margin) => round(sum + margin), 0);
  const coefficients = margins.map((margin) => Number(margin > 0));
  coefficients[label] = -margins.filter((margin) => margin > 0).length;
  return { loss, coefficients };
}

/** Positions ⌊s·N∕S⌋ to ⌊(s + 1)·N∕S⌋ − 1 with S = ⌊N∕64⌋, but at least 1 and at most 32. */
function documentedShards(count: number): number[][] {
  const shards = Math.min(32, Math.max(1, Math.floor(count / 64)));
  const bound = (s: number) => Math.floor((s * count) / shards);
  return Array.from(
    { length: shards },
    (_, s) => Array.from({ length: bound(s + 1) - bound(s) }, (_, i) => bound(s) + i),
  );
}

function byShards(
  { points, labels }: Points,
  weights: Vector,
  shards: number[][],
  precision: Precision,
): { loss: number; gradient: Vector } {
  const round = precision === "f32" ? fround : (x: number) => x;
  const rows = withBias(points).map((row) => row.map(round));
  const columns = rows[0].length;
  const partials = shards.map((shard) => {
    let loss = 0;
    const gradient = [...weights].fill(0);
    for (const i of shard) {
      const { loss: one, coefficients } = example(rows[i], labels[i], weights, round);
      loss += one;
      for (const [at, sum] of gradient.entries()) {
        const product = round(coefficients[Math.floor(at / columns)] * rows[i][at % columns]);
        gradient[at] = round(sum + product);
      }
    }
    return { loss, gradient };
  });
  const count = shards.flat().length;
  return {
    loss: partials.reduce((sum, { loss }) => sum + loss, 0) / count,
    gradient: weights.map((_, at) =>
      round(partials.reduce((sum, { gradient }) => round(sum + gradient[at]), 0) / count)
    ),
  };
}

for (const precision of ["f32", "f64"] satisfies Precision[]) {
  for (const count of [1, 63, 127, 128, 129, 1000, 2047, 2048, 2113, 5000]) {
    Deno.test(`gradient() in ${precision} adds ${count} examples shard by shard as documented`, async () => {
      const parts = randomPoints(count, count, 2, 3);
      const objective = objectiveOf(await toyOf(parts), { precision });
      const single = randomWeights(count, objective.size);
      const weights = precision === "f32" ? single : Float64Array.from(single);
      const truth = byShards(parts, weights, documentedShards(count), precision);
      const gradient = gradientOf(objective, weights);
      assertEquals(
        [objective.loss(weights), bytes(gradient)],
        [truth.loss, bytes(truth.gradient)],
      );
    });
  }

  Deno.test(`gradient() in ${precision} has other bits when 1,000 examples are one shard`, async () => {
    // Not a promise of its own: it shows that the tests above can tell the order of a sum.
    const parts = randomPoints(1000, 1000, 2, 3);
    const { size } = objectiveOf(await toyOf(parts));
    const single = randomWeights(1000, size);
    const weights = precision === "f32" ? single : Float64Array.from(single);
    const gradients = [documentedShards(1000), [[...upTo(1000)]]]
      .map((shards) => bytes(byShards(parts, weights, shards, precision).gradient));
    assertNotEquals(gradients[0], gradients[1]);
  });
}

Deno.test("loss() in f64 adds in the order that the other tests know", async () => {
  // As above: losses in f64 use all their bits, so one shard gives another sum than fifteen.
  const parts = randomPoints(1000, 1000, 2, 3);
  const { size } = objectiveOf(await toyOf(parts));
  const weights = Float64Array.from(randomWeights(1000, size));
  const [documented, one] = [documentedShards(1000), [[...upTo(1000)]]]
    .map((shards) => byShards(parts, weights, shards, "f64").loss);
  assertNotEquals(documented, one);
});

// What kernels trust.

type Use = (objective: LinearObjective, weights: Vector, examples?: Uint32Array) => number;
const USES: Readonly<Record<string, Use>> = {
  "loss()": (objective, weights, examples) => objective.loss(weights, examples),
  "gradient()": (objective, weights, examples) =>
    objective.gradient(weights, new Float32Array(6), examples),
  "descend()": (objective, weights, examples) => objective.descend(weights, 0.1, examples),
};

for (const [name, use] of Object.entries(USES)) {
  for (const examples of [undefined, Uint32Array.of(1)]) {
    for (const length of [0, 5, 7]) {
      const where = examples === undefined ? "all examples" : "one example";
      Deno.test(`${name} of ${where} refuses ${length} weights in the place of 6`, async () => {
        const objective = objectiveOf(await toyOf(TWO));
        assertThrows(
          () => use(objective, new Float32Array(length), examples),
          RangeError,
          `Vector must have 6 numbers: it has ${length}`,
        );
      });
    }
  }

  for (const examples of [[2], [0, 2 ** 32 - 1]]) {
    Deno.test(`${name} refuses the examples ${examples} of two`, async () => {
      const objective = objectiveOf(await toyOf(TWO));
      assertThrows(
        () => use(objective, W.slice(), Uint32Array.from(examples)),
        RangeError,
        `Example must be below 2: it is ${examples.at(-1)}`,
      );
    });
  }

  for (const count of [0, 3]) {
    Deno.test(`${name} refuses a batch of ${count} out of two`, async () => {
      const objective = objectiveOf(await toyOf(TWO));
      assertThrows(
        () => use(objective, W.slice(), new Uint32Array(count)),
        RangeError,
        `Batch must have 1 to 2 examples: it has ${count}`,
      );
    });
  }
}

for (const length of [5, 7]) {
  Deno.test(`gradient() refuses a gradient of ${length} numbers in the place of 6`, async () => {
    const objective = objectiveOf(await toyOf(TWO));
    assertThrows(
      () => objective.gradient(W, new Float32Array(length)),
      RangeError,
      `Vector must have 6 numbers: it has ${length}`,
    );
  });
}

/** Two examples in training, one for tests, of one number each. */
function numbersOf(train: readonly [number, number], test: number, mean = 0): Dataset {
  const split = (values: readonly number[]) => ({
    examples: values.length,
    features: Float64Array.from(values),
    labels: Uint8Array.from(values, (_, i) => i),
  });
  return {
    name: "numbers",
    features: 1,
    classes: 2,
    train: split(train),
    test: split([test]),
    mean: Float64Array.of(mean),
    fingerprint: "",
  };
}

for (
  const [what, dataset, value] of [
    ["1e39", numbersOf([1, 1e39], 1), "1e+39"],
    ["−1e39", numbersOf([-1e39, 1], 1), "-1e+39"],
    ["1e39 in the test part", numbersOf([1, 2], 1e39), "1e+39"],
    ["3e38 with mean −3e38", numbersOf([3e38, -3e38], 1, -3e38), "3e+38"],
    ["1 with mean 1e39", numbersOf([1, 2], 1, 1e39), "1"],
  ] as const
) {
  Deno.test(`linearObjective() in f32 refuses ${what}`, () => {
    assertThrows(
      () => objectiveOf(dataset),
      InputError,
      `dataset: features must be smaller: ${value} is too large for f32`,
    );
  });
}

Deno.test("linearObjective() in f32 takes what is finite there", () => {
  assertEquals(objectiveOf(numbersOf([3e38, -3e38], 3e38)).size, 4);
});

Deno.test("linearObjective() in f64 takes what is too large for f32", () => {
  assertEquals(objectiveOf(numbersOf([1, 1e39], -1e39), { precision: "f64" }).size, 4);
});
