import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { all, create } from "mathjs";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { synthetic } from "../../src/datasets/synthetic.ts";
import { InputError } from "../../src/errors.ts";
import type { Precision } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import type { Measures, Problem } from "../../src/problems/problem.ts";
import type { Vector } from "../../src/types.ts";
import { bits } from "../_simd.ts";
import { gradientOf, normals, type Points, randomPoints, svmOver, toyOf, upTo } from "../_toy.ts";

const math = create(all);
const fround = Math.fround;

function bytes(vector: Vector): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function lossOf(problem: Problem, weights: Vector, batch: Uint32Array | null = null): number {
  problem.use(batch);
  return problem.loss(weights);
}

const startOf = (seed: number, { size }: Problem) => normals(seed, "init", size);

// By hand. Two points x₀ = (1, 2) of class 0 and x₁ = (3, −1) of class 1, with a 1 appended.
// W = (½, −½, ¼ | ¼, ½, −¼).
//   scores of x₀: ½ − 1 + ¼ = −¼ and ¼ + 1 − ¼ = 1, so L₀ = 1 + ¼ + 1 = 2¼, coefficients (−1, 1)
//   scores of x₁: 1½ + ½ + ¼ = 2¼ and ¾ − ½ − ¼ = 0, so L₁ = 2¼ + 1 = 3¼, coefficients (1, −1)
//   L = (2¼ + 3¼) ∕ 2 = 2¾,  ∇L = ½·(x₁ − x₀ | x₀ − x₁) = (1, −1½, 0 | −1, 1½, 0)
//   ΣW² = ¼ + ¼ + 1∕16 + 1∕16 + ¼ + 1∕16 = 15∕16, and ∇(λ·ΣW²) = 2λ·W, both with the bias

const TWO: Points = { points: [[1, 2], [3, -1]], labels: [0, 1] };
const W = Float32Array.of(0.5, -0.5, 0.25, 0.25, 0.5, -0.25);
const BY_HAND = [
  { what: "two points", data: 2.75, gradient: [1, -1.5, 0, -1, 1.5, 0] },
  { what: "a batch of one", batch: [1], data: 3.25, gradient: [3, -1, 1, -3, 1, -1] },
  {
    what: "two points with a penalty",
    l2: 0.5,
    data: 2.75,
    gradient: [1 + 0.5, -1.5 - 0.5, 0.25, -1 + 0.25, 1.5 + 0.5, -0.25],
  },
  {
    // The mean is (3, ½), so x₀ is (−2, 1½), with scores −1 − ¾ + ¼ = −1½ and −½ + ¾ − ¼ = 0.
    what: "a point minus the mean of the training part",
    points: { ...TWO, points: [[1, 2], [5, -1]], center: true },
    batch: [0],
    data: 2.5,
    gradient: [2, -1.5, -1, -2, 1.5, 1],
  },
];
for (const { what, points = TWO, batch, l2 = 0, data, gradient } of BY_HAND) {
  Deno.test(`loss(), parts() and gradient() of ${what} are what a hand computes`, async () => {
    const problem = svmOver(await toyOf(points), { l2 });
    const used = batch === undefined ? null : Uint32Array.from(batch);
    const penalty = l2 * 15 / 16;
    assertEquals([...gradientOf(problem, W, used)], gradient);
    assertEquals(problem.gradient(W, new Float32Array(6)), data + penalty);
    assertEquals(problem.loss(W), data + penalty);
    assertEquals(problem.parts(W), { data, penalty });
  });
}

Deno.test("classifier() counts weights and training examples, and has one matrix", async () => {
  const dataset = await toyOf({ points: [[1, 2], [3, 4], [5, 6]], labels: [0, 3, 1] });
  const { size, examples, layers, fingerprint } = svmOver(dataset);
  assertEquals([size, examples, fingerprint], [4 * (2 + 1), 3, dataset.fingerprint]);
  assertEquals(layers, [{ name: "W", rows: 4, columns: 3 }]);
});

Deno.test("start() has scale · randn of the stream init", async () => {
  const problem = svmOver(await toyOf(TWO), { scale: 0.25 });
  assertEquals(problem.start(7), normals(7, "init", 6).map((x) => 0.25 * x));
});

Deno.test("loss() and all that is asked of a classifier leave the weights alone", async () => {
  const weights = W.slice();
  const problem = svmOver(await toyOf(TWO), { l2: 0.5 });
  problem.loss(weights);
  problem.gradient(weights, new Float32Array(6));
  problem.parts(weights);
  problem.measure(weights);
  problem.bends(weights);
  assertEquals(bytes(weights), bytes(W));
});

Deno.test("bends() are the margins of the batch in use", async () => {
  const problem = svmOver(await toyOf(TWO));
  assertEquals([...problem.bends(W)?.loss ?? []], [0, 2.25, 3.25, 0]);
  problem.use(Uint32Array.of(1));
  assertEquals([...problem.bends(W)?.loss ?? []], [3.25, 0]);
});

Deno.test("exact() is the same in f64 over all examples, whatever is in use", async () => {
  const problem = svmOver(await toyOf(TWO), { l2: 0.5 });
  const weights = Float64Array.from(W);
  problem.use(Uint32Array.of(1));
  const exact = problem.exact();
  assertEquals([exact.space.precision, exact.loss(weights)], ["f64", 2.75 + 15 / 32]);
  exact.use(Uint32Array.of(1));
  assertEquals(problem.exact().loss(weights), 2.75 + 15 / 32);
});

// Against a plain computation with mathjs: matrices of all examples at once, sums in its order.

/** Rows of points with a 1 appended. */
function withBias(points: readonly number[][]): number[][] {
  return points.map((point) => [...point, 1]);
}

const total = (values: unknown) => Number(math.sum(values as number[][]));

function byMatrices({ points, labels }: Points, weights: number[][], l2: number) {
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
  const gradient = math.add(
    math.divide(math.multiply(math.transpose(coefficients), x), points.length) as number[][],
    math.multiply(weights, 2 * l2),
  );
  const loss = total(hinges) / points.length + l2 * total(math.dotMultiply(weights, weights));
  return { loss, gradient: (gradient as number[][]).flat() };
}

Deno.test("loss() and gradient() in f64 agree with matrices of mathjs", async () => {
  for (const seed of [1, 2, 3]) {
    const parts = randomPoints(seed, { examples: 150, features: 7, classes: 5 });
    const problem = svmOver(await toyOf(parts), { precision: "f64", l2: 0.05 });
    const weights = Float64Array.from(startOf(seed, problem));
    const rows = Array.from({ length: 5 }, (_, c) => [...weights].slice(c * 8, (c + 1) * 8));
    const truth = byMatrices(parts, rows, 0.05);
    // Some 150 · 4 terms of size up to 20 are added in another order: 600 · 20 · 2⁻⁵³ = 1.3e-12
    // before the division by 150.
    assertAlmostEquals(problem.loss(weights), truth.loss, 1e-13);
    for (const [k, value] of gradientOf(problem, weights).entries()) {
      assertAlmostEquals(value, truth.gradient[k], 1e-13);
    }
  }
});

Deno.test("loss() and gradient() in f32 agree with f64", async () => {
  const problem = svmOver(await synthetic.make({ train: 200, test: 0 }, undefined), { l2: 0.1 });
  const exact = problem.exact();
  const weights = startOf(1, problem).map((x) => x * 1e-3);
  const wide = Float64Array.from(weights);
  // A score adds up 769 terms in each lane; its roundings, each half of 2⁻²³ of a partial sum and
  // as often up as down, grow to some √769 · 2⁻²⁴ = 2e-6 of it.
  assertAlmostEquals(problem.loss(weights) / exact.loss(wide), 1, 1e-5);
  // An entry adds up 200 whole coefficients times pixels, each rounded by 2⁻²⁴ of the partial sum:
  // 200 · 6e-8 = 1.2e-5 of the largest at worst. A margin of the other sign would show as 1 ∕ 200.
  const [single, double] = [gradientOf(problem, weights), gradientOf(exact, wide)];
  const largest = Math.max(...double.map(Math.abs));
  for (const [k, value] of double.entries()) assertAlmostEquals(single[k], value, 1.2e-5 * largest);
});

// Invariances

/** A problem over random points, in f32, with weights. */
async function randomProblem(examples: number, options: { readonly l2?: number } = {}) {
  const problem = svmOver(await toyOf(randomPoints(1, { examples })), options);
  return { problem, weights: startOf(1, problem) };
}

Deno.test("loss() is the same in any order of the examples, up to the rounding of the sum", async () => {
  const { problem, weights } = await randomProblem(500);
  const shuffled = upTo(500).sort((a, b) => (a * 7919) % 500 - (b * 7919) % 500);
  assertNotEquals([...shuffled], [...upTo(500)]);
  // The same 500 numbers are added in f64 in another order: at most 500 · 2⁻⁵³ of the sum.
  const loss = problem.loss(weights);
  assertAlmostEquals(lossOf(problem, weights, shuffled), loss, loss * 500 * 2 ** -53);
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
        const problem = svmOver(await toyOf({ points, labels: [0, 1, 2, 0, 1, 2] }));
        const shifted = weights.map((weight, k) => weight + row[k % 4]);
        assertEquals(
          problem.loss(Float32Array.from(shifted)),
          problem.loss(Float32Array.from(weights)),
        );
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("gradient() without penalty adds up to zero over the classes", async () => {
  const gradient = gradientOf(svmOver(await toyOf(TWO)), W);
  assertEquals([0, 1, 2].map((k) => gradient[k] + gradient[k + 3]), [0, 0, 0]);
});

Deno.test("gradient() over a batch is the mean of its examples' gradients", async () => {
  // Whole numbers and a batch of 8: sums and the division are exact.
  const { points, labels } = randomPoints(1);
  const wholes = points.map((point) => point.map((x) => Math.round(10 * x)));
  const problem = svmOver(await toyOf({ points: wholes, labels }));
  const weights = startOf(1, problem).map((x) => Math.round(10 * x));
  const batch = Uint32Array.of(2, 3, 5, 7, 11, 13, 17, 19);
  const single = [...batch].map((i) => gradientOf(problem, weights, Uint32Array.of(i)));
  const mean = weights.map((_, k) => single.reduce((sum, one) => sum + one[k], 0) / batch.length);
  assertEquals([...gradientOf(problem, weights, batch)], [...mean]);
});

// A step of 1e39 is infinite in f32.
for (
  const [count, l2, stepSize] of [
    [1, 0, 0.1],
    [1, 0.1, 0.1],
    [2, 0, 0.1],
    [4, 0, 0.1],
    [5, 0, 0.1],
    [64, 0, 0.1],
    [65, 0, 0.1],
    [200, 0, 0.1],
    [200, 0.1, 0.1],
    [1, 0, 1e39],
    [3, 0, 1e39],
  ]
) {
  Deno.test(`descend() over ${count} with λ = ${l2} and η = ${stepSize} has the bits of W − η·∇L`, async () => {
    const { problem, weights } = await randomProblem(300, { l2 });
    // Ten starts, so that there is one whose example meets a margin.
    for (let start = 0; start < 10; start++) {
      const [truth, moved] = [weights.slice(), weights.slice()];
      const gradient = gradientOf(problem, weights, upTo(count).map((i) => i + start));
      referenceKernels("f32").addScaled(truth, -stepSize, gradient);
      assertEquals(problem.descend?.(moved, stepSize), problem.loss(weights));
      assertEquals(bits(moved), bits(truth));
    }
  });
}

// measure(). One feature, three classes, W = (1, 0 | −1, 0 | 0, 0): scores x, −x, 0.

const LINE = Float32Array.of(1, 0, -1, 0, 0, 0);
const ONES: Points = { points: [[1], [1], [1]], labels: [0, 1, 2] };
const TWICE = { ...TWO, testPoints: TWO.points, testLabels: TWO.labels };
const NAN = W.map(() => NaN);
type Measured = [string, Points, Vector, Partial<Measures>, Parameters<typeof svmOver>[1]?];
const MEASURED: readonly Measured[] = [
  // Largest: class 0 for 2, class 1 for −3, class 0 for 1, class 1 for −1.
  [
    "gives the share of examples whose class has the largest score",
    {
      points: [[2], [-3], [1], [-1]],
      labels: [0, 1, 2, 1],
    },
    LINE,
    { trainAccuracy: 0.75 },
  ],
  // Scores (2, −2, 0) lose 5 + 3 for class 1, (−3, 3, 0) lose 0 for class 1, (5, −5, 0) lose 6 for
  // class 2, (1, −1, 0) lose 2 for class 2.
  [
    "measures the validation part, the last examples, by itself",
    {
      points: [[2], [2], [-3], [5], [1]],
      labels: [0, 1, 1, 2, 2],
      validation: 4,
    },
    LINE,
    {
      trainLoss: 0,
      trainAccuracy: 1,
      validationLoss: 4,
      validationAccuracy: 0.25,
      testLoss: null,
      testAccuracy: null,
    },
  ],
  [
    "measures the test part by itself",
    {
      points: [[2]],
      labels: [0],
      testPoints: [[2], [-3], [5], [1]],
      testLabels: [1, 1, 2, 2],
    },
    LINE,
    { testLoss: (8 + 0 + 6 + 2) / 4, testAccuracy: 0.25 },
  ],
  // The mean is 2, so 5 is 3, with scores (3, −3, 0) and a loss of 4 for class 2.
  [
    "subtracts the mean of the training part from the test part",
    {
      points: [[1], [3]],
      labels: [0, 1],
      testPoints: [[5]],
      testLabels: [2],
      center: true,
    },
    LINE,
    { testLoss: 4 },
  ],
  ["gives a tie to the lowest class", ONES, new Float32Array(6), { trainAccuracy: 1 / 3 }],
  ...[0, 1, 2].map((c): Measured => {
    const weights = Float32Array.of(1, 0, 1, 0, 1, 0).fill(NaN, 2 * c, 2 * c + 2);
    return [`counts a score of class ${c} that is NaN as wrong`, ONES, weights, {
      trainAccuracy: 0,
    }];
  }),
  ["has the loss NaN of weights that are NaN", TWO, NAN, { trainLoss: NaN }],
  ["has null of an empty test part", TWO, W, { testLoss: null, testAccuracy: null }],
  ["gives the losses with the penalty", TWICE, W, {
    trainLoss: 2.75 + 15 / 32,
    testLoss: 2.75 + 15 / 32,
  }, { l2: 0.5 }],
  [
    "rounds losses, here 1, 1 and 0, to f32",
    {
      points: [[0], [0], [5]],
      labels: [0, 1, 0],
    },
    Float32Array.of(1, 0, 0, 0),
    { trainLoss: fround(2 / 3) },
  ],
  ["may be given f64 weights by f64 kernels", TWO, Float64Array.from(W), { trainLoss: 2.75 }, {
    precision: "f64",
  }],
];
for (const [what, points, weights, expected, options] of MEASURED) {
  Deno.test(`measure() ${what}`, async () => {
    const problem = svmOver(await toyOf(points), options);
    problem.use(Uint32Array.of(0)); // measures are over all examples
    const measures = problem.measure(weights);
    assertEquals({ ...measures, ...expected }, measures);
  });
}

// Shards, derived again: how many, from where to where, and in which order they are added.

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
  /** A problem of so many examples, weights, and the same by shards. */
  const sharded = async (count: number) => {
    const parts = randomPoints(count, { examples: count, features: 2, classes: 3 });
    const problem = svmOver(await toyOf(parts), { precision });
    const single = startOf(count, problem);
    const weights = precision === "f32" ? single : Float64Array.from(single);
    const by = (shards: number[][]) => byShards(parts, weights, shards, precision);
    return { problem, weights, by };
  };

  for (const count of [1, 63, 127, 128, 129, 1000, 2047, 2048, 2113, 5000]) {
    Deno.test(`gradient() in ${precision} adds ${count} examples shard by shard as documented`, async () => {
      const { problem, weights, by } = await sharded(count);
      const truth = by(documentedShards(count));
      assertEquals(
        [problem.loss(weights), bytes(gradientOf(problem, weights))],
        [truth.loss, bytes(truth.gradient)],
      );
    });
  }

  Deno.test(`gradient() in ${precision} has other bits when 1,000 examples are one shard`, async () => {
    // Not a promise of its own: it shows that the tests above can tell the order of a sum.
    const { by } = await sharded(1000);
    const [documented, one] = [by(documentedShards(1000)), by([[...upTo(1000)]])];
    assertNotEquals(bytes(documented.gradient), bytes(one.gradient));
    if (precision === "f64") assertNotEquals(documented.loss, one.loss); // f32 losses have bits to spare
  });
}

// What kernels trust.

const USES: Readonly<Record<string, (problem: Problem, weights: Vector) => unknown>> = {
  "loss()": (problem, weights) => problem.loss(weights),
  "parts()": (problem, weights) => problem.parts(weights),
  "gradient()": (problem, weights) => problem.gradient(weights, new Float32Array(6)),
  "gradient() into a vector": (problem, weights) => problem.gradient(W, weights),
  "descend()": (problem, weights) => problem.descend?.(weights, 0.1),
  "measure()": (problem, weights) => problem.measure(weights),
};
for (const [name, ask] of Object.entries(USES)) {
  for (const batch of [null, Uint32Array.of(1)]) {
    Deno.test(`${name} of ${batch ? "one example" : "all examples"} refuses other lengths than 6`, async () => {
      const problem = svmOver(await toyOf(TWO));
      problem.use(batch);
      for (const length of [0, 5, 7]) {
        const message = `Vector must have 6 numbers: it has ${length}`;
        assertThrows(() => ask(problem, new Float32Array(length)), RangeError, message);
      }
    });
  }
}

for (
  const [batch, message] of [
    [[2], "Example must be below 2: it is 2"],
    [[0, 2 ** 32 - 1], "Example must be below 2: it is 4294967295"],
    [[], "Batch must have 1 to 2 examples: it has 0"],
    [[0, 0, 0], "Batch must have 1 to 2 examples: it has 3"],
  ] as const
) {
  Deno.test(`use() refuses the batch [${batch}] of two, and keeps the one in use`, async () => {
    const problem = svmOver(await toyOf(TWO));
    for (const before of [null, Uint32Array.of(1)]) {
      const loss = lossOf(problem, W, before);
      assertThrows(() => problem.use(Uint32Array.from(batch)), RangeError, message);
      assertEquals(problem.loss(W), loss);
    }
  });
}

Deno.test("use() keeps a batch when the caller's changes, until all are used again", async () => {
  const problem = svmOver(await toyOf(TWO));
  const batch = Uint32Array.of(1);
  problem.use(batch);
  batch[0] = 0;
  assertEquals(problem.loss(W), 3.25);
  problem.use(null);
  assertEquals(problem.loss(W), 2.75);
});

/** Two examples in training, one for tests and one for validation, of one number each. */
function numbersOf(
  train: readonly [number, number],
  test: number,
  mean = 0,
  validation = 0,
): Dataset {
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
    validation: split([validation]),
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
    ["1e39 in the validation part", numbersOf([1, 2], 1, 0, 1e39), "1e+39"],
    ["3e38 with mean −3e38", numbersOf([3e38, -3e38], 1, -3e38), "3e+38"],
    ["1 with mean 1e39", numbersOf([1, 2], 1, 1e39), "1"],
  ] as const
) {
  Deno.test(`classifier() in f32 refuses ${what}`, () => {
    const message = `dataset: features must be smaller: ${value} is too large for f32`;
    assertThrows(() => svmOver(dataset), InputError, message);
  });
}

Deno.test("classifier() takes what is finite in its precision", () => {
  assertEquals(svmOver(numbersOf([3e38, -3e38], 3e38)).size, 4);
  assertEquals(svmOver(numbersOf([1, 1e39], -1e39), { precision: "f64" }).size, 4);
});
