import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import { barrierOf } from "../../../src/kinds/slice/_barrier.ts";
import type { Slice } from "../../../src/kinds/slice/slice.ts";
import { type Fields, resultsOf, sliceKind, trainKind } from "../../_done.ts";
import { moved, networkOver, norm, present, randomPoints } from "../../_toy.ts";

/** The barrier of places with these losses, between 1 at 0 and 3 at 1. */
const barrierAt = (losses: Record<number, number>) => {
  const all: Record<number, number> = { 0: 1, 1: 3, ...losses };
  return barrierOf(Object.keys(losses).map(Number), (place) => all[place]);
};

Deno.test("barrierOf() is the largest rise above the straight line between the ends", () => {
  // Straight from 1 to 3: at ¼, ½ and ¾ it is at 1.5, 2 and 2.5.
  const losses = { [-1]: 99, 0: 1, 0.25: 1.75, 0.5: 3, 0.75: 3.25, 1: 3, 2: 99 };
  assertEquals(barrierAt(losses), { height: 1, at: 0.5, places: 3 });
});

Deno.test("barrierOf() is none where the loss stays on the straight line, or under it", () => {
  const none = { height: 0, at: null };
  assertEquals(barrierAt({ 0.25: 1.5, 0.5: 2 }), { ...none, places: 2 });
  assertEquals(barrierAt({ 0.25: 0, 0.5: -5 }), { ...none, places: 2 });
  // Half a unit in the last place of an f32.
  assertEquals(barrierAt({ 0.5: 2 + 2 ** -23 }), { ...none, places: 1 });
});

Deno.test("barrierOf() is not known without a place between the ends", () => {
  assertEquals(barrierAt({ [-1]: 5, 0: 1, 1: 3 }), null);
});

Deno.test("barrierOf() is infinite where the loss is", () => {
  const losses = { 0.25: Infinity, 0.5: 2 };
  assertEquals(barrierAt(losses), { height: Infinity, at: 0.25, places: 2 });
});

// Between two runs.

const POINTS = randomPoints(3);
const DATASET = { name: "toy", ...POINTS };
const SCORES = { name: "twoLayer", hidden: 5 };
const LOSS = { name: "svm", l2: 0.05 };
const RUNS = {
  dataset: DATASET,
  loss: LOSS,
  scores: SCORES,
  method: { name: "gradientDescent", stepSize: 0.05 },
  stop: { iterations: 30 },
  seeds: [1, 2],
  keep: "weights",
};
const way = (run: number, more: Fields = {}) => ({ experiment: "other.jsonc", run, ...more });

async function sliceOf(fields: Fields, runs: Fields = RUNS): Promise<Slice> {
  const { dataset, loss, scores } = runs;
  const center = { experiment: "other.jsonc", run: 1 };
  const [slice] = await resultsOf(
    sliceKind,
    { dataset, loss, scores, center, a: { direction: way(2), points: 5 }, ...fields },
    { other: runs },
  );
  return slice;
}

/** The final weights of the runs. */
async function endsOf(runs: Fields): Promise<Float64Array[]> {
  const curves = await resultsOf(trainKind, runs);
  return curves.map(({ weights }) => Float64Array.from(present(weights).values));
}

Deno.test("slice() between the ends of two runs has the losses on the straight line", async () => {
  const { points, norms, ends, barriers, a } = await sliceOf({});
  const [start, end] = await endsOf(RUNS);
  const problem = await networkOver(POINTS, 5, { loss: LOSS });
  const difference = end.map((one, k) => one - start[k]);
  assertEquals(a, [0, 0.25, 0.5, 0.75, 1]);
  const losses = a.map((t) => problem.loss(moved(start, t, difference)));
  // Sums of 6 terms below 100 in f32, over two layers.
  for (const [i, { loss }] of points.entries()) assertAlmostEquals(loss / losses[i], 1, 1e-5);
  assertAlmostEquals(norms.a / norm(difference), 1, 1e-6);
  assertEquals(ends, { a: "the end of run 2 of other.jsonc", b: null });
  const rises = losses.map((loss, i) => loss - (1 - a[i]) * losses[0] - a[i] * losses[4]);
  const highest = Math.max(...rises);
  assert(highest > 0.05, `${highest}`);
  assertAlmostEquals(present(barriers.a).height, highest, 1e-4);
  assertEquals(present(barriers.a).at, a[rises.indexOf(highest)]);
});

Deno.test("slice() to matched units is a shorter way to the same loss", async () => {
  const direction = way(2, { matchUnits: true });
  const [plain, short] = [await sliceOf({}), await sliceOf({ a: { direction, points: 5 } })];
  const [start, end] = await endsOf(RUNS);
  const problem = await networkOver(POINTS, 5);
  const nearest = present(problem.matched)(end, start);
  assertAlmostEquals(short.norms.a / norm(nearest.map((one, k) => one - start[k])), 1, 1e-6);
  assert(short.norms.a < plain.norms.a);
  assertAlmostEquals(short.points[4].loss, plain.points[4].loss, 1e-5);
  assertEquals(short.points[0].loss, plain.points[0].loss);
  assertEquals(
    short.ends.a,
    "the end of run 2 of other.jsonc, its hidden units matched with those of W",
  );
});

Deno.test("slice() between runs of linear scores has no barrier: their loss is convex", async () => {
  const linear = { ...RUNS, scores: { name: "linear" }, init: { scale: 1 } };
  for (const name of ["svm", "softmax", "squaredHinge"]) {
    const { barriers, norms } = await sliceOf({ a: { direction: way(2), points: 41 } }, {
      ...linear,
      loss: { name, l2: 0.01 },
    });
    assert(norms.a > 0.1);
    assertEquals(barriers, { a: { height: 0, at: null, places: 39 }, b: null });
  }
});

Deno.test("slice() on the plane of three ends has them at (0, 0), (1, 0) and (0, 1)", async () => {
  const runs = { ...RUNS, seeds: [1, 2, 3] };
  const b = { direction: way(3), points: 2 };
  const { points, barriers, ends } = await sliceOf(
    { a: { direction: way(2), points: 2 }, b },
    runs,
  );
  const curves = await resultsOf(trainKind, runs);
  const losses = curves.map(({ records }) => records[records.length - 1].trainLoss);
  for (const [i, loss] of losses.entries()) assertAlmostEquals(points[i].loss, loss, 1e-4);
  assertEquals(points.map(({ a, b }) => [a, b]).slice(0, 3), [[0, 0], [1, 0], [0, 1]]);
  assertEquals(barriers, { a: null, b: null });
  assertEquals(ends.b, "the end of run 3 of other.jsonc");
});

Deno.test("slice() of a plane has the barriers of both ways, whether or not the grid passes them", async () => {
  const runs = { ...RUNS, seeds: [1, 2, 3] };
  const [a, b] = [2, 3].map((run) => ({ direction: way(run), min: -0.2, max: 1.2, points: 8 }));
  const lines = [
    (await sliceOf({ a }, runs)).barriers.a,
    (await sliceOf({ a: b }, runs)).barriers.a,
  ];
  for (const barrier of lines) assertEquals(present(barrier).places, 4); // 0.2, 0.4, 0.6 and 0.8
  assert(lines.some((barrier) => present(barrier).at !== null));
  const expected = { a: lines[0], b: lines[1] };
  assertEquals((await sliceOf({ a, b }, runs)).barriers, expected);
  // Without a place at a = 0, and without one at b = 0.
  const off = { min: 0.1, max: 0.9, points: 2 };
  assertEquals((await sliceOf({ a: { ...a, ...off }, b }, runs)).barriers.b, expected.b);
  assertEquals((await sliceOf({ a, b: { ...b, ...off } }, runs)).barriers.a, expected.a);
  assertEquals((await sliceOf({ a: { direction: 0, points: 2 }, b }, runs)).barriers, {
    a: null,
    b: expected.b,
  });
});

Deno.test("slice() refuses a way from an end to itself before it trains", async () => {
  const center = { experiment: "other.jsonc", run: 2 };
  const untrainable = { ...RUNS, method: { name: "gradientDescent", stepSize: 1e30 } };
  const b = { direction: way(2, { matchUnits: true }), points: 3 };
  for (
    const [fields, path] of [
      [{ center }, "a.direction"],
      [{ center, a: { direction: way(1), points: 3 }, b }, "b.direction"],
    ] as const
  ) {
    await assertRejects(
      () => sliceOf(fields, untrainable),
      InputError,
      `${path}.run: must be another run than center.run: both are 2`,
    );
  }
});

Deno.test("slice() from a random start leads to the end of the run that starts there", async () => {
  const { points, center } = await sliceOf({
    center: "random",
    a: { direction: way(1), points: 3 },
  });
  const [{ records }] = await resultsOf(trainKind, RUNS);
  assertEquals(center, "random weights");
  assertAlmostEquals(points[0].loss, records[0].trainLoss, 1e-5);
  assertAlmostEquals(points[2].loss, records[records.length - 1].trainLoss, 1e-5);
});

Deno.test("slice() refuses to match units where there are none", async () => {
  const direction = way(2, { matchUnits: true });
  await assertRejects(
    () => sliceOf({ a: { direction, points: 5 } }, { ...RUNS, scores: { name: "linear" } }),
    InputError,
    "a.direction.matchUnits: must be false, as there are no hidden units",
  );
});
