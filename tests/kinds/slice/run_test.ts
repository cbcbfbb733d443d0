import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import fc from "fast-check";
import { cifar10 } from "../../../src/datasets/cifar10.ts";
import type { Dataset } from "../../../src/datasets/dataset.ts";
import { InputError } from "../../../src/errors.ts";
import { stream } from "../../../src/exact/rng.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import { defineLoss } from "../../../src/losses/loss.ts";
import { svm } from "../../../src/losses/svm.ts";
import { registries } from "../../../src/kinds/mod.ts";
import type { Slice } from "../../../src/kinds/slice/slice.ts";
import { registry } from "../../../src/registry.ts";
import { openBackend } from "../../../src/threads/backend.ts";
import type { Vector } from "../../../src/types.ts";
import { type Fields, type Given, resultsOf, sliceKind, trainKind } from "../../_done.ts";
import {
  moved,
  norm,
  normals,
  present,
  randomPoints,
  randomWeights,
  REAL,
  svmOver,
  testOfPixels,
  toyOf,
} from "../../_toy.ts";

const slicesOf = (fields: Fields, given?: Given): Promise<Slice[]> =>
  resultsOf(sliceKind, { dataset: { name: "toy" }, a: { points: 5 }, ...fields }, given);
const sliceOf = async (fields: Fields, given?: Given) => (await slicesOf(fields, given))[0];
const curvesOf = (fields: Fields) => resultsOf(trainKind, fields);

/** Where runs with a seed start. */
const startOf = (seed: number, size: number, scale = 1) =>
  Float32Array.from(randomWeights(seed, size, scale));
/** The loss over a dataset in f64. */
const exactOver = (dataset: Dataset, options: { l2?: number; delta?: number } = {}) =>
  svmOver(dataset, { precision: "f64", ...options });

/** How far a loss in f32 may be from the exact one at W + a·U + b·V. */
function roundingOf(
  { train, features, classes, mean }: Dataset,
  delta: number,
  parts: readonly (readonly [number, Vector])[],
): number {
  // A score is a sum of products |x|·(|W| + |a·U| + |b·V|), and a margin is Δ and two scores. On
  // the way an input, a product, three sums of lanes, margin, step and sum are rounded, and the sum
  // of a lane once for every fourth column: each by 2⁻²⁴ at most.
  let largest = 0;
  for (let i = 0; i < train.examples; i++) {
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let k = 0; k <= features; k++) {
        const x = k < features ? train.features[i * features + k] - mean[k] : 1;
        const at = c * (features + 1) + k;
        sum += Math.abs(x) * parts.reduce((all, [by, one]) => all + Math.abs(by * one[at]), 0);
      }
      largest = Math.max(largest, sum);
    }
  }
  const roundings = 10 + features / 4;
  return classes * (delta + 2 * largest) * roundings * 2 ** -24;
}

// The loss at each place

Deno.test("slice() has at each place the loss of W + a·U + b·V", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(1, 2, 63, 64, 65, 257),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 2, max: 5 }),
      fc.constantFrom(0, 0.05, 2),
      fc.constantFrom(0, 1, 7.5),
      fc.boolean(),
      fc.boolean(),
      async (seed, examples, features, classes, l2, delta, center, isPlane) => {
        const size = classes * (features + 1);
        const points = { ...randomPoints(seed, { examples, features, classes }), center };
        const [a, b] = [{ min: -2, max: 1.5, points: 4 }, { min: -0.5, max: 3, points: 3 }];
        const fields = {
          dataset: { name: "toy", ...points },
          loss: { name: "svm", l2, delta },
          init: { scale: 1 },
          a,
          ...isPlane && { b },
          seeds: [seed],
        };
        const found = await sliceOf(fields);
        const dataset = await toyOf(points);
        assertEquals(size, dataset.classes * (dataset.features + 1));
        const [w, u, v] = [
          startOf(seed, size),
          ...[0, 1].map((index) => normals(seed, "directions", size, index)),
        ];
        const data = exactOver(dataset, { delta });
        const whole = exactOver(dataset, { delta, l2 });
        assertEquals(found.points.length, isPlane ? 12 : 4);
        for (const place of found.points) {
          const by = place.b ?? 0;
          const at = moved(w, place.a, u, by, v);
          const rounding = roundingOf(dataset, delta, [[1, w], [place.a, u], [by, v]]);
          const norm = at.reduce((sum, weight) => sum + weight * weight, 0);
          assertAlmostEquals(place.dataLoss, data.loss(at), rounding);
          assertAlmostEquals(place.loss, whole.loss(at), rounding + l2 * norm * 2 ** -24);
          // In f64 until it is rounded to f32.
          assertAlmostEquals(place.penalty, l2 * norm, (l2 * norm) * 2 ** -23);
        }
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

Deno.test("slice() goes through its places by rising a first, then by rising b", async () => {
  const { a, b, points } = await sliceOf({
    a: { min: -1, max: 1, points: 3 },
    b: { min: 0, max: 5, points: 2 },
  });
  assertEquals([a, b], [[-1, 0, 1], [0, 5]]);
  assertEquals(
    points.map((point) => [point.a, point.b]),
    [[-1, 0], [0, 0], [1, 0], [-1, 5], [0, 5], [1, 5]],
  );
});

Deno.test("slice() has even places with exact ends", async () => {
  const ends = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  await fc.assert(
    fc.asyncProperty(ends, ends, fc.integer({ min: 2, max: 60 }), async (one, other, points) => {
      fc.pre(Math.abs(one - other) > 1e-3);
      const [min, max] = [Math.min(one, other), Math.max(one, other)];
      const { a } = await sliceOf({ a: { min, max, points } });
      assertEquals([a[0], a[points - 1], a.length], [min, max, points]);
      for (let i = 1; i < points; i++) {
        // Rounded to 15 digits: numbers below 1e3 by 1e-12.
        assertAlmostEquals(a[i] - a[i - 1], (max - min) / (points - 1), 2e-12);
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("slice() of one example has that example's loss", async () => {
  const points = randomPoints(2);
  const dataset = await toyOf(points);
  const objective = exactOver(dataset, { l2: 0.1 });
  const [w, u] = [startOf(2, 16), normals(2, "directions", 16, 0)];
  for (const example of [0, 7, 19]) {
    const found = await sliceOf({
      dataset: { name: "toy", ...points },
      loss: { name: "svm", l2: 0.1 },
      init: { scale: 1 },
      example,
      seeds: [2],
    });
    assertEquals(found.examples, 1);
    objective.use(Uint32Array.of(example));
    for (const { a, loss } of found.points) {
      const rounding = roundingOf(dataset, 1, [[1, w], [a, u]]) + loss * 2 ** -23;
      assertAlmostEquals(loss, objective.loss(moved(w, a, u)), rounding);
    }
  }
});

// A loss with a curve in it: margins squared. It has no `margins`, so it goes another way.

const squares = defineLoss({
  ...svm,
  make(options, kernels) {
    const { margins: _, ...hinge } = svm.make(options, kernels);
    return {
      ...hinge,
      ofRows(losses, coefficients, scores, labels, rows, classes) {
        hinge.ofRows(losses, coefficients, scores, labels, rows, classes);
        for (let i = 0; i < rows; i++) losses[i] *= losses[i];
      },
    };
  },
});
const SQUARES: Given = { registries: { ...registries, losses: registry("loss", [squares]) } };

Deno.test("slice() of a loss without straight pieces is right, too, and has no kinks", async () => {
  const points = randomPoints(2, { examples: 257, features: 1, classes: 2 });
  const [w, u, v] = [
    startOf(2, 4),
    ...[0, 1].map((index) => normals(2, "directions", 4, index)),
  ];
  const fields = { dataset: { name: "toy", ...points }, init: { scale: 1 }, seeds: [2] };
  const line = await sliceOf(fields, SQUARES);
  const plane = await sliceOf({ ...fields, b: { points: 3 } }, SQUARES);
  assertEquals([line.kinks, plane.kinks], [null, null]);
  for (const { a, b, loss } of [...line.points, ...plane.points]) {
    const at = moved(w, a, u, b ?? 0, v);
    let sum = 0;
    for (const [i, [x]] of points.points.entries()) {
      const [one, two] = [at[0] * x + at[1], at[2] * x + at[3]];
      sum += Math.max(0, (points.labels[i] === 0 ? two - one : one - two) + 1) ** 2;
    }
    // Margins below 20 are rounded by 20 · 1e-6 at worst, so their squares by 40 times that.
    assertAlmostEquals(loss, sum / 257, 1e-3 * Math.max(1, loss) / 4);
  }
});

// Backends

/** Asserts that all backends give the reference's slices. */
async function assertSame(fields: Fields, other?: Fields): Promise<Slice[]> {
  const truth = await slicesOf(fields, { other });
  for (const threads of [1, 2]) {
    using backend = await openBackend({ threads });
    assertEquals(await slicesOf(fields, { backend, other }), truth);
  }
  return truth;
}

Deno.test("slice() has the reference's bytes on every backend, whatever the sizes", async () => {
  using backend = await openBackend();
  for (const [examples, features, classes] of [[1, 1, 2], [63, 5, 3], [257, 2, 10], [66, 8, 5]]) {
    for (const b of [undefined, { points: 3 }]) {
      const fields = {
        dataset: { name: "toy", ...randomPoints(1, { examples, features, classes }), center: true },
        init: { scale: 1 },
        normalization: "row",
        a: { points: 7 },
        ...b && { b },
        zip: { "loss.l2": [0, 0.1], "loss.delta": [1, 0.3], example: ["all", 0] },
      };
      for (const given of [{}, SQUARES]) {
        assertEquals(
          await slicesOf(fields, { ...given, backend }),
          await slicesOf(fields, given),
        );
      }
    }
  }
});

Deno.test("slice() has no penalty below 0 where the weights cancel", async () => {
  // W = −3·U, so at a = 3 nothing is left but for ‖W‖² + 6·W·U + 9·‖U‖², which are rounded apart.
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
      const { below } = stream(seed, "data");
      // 21 bits at different scales: −3·U is exact in f32, the sum of squares is not in f64.
      const along = [0, 1, 2].map(() =>
        [0, 1].map(() => (2 ** 20 + below(2 ** 20)) / 2 ** below(14))
      );
      const { points: [, end], norms, kinks } = await sliceOf({
        center: along.map((row) => row.map((one) => -3 * one)),
        loss: { name: "svm", l2: 1 },
        a: { direction: along, min: 0, max: 3, points: 2 },
      });
      assert(end.penalty >= 0, `${end.penalty}`);
      assert(end.penalty <= 1e-14 * norms.center ** 2, `${end.penalty}`);
      assert((kinks?.minimum?.loss ?? NaN) >= 0, `${kinks?.minimum?.loss}`);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("slice() has the reference's bytes where losses overflow", async () => {
  const fields = {
    dataset: { name: "toy", points: [[1e30], [-1e30], [1e30]], labels: [0, 1, 2] },
    init: { scale: 1e30 },
    b: { points: 3 },
  };
  const truth = await sliceOf(fields);
  assert(truth.points.some(({ loss }) => !Number.isFinite(loss)));
  using backend = await openBackend();
  assertEquals(await sliceOf(fields, { backend }), truth);
});

/** A slice at the end of a run that threads share. */
const SHARED = {
  a: { points: 5 },
  b: { points: 3 },
  loss: { name: "svm", l2: 0.1 },
  center: { experiment: "other.jsonc", run: 1 },
  normalization: "layer",
  path: true,
};
const DESCENT = {
  method: { name: "gradientDescent", stepSize: 1e-6 },
  stop: { iterations: 4 },
};

Deno.test("slice() at the end of a run has the reference's bytes on 1 and 2 threads", async () => {
  const dataset = { name: "synthetic", train: 140, test: 10 };
  await assertSame({ dataset, ...SHARED }, { dataset, ...DESCENT });
});

Deno.test("slice() between networks, matched or not, has the reference's bytes on 1 and 2 threads", async () => {
  const dataset = { name: "synthetic", train: 140, test: 10 };
  const scores = { name: "mlp", widths: [6, 5] };
  const way = { experiment: "other.jsonc", run: 2 };
  const fields = {
    dataset,
    scores,
    center: { experiment: "other.jsonc", run: 1 },
    a: { direction: way, points: 5 },
    matrix: { "a.direction.matchUnits": [false, true] },
  };
  const found = await assertSame(fields, { dataset, scores, ...DESCENT, seeds: [1, 2] });
  assert(found[1].norms.a < found[0].norms.a);
  assert(found.every(({ barriers }) => barriers.a !== null));
});

testOfPixels("slice() of real pixels has the reference's bytes on 1 and 2 threads", async () => {
  const dataset = { name: "cifar10", directory: REAL, train: 140, test: 10 };
  const [found] = await assertSame({ dataset, ...SHARED }, { dataset, ...DESCENT });
  assertEquals(found.path?.points.length, 5);
});

testOfPixels("slice() of real pixels has the losses of the objective", async () => {
  const options = { directory: REAL, train: 40, test: 10 };
  const dataset = await cifar10.make(options, undefined);
  const found = await sliceOf({
    dataset: { name: "cifar10", ...options },
    loss: { name: "svm", l2: 0.1 },
    a: { min: -3, max: 3, points: 2 },
    b: { min: -3, max: 3, points: 2 },
    normalization: "layer",
  });
  const objective = exactOver(dataset, { l2: 0.1 });
  const w = startOf(1, 30730, 1e-4);
  const length = norm(w);
  const [u, v] = [0, 1].map((index) => {
    const drawn = normals(1, "directions", 30730, index);
    const scale = length / norm(drawn);
    return drawn.map((one) => one * scale);
  });
  for (const { a, b, loss } of found.points) {
    const at = moved(w, a, u, b ?? 0, v);
    // 3,073 products of pixels (below 256) and weights (about 1e-4 · 4) make scores of about 2,
    // whose lanes are rounded some 800 times, as often up as down: 2 · √800 · 2⁻²⁴ = 3e-6.
    assertAlmostEquals(loss, objective.loss(at), 1e-5);
  }
});

// The centre

Deno.test("slice() of a written function is at its start, and says so", async () => {
  const problem = { name: "rosenbrock" };
  const a = { direction: { class: 0, column: 0 }, min: -1, max: 1, points: 3 };
  const found = await sliceOf({ dataset: undefined, problem, a });
  assertEquals([found.weightsSha256, found.center], [
    sha256(Float64Array.of(-1.2, 1)),
    "the start",
  ]);
});

Deno.test("slice() at random weights is where training starts", async () => {
  const common = { dataset: { name: "toy", ...randomPoints(1) }, init: { scale: 0.3 }, seeds: [5] };
  const found = await sliceOf({ ...common, a: { min: -1, max: 1, points: 3 } });
  const start = sha256(startOf(5, 16, 0.3));
  assertEquals([found.weightsSha256, found.center], [start, "random weights"]);
  const [{ records }] = await curvesOf({
    ...common,
    method: { name: "gradientDescent", stepSize: 1 },
    stop: { iterations: 1 },
  });
  // The same 20 losses in f32, made of margins in another order: scores below 3.
  assertAlmostEquals(found.points[1].loss, records[0].trainLoss, 1e-5);
});

Deno.test("slice() at zero has the loss Δ·(classes − 1) there", async () => {
  const { points, norms, weightsSha256 } = await sliceOf({ center: "zero" });
  assertEquals([points[2].loss, norms.center], [2, 0]);
  assertEquals(weightsSha256, sha256(new Float32Array(6)));
});

Deno.test("slice() at given weights takes them in f32", async () => {
  const center = [[0.1, 2], [3, -4], [5, 6]];
  const { weightsSha256 } = await sliceOf({ center });
  assertEquals(weightsSha256, sha256(Float32Array.from(center.flat())));
});

for (const record of ["geometric", { every: 3 }, []]) {
  Deno.test(`slice() at the end of a run (record ${JSON.stringify(record)}) has its final weights`, async () => {
    const dataset = { name: "toy", ...randomPoints(3) };
    const loss = { name: "svm", l2: 0.05 };
    const other = {
      dataset,
      loss,
      method: { name: "gradientDescent" },
      matrix: { "method.stepSize": [0.01, 0.1] },
      batchSize: 7,
      init: { scale: 1 },
      record,
      stop: { iterations: 10 },
      seeds: [3, 4],
    };
    const curves = await curvesOf(other);
    assertEquals(new Set(curves.map(({ weightsSha256 }) => weightsSha256)).size, 4);
    for (const [i, { weightsSha256, records }] of curves.entries()) {
      for (const path of [false, true]) {
        const found = await sliceOf(
          { dataset, loss, center: { experiment: "other.jsonc", run: i + 1 }, path, seeds: [9] },
          { other },
        );
        assertEquals(found.weightsSha256, weightsSha256);
        assertEquals(
          found.center,
          `the end of run ${i + 1} of other.jsonc, on this dataset and loss`,
        );
        assertAlmostEquals(found.points[2].loss, records[records.length - 1].trainLoss, 1e-5);
      }
    }
  });
}

Deno.test("slice() at the end of a run trains it on its own dataset and loss", async () => {
  const other = {
    dataset: { name: "synthetic", train: 100 },
    loss: { name: "svm", l2: 3 },
    method: { name: "gradientDescent", stepSize: 0.1 },
    stop: { iterations: 10 },
  };
  const loss = { name: "svm", delta: 2 };
  const center = { experiment: "other.jsonc", run: 1 };
  const { weightsSha256, datasetSha256 } = await sliceOf({ loss, center }, { other });
  const [curve] = await curvesOf({ ...other, loss, dataset: { name: "toy" } });
  assertEquals([weightsSha256, datasetSha256], [curve.weightsSha256, curve.datasetSha256]);
});

/** A run of the toy from W = 0 that is recorded at every iteration. */
const recorded = (iterations: number) => ({
  dataset: { name: "toy" },
  method: { name: "gradientDescent", stepSize: 1e-3 },
  init: { scale: 0 },
  stop: { iterations },
  record: { every: 1 },
});

Deno.test("slice() shows paths of up to 300 records", async () => {
  const fields = { center: { experiment: "other.jsonc", run: 1 }, path: true };
  const { path } = await sliceOf(fields, { other: recorded(299) });
  assertEquals(path?.points.length, 300); // with that of the start
  await assertRejects(
    () => sliceOf(fields, { other: recorded(300) }),
    InputError,
    "its record makes more than 300 points",
  );
  // Without its path a run may have any number.
  const { center } = await sliceOf({ ...fields, path: false }, { other: recorded(300) });
  assertEquals(center, "the end of run 1 of other.jsonc, on this dataset and loss");
});

Deno.test("slice() has as many components as the path of the run has dimensions", async () => {
  const along = (component: number, points: Fields = {}) =>
    sliceOf({
      center: { experiment: "other.jsonc", run: 1 },
      a: { direction: { component }, points: 3 },
      path: true,
      ...points,
    }, { other: recorded(20) });
  // Twenty steps across no kink: all of one gradient, so the path is straight but for rounding.
  const { path } = await along(1);
  assertAlmostEquals(present(path?.explained), 1, 1e-12);
  assertAlmostEquals(present(path).points[0].a, 1, 1e-6); // U reaches to the start
  for (const component of [2, 3, 21]) {
    await assertRejects(
      () => along(component),
      InputError,
      "a.direction.component: must be 1 to 1, the components that the path of the run has: " +
        `current value is ${component}`,
    );
  }
  await assertRejects(
    () => along(1, { b: { direction: { component: 2 }, points: 3 } }),
    InputError,
    "b.direction.component: must be 1 to 1, ",
  );
});

// The directions

Deno.test("slice() takes directions from the stream directions, by their number", async () => {
  const points = { dataset: { name: "toy", ...randomPoints(1) }, center: "zero", seeds: [6] };
  for (const [first, second] of [[0, 1], [1, 0], [5, 70000]]) {
    const { norms, cosine } = await sliceOf({
      ...points,
      a: { direction: first, points: 2 },
      b: { direction: second, points: 2 },
    });
    const [u, v] = [first, second].map((index) => normals(6, "directions", 16, index));
    const inner = u.reduce((sum, one, k) => sum + one * v[k], 0);
    // Sums of 16 products in another order.
    assertAlmostEquals(norms.a, norm(u), 1e-14);
    assertAlmostEquals(norms.b ?? NaN, norm(v), 1e-14);
    assertAlmostEquals(cosine ?? NaN, inner / (norm(u) * norm(v)), 1e-14);
  }
});

Deno.test("slice() takes direction 0 for a and direction 1 for b when the file names none", async () => {
  const [given, byDefault] = await Promise.all([
    sliceOf({ a: { direction: 0, points: 3 }, b: { direction: 1, points: 3 } }),
    sliceOf({ a: { points: 3 }, b: { points: 3 } }),
  ]);
  assertEquals(byDefault, given);
});

Deno.test("slice() with the directions swapped has its axes swapped", async () => {
  const common = { dataset: { name: "toy", ...randomPoints(1) }, init: { scale: 1 } };
  const [one, other] = await Promise.all([[0, 1], [1, 0]].map(([a, b]) =>
    sliceOf({
      ...common,
      a: { direction: a, min: -2, max: 2, points: 5 },
      b: { direction: b, min: -2, max: 2, points: 5 },
    })
  ));
  assertEquals([other.norms.a, other.norms.b], [one.norms.b, one.norms.a]);
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const [here, there] = [one.points[i + 5 * j], other.points[j + 5 * i]];
      assertEquals([there.a, there.b], [here.b, here.a]);
      // W + a·U + b·V is added in another order, in f32: 20 losses of some 10, a few roundings each.
      assertAlmostEquals(there.loss, here.loss, 10 * 2 ** -22);
    }
  }
  const losses = new Set(one.points.map(({ loss }) => loss));
  assertEquals(losses.size, 25); // so that a place in the wrong row would show
});

Deno.test("slice() has other directions for another seed, around the same centre", async () => {
  const [one, two] = await slicesOf({
    dataset: { name: "toy" },
    center: "zero",
    a: { points: 3 },
    seeds: [1, 2],
  });
  assertEquals(two.weightsSha256, one.weightsSha256);
  assertEquals(two.points[1], one.points[1]);
  assertNotEquals(two.points[0], one.points[0]);
  assertNotEquals(two.norms.a, one.norms.a);
});

Deno.test("slice() goes along one weight when a class and a column are given", async () => {
  const center = [[0.5, 0.25], [-0.5, 0], [1, -0.75]];
  const objective = exactOver(await toyOf());
  for (const [row, column] of [[0, 0], [1, 1], [2, 0]]) {
    const { points, norms } = await sliceOf({
      center,
      a: { direction: { class: row, column }, min: -2, max: 2, points: 9 },
    });
    assertEquals(norms.a, 1);
    for (const { a, loss } of points) {
      const weights = Float64Array.from(center.flat());
      weights[2 * row + column] += a;
      // Quarters: exact until the mean is rounded to f32.
      assertEquals(loss, Math.fround(objective.loss(weights)));
    }
  }
});

Deno.test("slice() goes along a given direction", async () => {
  const w = [[1, 2], [3, 4], [5, 6]];
  const u = [[1, 0], [0, -1], [0, 0.5]];
  const v = [[0, 0], [0, 2], [1, 0]];
  const { points, norms, cosine } = await sliceOf({
    center: w,
    a: { direction: u, min: -2, max: 2, points: 9 },
    b: { direction: v, min: -1, max: 1, points: 5 },
  });
  const objective = exactOver(await toyOf());
  // U·V = −2, ‖U‖ = 3∕2, ‖V‖ = √5
  assertEquals(norms, { center: Math.sqrt(91), a: 1.5, b: Math.sqrt(5) });
  assertAlmostEquals(cosine ?? NaN, -2 / (1.5 * Math.sqrt(5)), 1e-15);
  for (const { a, b, loss } of points) {
    const [center, along, across] = [w, u, v].map((rows) => Float64Array.from(rows.flat()));
    const at = moved(center, a, along, b ?? NaN, across);
    assertEquals(loss, Math.fround(objective.loss(at)));
  }
});
