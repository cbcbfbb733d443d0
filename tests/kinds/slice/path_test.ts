import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { lusolve } from "mathjs";
import type { Snapshot } from "../../../src/kinds/slice/_components.ts";
import { project } from "../../../src/kinds/slice/_path.ts";
import type { Path, Slice } from "../../../src/kinds/slice/slice.ts";
import { type Fields, record, resultsOf, sliceKind, trainKind } from "../../_done.ts";
import { dot, norm, present, randomPoints } from "../../_toy.ts";

/** A plane, or a line, through `center`. */
const planeOf = (center: readonly number[], ...directions: readonly number[][]) =>
  [center, ...directions].map((one) => Float64Array.from(one));

/** Points of a run: recorded at iterations 0, 10, 20, … with losses 100, 99, … */
function runThrough(...points: readonly number[][]): Snapshot[] {
  return points.map((weights, i) => ({
    record: record(10 * i, 100 - i),
    weights: Float64Array.from(weights),
  }));
}

const placesOf = ({ points }: Path) => points.map(({ a, b, distance }) => [a, b, distance]);

// By hand

Deno.test("project() on perpendicular directions drops a perpendicular", () => {
  // Seen from (1, 1, 1) along (2, 0, 0) and (0, 4, 0).
  const plane = planeOf([1, 1, 1], [2, 0, 0], [0, 4, 0]);
  const path = project(runThrough([3, 5, 1], [1, 1, 4], [0, -1, -2], [1, 1, 1]), plane);
  assertEquals(placesOf(path), [[1, 1, 0], [0, 0, 3], [-0.5, -0.5, 3], [0, 0, 0]]);
});

Deno.test("project() on oblique directions solves for the nearest place", () => {
  // U = (1, 0, 0), V = (1, 1, 0): (3, 2, 5) = 1·U + 2·V + (0, 0, 5). Inner products with U and V
  // alone would say 3 and 5 ∕ 2.
  const plane = planeOf([0, 0, 0], [1, 0, 0], [1, 1, 0]);
  const path = project(runThrough([3, 2, 5], [1, 1, 0], [-2, 0, 0]), plane);
  assertEquals(placesOf(path), [[1, 2, 5], [0, 1, 0], [-2, 0, 0]]);
});

Deno.test("project() on one direction has no second coordinate", () => {
  const path = project(runThrough([2, 3], [-4, 0], [0, 0]), planeOf([0, 0], [2, 0]));
  assertEquals(placesOf(path), [[1, null, 3], [-2, null, 0], [0, null, 0]]);
});

Deno.test("project() tells iteration and training loss of each point, in order", () => {
  const { points } = project(runThrough([1, 0], [2, 0], [3, 0]), planeOf([0, 0], [1, 0]));
  assertEquals(points.map(({ iteration, loss }) => [iteration, loss]), [[0, 100], [10, 99], [
    20,
    98,
  ]]);
});

Deno.test("project() explains the share of the variance along its directions", () => {
  // Around their middle (5, 1) the points lie at (±4, 0) and (0, ±3): 2·16 of 2·16 + 2·9.
  const snapshots = runThrough([9, 1], [5, 4], [1, 1], [5, -2]);
  const explained = (...directions: number[][]) =>
    project(snapshots, planeOf([-7, 100], ...directions)).explained;
  assertAlmostEquals(explained([1, 0]), 32 / 50, 1e-15);
  assertAlmostEquals(explained([0, -0.1]), 18 / 50, 1e-15);
  // Along (1, 1) ∕ √2 half of each square.
  assertAlmostEquals(explained([3, 3]), 25 / 50, 1e-15);
  assertAlmostEquals(explained([1, 0], [1, 1]), 1, 1e-15);
});

Deno.test("project() of a point that never moves has nothing to explain", () => {
  const plane = planeOf([0, 0], [1, 0]);
  assertEquals(project(runThrough([3, 4]), plane).explained, null);
  assertEquals(project(runThrough([3, 4], [3, 4]), plane).explained, null);
});

Deno.test("project() of a path across its direction explains nothing", () => {
  assertEquals(project(runThrough([1, 4], [1, -4]), planeOf([0, 0], [1, 0])).explained, 0);
});

Deno.test("project() leaves its points as they are", () => {
  const snapshots = runThrough([1, 4], [1, -4]);
  project(snapshots, planeOf([5, 5], [1, 0]));
  assertEquals(snapshots.map(({ weights }) => [...weights]), [[1, 4], [1, -4]]);
});

// Against mathjs

const number = fc.integer({ min: -50, max: 50 }).map((x) => x / 8);
const vector = fc.array(number, { minLength: 5, maxLength: 5 });

Deno.test("project() agrees with least squares solved by mathjs", () => {
  fc.assert(
    fc.property(
      vector,
      vector,
      vector,
      fc.array(vector, { minLength: 1, maxLength: 6 }),
      (w, u, v, points) => {
        const plane = planeOf(w, u, v);
        const [, U, V] = plane;
        const [uu, uv, vv] = [dot(U, U), dot(U, V), dot(V, V)];
        fc.pre(uu > 0.1 && vv > 0.1 && Math.abs(uv / Math.sqrt(uu * vv)) < 0.99);
        const path = project(runThrough(...points), plane);
        for (const [i, point] of points.entries()) {
          const offset = point.map((one, k) => one - w[k]);
          const inner = [u, v].map((one) => dot(Float64Array.from(one), Float64Array.from(offset)));
          const [[a], [b]] = lusolve([[uu, uv], [uv, vv]], inner) as number[][];
          const found = path.points[i];
          // With a cosine below 0.99 rounding grows by 1 ∕ (1 − 0.99²) = 50 at most, twice.
          assertAlmostEquals(found.a, a, 1e-12 * (1 + Math.abs(a) + Math.abs(b)) * 50);
          assertAlmostEquals(found.b ?? NaN, b, 1e-12 * (1 + Math.abs(a) + Math.abs(b)) * 50);
          const rest = Float64Array.from(offset, (one, k) => one - a * u[k] - b * v[k]);
          assertAlmostEquals(found.distance, norm(rest), 1e-9);
        }
        // 0 to 1, but for rounding.
        const explained = path.explained ?? 0; // of points that are all the same
        assert(explained >= -1e-12 && explained <= 1 + 1e-12, `${explained}`);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

// Whole slices

const center = { experiment: "other.jsonc", run: 1 };
const RUN: Fields = {
  method: { name: "gradientDescent", stepSize: 0.1 },
  init: { scale: 1 },
  stop: { iterations: 20 },
  record: { every: 2 },
};

async function sliceOf(dataset: Fields, fields: Fields, more: Fields = {}): Promise<Slice> {
  const own = { dataset, center, path: true, a: { points: 3 }, ...fields };
  const [slice] = await resultsOf(sliceKind, own, { other: { dataset, ...RUN, ...more } });
  return slice;
}

const pathIn = ({ path }: Slice): Path => present(path);

const random = { name: "toy", ...randomPoints(1) };
const planes: readonly Fields[] = [
  {},
  { b: { points: 3 } },
  { b: { points: 3 }, normalization: "row", orthogonal: true },
];

Deno.test("slice() along the first component of a network's run of one step has its start at 1", async () => {
  const own = { scores: { name: "twoLayer", hidden: 5 } };
  const a = { direction: { component: 1 }, min: 0, max: 1, points: 3 };
  const slice = await sliceOf(random, { ...own, a }, { ...own, stop: { iterations: 1 } });
  const { points, explained } = pathIn(slice);
  assertEquals(points.length, 2);
  for (const [i, at] of [1, 0].entries()) {
    // Directions and weights are f32.
    assertAlmostEquals(points[i].a, at, 1e-6);
    assertAlmostEquals(points[i].distance, 0, 1e-6);
    assertAlmostEquals(points[i].loss, slice.points[2 * at].loss, 1e-5);
  }
  assertAlmostEquals(explained, 1, 1e-12);
});

Deno.test("slice() along two components of a network's run holds more of it than random ones", async () => {
  const own = { scores: { name: "mlp", widths: [5, 4] } };
  const axis = (direction: unknown) => ({ direction, points: 3 });
  const shares = await Promise.all(
    [[{ component: 1 }, { component: 2 }], [0, 1]].map(async ([a, b]) =>
      pathIn(await sliceOf(random, { ...own, a: axis(a), b: axis(b) }, own)).explained ?? 0
    ),
  );
  assert(shares[0] > 0.9 && shares[1] < 0.5, `${shares}`);
});

for (const fields of planes) {
  const what = JSON.stringify(fields);

  Deno.test(`slice() ${what} has the end of its path in its middle`, async () => {
    const slice = await sliceOf(random, fields);
    const { points, explained } = pathIn(slice);
    const last = points[points.length - 1];
    assertEquals([last.a, last.b, last.distance], [0, "b" in fields ? 0 : null, 0]);
    assert(explained !== null && explained > 0 && explained < 1, `${explained}`);
    // The same loss over the same examples, in f32.
    assertAlmostEquals(last.loss, slice.points[fields.b ? 4 : 1].loss, 1e-5);
  });

  Deno.test(`slice() ${what} has every recorded point of the run on its path`, async () => {
    const { points } = pathIn(await sliceOf(random, fields));
    const [{ records }] = await resultsOf(trainKind, { dataset: random, ...RUN });
    assertEquals(
      points.map(({ iteration, loss }) => [iteration, loss]),
      records.map(({ iteration, trainLoss }) => [iteration, trainLoss]),
    );
  });
}

// Two classes and one feature: from W = 0 descent moves one row of W as it moves the other, the
// opposite way. So a path lies in the plane of (1, 0 | −1, 0) and (0, 1 | 0, −1).

const TWO = { name: "toy", points: [[2], [-1], [0.5], [-3]], labels: [0, 1, 1, 0] };
const INSIDE = {
  a: { direction: [[1, 0], [-1, 0]], points: 3 },
  b: { direction: [[0, 1], [0, -1]], points: 3 },
};
const still = { init: { scale: 0 } };

Deno.test("slice() in the plane of a path explains all of it, without a distance", async () => {
  const { points, explained } = pathIn(await sliceOf(TWO, INSIDE, still));
  assert(points.length > 5);
  assert(new Set(points.map(({ a }) => a)).size > 3, "a path that goes nowhere");
  assertEquals(points.map(({ distance }) => distance), points.map(() => 0));
  assertAlmostEquals(explained, 1, 1e-12);
});

Deno.test("slice() in the plane of a path has the run's losses at its places", async () => {
  const found = pathIn(await sliceOf(TWO, INSIDE, still));
  for (const { a, b, loss } of found.points) {
    const at = { ...INSIDE.a, min: a, max: a + 1 };
    const slice = await sliceOf(TWO, {
      a: at,
      b: { ...INSIDE.b, min: b, max: (b ?? NaN) + 1 },
      path: false,
    }, still);
    assertEquals(slice.path, null);
    // Of four margins below 20, each rounded a few times by 2⁻²⁴ of 20.
    assertAlmostEquals(slice.points[0].loss, loss, 1e-5);
  }
});

Deno.test("slice() along one direction of a path in a plane explains a part, with distances", async () => {
  const [, part] = await Promise.all([
    sliceOf(TWO, INSIDE, still),
    sliceOf(TWO, { a: INSIDE.a }, still),
  ]);
  const whole = pathIn(await sliceOf(TWO, INSIDE, still)).points;
  const { points, explained } = pathIn(part);
  assert(explained !== null && explained > 0 && explained < 1);
  for (const [i, { a, distance }] of points.entries()) {
    assertAlmostEquals(a, whole[i].a, 1e-14); // the directions are perpendicular
    assertAlmostEquals(distance, Math.SQRT2 * Math.abs(whole[i].b ?? NaN), 1e-14);
  }
});
