import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { derivative } from "mathjs";
import { kinksOf, type Line } from "../../src/problems/_kinks.ts";
import type { Kinks, Slice } from "../../src/types.ts";
import { startingWeights } from "../../src/kinds/train/run.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import {
  exactObjective,
  type Fields,
  moved,
  normals,
  randomPoints,
  resultOf,
  toyOf,
} from "../_toy.ts";

// By hand: the toy's x = 1, 2, −1 of classes 0, 1, 2, at W = (½, ¼ | −½, 0 | 1, −¾), along w₀.
//
//   x = 1:  s = (¾ + a, −½, ¼)         m₁ = −¼ − a        m₂ = ½ − a
//   x = 2:  s = (1¼ + 2a, −1, 1¼)      m₀ = 3¼ + 2a       m₂ = 3¼
//   x = −1: s = (−¼ − a, ½, −1¾)       m₀ = 2½ − a        m₁ = 3¼
//
//   3L = max(0, −¼ − a) + max(0, ½ − a) + max(0, 3¼ + 2a) + max(0, 2½ − a) + 6½
//
// Kinks at −13∕8, −¼, ½ and 2½. The slopes of 3L are −3, −1, 0, 1, 2: a flat valley from −¼ to ½,
// where 3L = ¾ + 2¾ + 2¾ + 6½ = 12¾.

const CENTER = [[0.5, 0.25], [-0.5, 0], [1, -0.75]];
const ALONG = { class: 0, column: 0 };
const PLACES = [-13 / 8, -1 / 4, 1 / 2, 5 / 2];
const SLOPES = [-3, -1, 0, 1, 2];

const sliceOf = (fields: Fields = {}): Promise<Slice> =>
  resultOf("slice", {
    dataset: { name: "toy" },
    center: CENTER,
    a: { direction: ALONG, min: -3, max: 3, points: 25 },
    ...fields,
  });

async function kinksIn(fields: Fields = {}): Promise<Kinks> {
  const { kinks } = await sliceOf(fields);
  if (kinks === null) throw new Error("There are no kinks");
  return kinks;
}

const byHand = (a: number) =>
  (Math.max(0, -0.25 - a) + Math.max(0, 0.5 - a) + Math.max(0, 3.25 + 2 * a) +
    Math.max(0, 2.5 - a) + 6.5) / 3;

Deno.test("slice() of the toy has the losses of the hand's sum", async () => {
  const { points } = await sliceOf();
  assertEquals(points.length, 25);
  for (const { a, loss } of points) assertEquals(loss, Math.fround(byHand(a)));
});

/** Every place of the flat valley is lowest: the left end of it is taken. */
const VALLEY: Kinks["minimum"] = { a: -0.25, loss: 4.25 };

Deno.test("kinksOf() of the toy finds the places that a hand finds", async () => {
  const { all, inside, minimum } = await kinksIn();
  assertEquals([all, inside, minimum], [4, PLACES, VALLEY]);
});

Deno.test("kinksOf() counts kinks outside the range, and those at its ends are inside", async () => {
  const within = async (min: number, max: number) => {
    const { all, inside, minimum } = await kinksIn({
      a: { direction: ALONG, min, max, points: 2 },
    });
    assertEquals(all, 4); // of the whole line
    assertEquals(minimum, VALLEY);
    return inside;
  };
  assertEquals(await within(-0.25, 0.5), [-0.25, 0.5]);
  assertEquals(await within(-0.2499, 0.4999), []);
  assertEquals(await within(0.5, 100), [0.5, 2.5]);
});

Deno.test("kinksOf() of the toy lie where the slope of the loss changes", async () => {
  const objective = exactObjective(await toyOf());
  const loss = (a: number) => objective.loss(Float64Array.from(CENTER.flat()).with(0, 0.5 + a));
  const { inside } = await kinksIn();
  const h = 2 ** -10;
  for (const [i, at] of inside.entries()) {
    // Sums of powers of two: only the division by 3 is rounded, so slopes by 2⁻⁵⁰ ∕ h = 1e-12.
    const [left, right] = [loss(at) - loss(at - h), loss(at + h) - loss(at)].map((d) => d / h);
    assertAlmostEquals(left, SLOPES[i] / 3, 1e-11);
    assertAlmostEquals(right, SLOPES[i + 1] / 3, 1e-11);
  }
});

Deno.test("kinksOf() of the toy lie where mathjs' derivative changes", async () => {
  const terms = ["(-1/4 - a)", "(1/2 - a)", "(13/4 + 2*a)", "(5/2 - a)"];
  const slope = derivative(terms.map((m) => `(${m} + abs(${m}))/2`).join(" + "), "a");
  const { inside } = await kinksIn();
  const between = [-9, ...inside, 9].map((at, i, all) => (at + (all[i + 1] ?? at)) / 2).slice(
    0,
    -1,
  );
  assertEquals(between.map((a) => Number(slope.evaluate({ a }))), SLOPES);
});

// The minimum. U is a unit vector and W·U = ½, so the penalty's slope is 2λ·(½ + a).

const minimumWith = async (l2: number, fields: Fields = {}) =>
  (await kinksIn({ loss: { name: "svm", l2 }, ...fields })).minimum;

Deno.test("kinksOf() with a small penalty has its minimum at a kink", async () => {
  // λ = 1∕10, at −¼: −⅓ + 0.05 on the left, 0 + 0.05 on the right. ‖W‖² = 2⅛, less ¼ and 1∕16 more.
  const { a, loss } = await minimumWith(0.1) ?? {};
  assertEquals(a, -0.25);
  assertAlmostEquals(loss ?? NaN, 4.25 + 0.1 * (2.125 - 0.25 + 0.0625), 1e-15);
});

Deno.test("kinksOf() with a large penalty has its minimum at a parabola's vertex", async () => {
  // λ = 1: −⅓ + 2·(½ + a) = 0 at a = −⅓, left of the kink at −¼.
  // 3L = 1∕12 + 5∕6 + 31∕12 + 17∕6 + 6½ = 77∕6, ‖W + aU‖² = 17∕8 − ⅓ + 1∕9
  const { a, loss } = await minimumWith(1) ?? {};
  assertAlmostEquals(a ?? NaN, -1 / 3, 1e-15);
  assertAlmostEquals(loss ?? NaN, 77 / 18 + 17 / 8 - 2 / 9, 2e-15);
});

Deno.test("kinksOf() with a penalty has its minimum inside a valley that would be flat", () => {
  for (const l2 of [1e-6, 0.1, 50]) {
    const line: Line = {
      offsets: Float64Array.of(-1, -2),
      slopes: Float64Array.of(-1, 1), // met from −1 to 2
      examples: 3,
      l2,
      products: [5, -1.5, 2], // the vertex of ‖W + aU‖² is at ¾
    };
    const { minimum } = kinksOf(line, { min: -9, max: 9 });
    assertEquals(minimum?.a, 0.75);
    assertAlmostEquals(minimum?.loss ?? NaN, l2 * (5 - 2.25 + 1.125), 1e-15 * l2);
  }
});

Deno.test("kinksOf() of a flat valley has its minimum at the left end", () => {
  const line: Line = {
    offsets: Float64Array.of(-1, -2, 8),
    slopes: Float64Array.of(-1, 1, 0),
    examples: 1,
    l2: 0,
    products: [1, 0, 1],
  };
  assertEquals(kinksOf(line, { min: -9, max: 9 }), {
    all: 2,
    inside: [-1, 2],
    minimum: { a: -1, loss: 8 },
  });
  // Flat for ever on one side.
  const half = { ...line, slopes: Float64Array.of(0, 1, 0) };
  assertEquals(kinksOf(half, { min: -9, max: 9 }).minimum, { a: 2, loss: 8 });
  const other = { ...line, slopes: Float64Array.of(-1, 0, 0) };
  assertEquals(kinksOf(other, { min: -9, max: 9 }).minimum, { a: -1, loss: 8 });
});

Deno.test("kinksOf() with a penalty has its minimum beyond the kinks on either side", () => {
  // One term max(0, ±a): slope 0 where it is met, ±1 beyond. ‖W + aU‖² has its vertex at ∓5.
  for (const side of [-1, 1]) {
    const line: Line = {
      offsets: Float64Array.of(0),
      slopes: Float64Array.of(side),
      examples: 1,
      l2: 0.5,
      products: [25, 5 * side, 1],
    };
    assertEquals(kinksOf(line, { min: -1, max: 1 }), {
      all: 1,
      inside: [0],
      minimum: { a: -5 * side, loss: 0 },
    });
    // Pulled the other way, against a slope of ±1: ±1 + (±a − 5) = 0 at ±4.
    const other = { ...line, products: [25, -5 * side, 1] as const };
    assertEquals(kinksOf(other, { min: -1, max: 1 }).minimum, { a: 4 * side, loss: 4.5 });
  }
});

Deno.test("kinksOf() has no minimum below 0, however ‖W + aU‖² is rounded", () => {
  for (let k = 1; k <= 200; k++) {
    const [at, uu] = [k / 7, k / 3];
    const line: Line = {
      offsets: Float64Array.of(-1),
      slopes: Float64Array.of(0),
      examples: 1,
      l2: 1,
      products: [at * at * uu, -at * uu, uu], // of W = −at·U
    };
    const { minimum } = kinksOf(line, { min: -1, max: 1 });
    assertAlmostEquals(minimum?.a ?? NaN, at, 1e-14 * at);
    assert((minimum?.loss ?? NaN) >= 0, `${minimum?.loss}`);
  }
});

// No kinks: the same row for every class moves all scores alike, and no margin.

const SAME = [[1, 0], [1, 0], [1, 0]];

Deno.test("kinksOf() of a direction that moves no margin finds none", async () => {
  const a = { direction: SAME, min: -3, max: 3, points: 5 };
  const { points, kinks } = await sliceOf({ a });
  assertEquals(kinks, { all: 0, inside: [], minimum: null });
  assertEquals(new Set(points.map(({ loss }) => loss)).size, 1);
});

Deno.test("kinksOf() of a direction that moves no margin has the penalty's minimum", async () => {
  // W·U = ½ − ½ + 1 and U·U = 3, so a = −⅓ and ‖W + aU‖² = 17∕8 − ⅓. From W to there: 3L = 12¾.
  const a = { direction: SAME, min: -3, max: 3, points: 5 };
  const { all, minimum } = await kinksIn({ a, loss: { name: "svm", l2: 0.5 } });
  assertEquals(all, 0);
  assertAlmostEquals(minimum?.a ?? NaN, -1 / 3, 1e-15);
  assertAlmostEquals(minimum?.loss ?? NaN, byHand(0) + 0.5 * (17 / 8 - 1 / 3), 2e-15);
});

Deno.test("kinksOf() tells each place once, and counts every term", () => {
  const line: Line = {
    offsets: Float64Array.of(1, 2, -3, 1, 0, 7),
    slopes: Float64Array.of(-1, -2, 3, 1, 1, 0), // at 1, 1, 1, −1, 0; the last one never bends
    examples: 2,
    l2: 0,
    products: [1, 0, 1],
  };
  const { all, inside, minimum } = kinksOf(line, { min: -5, max: 5 });
  assertEquals([all, inside], [5, [-1, 0, 1]]);
  // Slopes −3, −2, −1, then −1 + 1 + 2 + 3 = 5: lowest at 1, where 3 + 2·½ … = (2 + 1 + 7) ∕ 2.
  assertEquals(minimum, { a: 1, loss: 5 });
});

Deno.test("kinksOf() at 0 have no sign", () => {
  const line: Line = {
    offsets: new Float64Array(2),
    slopes: Float64Array.of(1, -1),
    examples: 1,
    l2: 0,
    products: [1, 0, 1],
  };
  const { inside, minimum } = kinksOf(line, { min: -1, max: 1 });
  assertEquals(inside.length, 1);
  assert(Object.is(inside[0], 0) && Object.is(minimum?.a, 0), `${[inside, minimum?.a]}`);
  for (const slope of [1, -1]) {
    const one = { ...line, offsets: Float64Array.of(0), slopes: Float64Array.of(slope) };
    const other = { ...one, offsets: Float64Array.of(-0) };
    for (const each of [one, other].map((line) => kinksOf(line, { min: -1, max: 1 }))) {
      assert(Object.is(each.inside[0], 0) && Object.is(each.minimum?.a, 0), `slope ${slope}`);
    }
  }
});

Deno.test("kinksOf() of one example has that example's alone", async () => {
  const { all, inside, minimum } = await kinksIn({ example: 0 });
  assertEquals([all, inside], [2, [-0.25, 0.5]]);
  assertEquals(minimum, { a: 0.5, loss: 0 });
});

// Short directions: with U ∕ 2ᵏ all places are 2ᵏ times as far away, to the last bit.

for (const [power, size] of [[46, "1e-14"], [100, "1e-30"]] as const) {
  for (const l2 of [0, 0.1, 1]) {
    Deno.test(`kinksOf() of a direction as short as ${size}, λ = ${l2}, are those of a long one`, async () => {
      const along = (scale: number) =>
        kinksIn({
          loss: { name: "svm", l2 },
          a: {
            // 0.7 has all the digits of an f32, so that adding Δ to slopes would round them.
            direction: [[0.7 / scale, 0], [0, 0], [0, 0]],
            min: -0.75 * scale,
            max: 0.75 * scale,
            points: 3,
          },
        });
      const [long, short] = [await along(1), await along(2 ** power)];
      const inside = [-0.25, 0.5].map((at) => at / Math.fround(0.7));
      assertEquals([long.all, long.inside], [4, inside]);
      if (long.minimum === null) throw new Error("There is no minimum");
      assertEquals(short, {
        all: long.all,
        inside: long.inside.map((at) => at * 2 ** power),
        minimum: { a: long.minimum.a * 2 ** power, loss: long.minimum.loss },
      });
    });
  }
}

Deno.test("kinksOf() of a direction that is no power of two, and short, are where they should be", async () => {
  for (const scale of [1e-14, 1e-30]) {
    const { all, inside, minimum } = await kinksIn({
      a: {
        direction: [[scale, 0], [0, 0], [0, 0]],
        min: -0.75 / scale,
        max: 0.75 / scale,
        points: 3,
      },
    });
    assertEquals([all, inside.length, minimum?.loss], [4, 2, 4.25]);
    // The direction is rounded to f32.
    for (const [i, at] of [-0.25, 0.5].entries()) {
      assertAlmostEquals(inside[i] * scale, at, 2 ** -24);
    }
    assertEquals(minimum?.a, inside[0]);
  }
});

Deno.test("slice() along two directions has no kinks", async () => {
  assertEquals((await sliceOf({ b: { points: 3 } })).kinks, null);
});

// Against the objective, over random data

interface Case {
  readonly kinks: Kinks;
  /** The loss at W + a·U in f64. */
  readonly loss: (a: number) => number;
  readonly examples: number;
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  examples: fc.constantFrom(1, 5, 40, 70),
  classes: fc.constantFrom(2, 3, 5),
  l2: fc.constantFrom(0, 1e-3, 0.3, 10),
  delta: fc.constantFrom(0.5, 1, 3),
  scale: fc.constantFrom(0.1, 1, 5),
});

interface Given {
  readonly seed: number;
  readonly examples: number;
  readonly classes: number;
  readonly l2: number;
  readonly delta: number;
  readonly scale: number;
}

async function caseOf(given: Given, more: Fields = {}): Promise<Case & { slice: Slice }> {
  const { seed, examples, classes, l2, delta, scale } = given;
  const points = randomPoints(seed, { examples, classes });
  const slice = await sliceOf({
    dataset: { name: "toy", ...points },
    loss: { name: "svm", l2, delta },
    init: { scale },
    center: "random",
    a: { min: -5, max: 5, points: 1001 },
    seeds: [seed],
    ...more,
  });
  const dataset = await toyOf(points);
  const size = 4 * dataset.classes;
  const w = startingWeights(size, scale, seed, referenceKernels("f32"));
  const u = normals(seed, "directions", size);
  const objective = exactObjective(dataset, { delta, l2 });
  if (slice.kinks === null) throw new Error("There are no kinks");
  return { slice, kinks: slice.kinks, examples, loss: (a) => objective.loss(moved(w, a, u)) };
}

Deno.test("kinksOf() finds one kink for every wrong class of every example", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks, slice: { points } } = await caseOf(given);
      assertEquals(kinks.all, given.examples * (given.classes - 1));
      const rising = kinks.inside.toSorted((one, other) => one - other);
      assertEquals(kinks.inside, [...new Set(rising)]);
      assert(kinks.inside.every((at) => Math.abs(at) <= 5));
      assertEquals(points.length, 1001);
    }),
    { seed: 1, numRuns: 25 },
  );
});

Deno.test("kinksOf() are where the loss bends, and it bends nowhere else", async () => {
  let bends = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks: { inside }, loss, examples } = await caseOf({ ...given, l2: 0 });
      const bend = (at: number, h: number) => loss(at - h) - 2 * loss(at) + loss(at + h);
      const ends = [-5, ...inside, 5];
      for (const [i, at] of inside.entries()) {
        const gap = Math.min(at - ends[i], ends[i + 2] - at);
        // Losses below 300 and their margins are rounded by 1e-13 in all; a bend is |slope|·h ∕ N.
        if (gap < 1e-4) continue;
        const h = gap / 2;
        assert(bend(at, h) > 1e-6 * h / examples, `no bend at ${at}`);
        bends += 1;
      }
      for (const [i, at] of ends.slice(1).entries()) {
        const [middle, half] = [(ends[i] + at) / 2, (at - ends[i]) / 2];
        assertAlmostEquals(bend(middle, 0.999 * half), 0, 1e-12 * Math.max(1, loss(middle)));
      }
    }),
    { seed: 1, numRuns: 40 },
  );
  assert(bends > 300, `${bends}`);
});

Deno.test("kinksOf() has a minimum that no place lies below, with that loss", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks: { minimum }, slice: { points }, loss } = await caseOf(given);
      if (minimum === null) throw new Error("There is no minimum");
      // Some 300 sums of f64, in another order.
      const rounding = 1e-13 * Math.max(1, loss(minimum.a));
      assertAlmostEquals(minimum.loss, loss(minimum.a), rounding);
      for (const { a } of points) assert(loss(a) >= minimum.loss - rounding, `below at ${a}`);
      for (const h of [1e-4, 1e-2, 1, 100]) {
        for (const at of [minimum.a - h, minimum.a + h]) {
          assert(loss(at) >= minimum.loss - 1e-13 * Math.max(1, loss(at)), `below at ${at}`);
        }
      }
    }),
    { seed: 1, numRuns: 25 },
  );
});

Deno.test("kinksOf() has a minimum below or at all of 10,001 places", async () => {
  const given = { seed: 11, examples: 70, classes: 5, l2: 0.01, delta: 1, scale: 1 };
  const { kinks: { minimum }, slice: { points } } = await caseOf(given, {
    a: { min: -2, max: 2, points: 10_001 },
  });
  if (minimum === null) throw new Error("There is no minimum");
  assert(Math.abs(minimum.a) < 2);
  const lowest = points.reduce((best, one) => one.loss < best.loss ? one : best);
  assertEquals(points.length, 10_001);
  // Places have f32 losses, about 1e-6 of them off; the nearest one is 2e-4 away at most.
  assert(minimum.loss <= lowest.loss * (1 + 1e-6), `${minimum.loss} above ${lowest.loss}`);
  assertAlmostEquals(minimum.loss, lowest.loss, 1e-2);
  assertAlmostEquals(minimum.a, lowest.a, 2e-2);
});

Deno.test("kinksOf() does not depend on the order of the terms", () => {
  const line: Line = {
    offsets: Float64Array.of(4, -1, 0.5, 2, -3),
    slopes: Float64Array.of(-1, 2, -0.25, 0.5, 1),
    examples: 4,
    l2: 0.125,
    products: [3, 0.5, 2],
  };
  const turned: Line = {
    ...line,
    offsets: line.offsets.toReversed(),
    slopes: line.slopes.toReversed(),
  };
  const [one, other] = [line, turned].map((each) => kinksOf(each, { min: -100, max: 100 }));
  assertEquals(other, one);
});
