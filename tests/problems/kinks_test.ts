import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { derivative } from "mathjs";
import { kinksOf, type Line } from "../../src/problems/_kinks.ts";
import type { Kinks, Problem } from "../../src/problems/problem.ts";
import type { Vector } from "../../src/types.ts";
import { kinksAt } from "../_done.ts";
import { moved, normals, type Points, present, randomPoints, svmOver, toyOf } from "../_toy.ts";

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

const CENTER = Float32Array.of(0.5, 0.25, -0.5, 0, 1, -0.75);
const PLACES = [-13 / 8, -1 / 4, 1 / 2, 5 / 2];
const SLOPES = [-3, -1, 0, 1, 2];
/** Every place of the flat valley is lowest: its left end stands for it. */
const VALLEY: Kinks["minimum"] = { a: -0.25, loss: 4.25, flat: { min: -0.25, max: 0.5 } };
const along = (length: number) => Float32Array.of(length, 0, 0, 0, 0, 0);
/** The same row for every class moves all scores alike, and no margin. */
const SAME = Float32Array.of(1, 0, 1, 0, 1, 0);

const byHand = (a: number) =>
  (Math.max(0, -0.25 - a) + Math.max(0, 0.5 - a) + Math.max(0, 3.25 + 2 * a) +
    Math.max(0, 2.5 - a) + 6.5) / 3;

/** The kinks of the loss in f64 of a problem in f32. */
function kinksAlong(
  problem: Problem,
  { center = CENTER, direction = along(1), min = -3, max = 3, example = -1 }: {
    readonly center?: Vector;
    readonly direction?: Vector;
    readonly min?: number;
    readonly max?: number;
    readonly example?: number;
  } = {},
): Kinks {
  const exact = problem.exact();
  exact.use(example < 0 ? null : Uint32Array.of(example));
  return present(exact.shortcuts?.kinks?.(center, direction, { min, max }));
}

/** Those of the toy. */
async function toyKinks(
  { l2 = 0, ...where }: Parameters<typeof kinksAlong>[1] & { readonly l2?: number } = {},
): Promise<Kinks> {
  return kinksAlong(svmOver(await toyOf(), { l2 }), where);
}

Deno.test("plane() of the toy has the losses of the hand's sum", async () => {
  const partsAt = present(svmOver(await toyOf()).shortcuts?.plane)([CENTER, along(1)]);
  for (let a = -3; a <= 3; a += 0.25) {
    assertEquals(Math.fround(partsAt(a, 0).data), Math.fround(byHand(a)));
  }
});

Deno.test("kinks() of the toy are the places that a hand finds", async () => {
  assertEquals(await toyKinks(), kinksAt(PLACES, { minimum: VALLEY }));
});

for (
  const [min, max, inside, outside] of [
    [-0.25, 0.5, [-0.25, 0.5], [-1.625, 2.5]],
    [-0.2499, 0.4999, [], PLACES],
    [0.5, 100, [0.5, 2.5], [-1.625, -0.25]],
  ] as const
) {
  Deno.test(`kinks() from ${min} to ${max} have those at the ends inside, and the others outside`, async () => {
    const expected = kinksAt(inside, { outside, minimum: VALLEY });
    assertEquals(await toyKinks({ min, max }), expected);
  });
}

Deno.test("kinks() of the toy lie where mathjs' derivative changes", async () => {
  const terms = ["(-1/4 - a)", "(1/2 - a)", "(13/4 + 2*a)", "(5/2 - a)"];
  const slope = derivative(terms.map((m) => `(${m} + abs(${m}))/2`).join(" + "), "a");
  const ends = [-9, ...(await toyKinks()).inside.places, 9];
  const between = ends.slice(1).map((at, i) => (ends[i] + at) / 2);
  assertEquals(between.map((a) => Number(slope.evaluate({ a }))), SLOPES);
});

Deno.test("kinks() of one example are that example's alone", async () => {
  const minimum = { a: 0.5, loss: 0, flat: { min: 0.5, max: Infinity } };
  const expected = kinksAt([-0.25, 0.5], { minimum });
  assertEquals(await toyKinks({ example: 0 }), expected);
});

// The minimum with a penalty. Along w₀, U is a unit vector and W·U = ½: its slope is 2λ·(½ + a), and
// ‖W‖² = 2⅛. Along SAME, W·U = ½ − ½ + 1 and U·U = 3.
for (
  const { what, a, loss, all = 4, ...given } of [
    // At −¼: −⅓ + 0.05 on the left, 0 + 0.05 on the right.
    {
      what: "at a kink",
      l2: 0.1,
      a: -0.25,
      loss: 4.25 + 0.1 * (2.125 - 0.25 + 0.0625),
    },
    // −⅓ + 2·(½ + a) = 0 at a = −⅓, left of the kink at −¼. There
    // 3L = 1∕12 + 5∕6 + 31∕12 + 17∕6 + 6½ = 77∕6, ‖W + aU‖² = 17∕8 − ⅓ + 1∕9.
    { what: "at a parabola's vertex", l2: 1, a: -1 / 3, loss: 77 / 18 + 17 / 8 - 2 / 9 },
    // a = −⅓ and ‖W + aU‖² = 17∕8 − ⅓. From W to there 3L is the same.
    {
      what: "of the penalty where no margin moves",
      l2: 0.5,
      direction: SAME,
      all: 0,
      a: -1 / 3,
      loss: byHand(0) + 0.5 * (17 / 8 - 1 / 3),
    },
  ]
) {
  Deno.test(`kinks() with λ = ${given.l2} have their minimum ${what}`, async () => {
    const { inside, minimum } = await toyKinks(given);
    assertEquals(inside.count, all);
    assertAlmostEquals(minimum?.a ?? NaN, a, 1e-15);
    assertAlmostEquals(minimum?.loss ?? NaN, loss, 2e-15);
  });
}

Deno.test("kinks() of a direction that moves no margin are none, on a loss that is the same", async () => {
  assertEquals(await toyKinks({ direction: SAME }), kinksAt([]));
  const partsAt = present(svmOver(await toyOf()).shortcuts?.plane)([CENTER, SAME]);
  assertEquals(new Set([-3, -1.5, 0, 1.5, 3].map((a) => partsAt(a, 0).data)).size, 1);
});

// Lines written out; without anything else, of one example and no penalty.

interface LineParts {
  readonly offsets: readonly number[];
  readonly slopes: readonly number[];
  readonly examples?: number;
  readonly l2?: number;
  readonly products?: Line["products"];
}

function lineOf(
  { offsets, slopes, examples = 1, l2 = 0, products = [1, 0, 1] }: LineParts,
): Line {
  const [bases, rises] = [offsets, slopes].map((values) => Float64Array.from(values));
  return {
    offsets: bases,
    slopes: rises,
    examples,
    l2,
    products,
    straight: { offset: 0, slope: 0 },
  };
}

const FLAT = { offsets: [-1, -2, 8], slopes: [-1, 1, 0] };
const LINES: readonly (readonly [string, LineParts, Kinks])[] = [
  [
    "a flat valley has its minimum at the left end",
    FLAT,
    kinksAt([-1, 2], { minimum: { a: -1, loss: 8, flat: { min: -1, max: 2 } } }),
  ],
  [
    "a valley flat for ever to the left",
    { ...FLAT, slopes: [0, 1, 0] },
    kinksAt([2], { minimum: { a: 2, loss: 8, flat: { min: -Infinity, max: 2 } } }),
  ],
  [
    "a valley flat for ever to the right",
    { ...FLAT, slopes: [-1, 0, 0] },
    kinksAt([-1], { minimum: { a: -1, loss: 8, flat: { min: -1, max: Infinity } } }),
  ],
  // −0.1 − 0.2 − 0.3 + 0.1 + 0.2 + 0.3 is not 0 but −1.1e-16.
  [
    "a valley flat but for rounding",
    { offsets: [0.1, 0.4, 1.2, -8], slopes: [-0.1, -0.2, -0.3, 1] },
    kinksAt([1, 2, 4, 8], { minimum: { a: 4, loss: 0, flat: { min: 4, max: 8 } } }),
  ],
  // Kinks at 1, 1, 1, −1, 0; the last term never bends. Slopes −3, −2, −1, then −1 + 1 + 2 + 3 = 5:
  // lowest at 1, where it is (2 + 1 + 7) ∕ 2.
  ["equal places has each place once, and counts every term", {
    offsets: [1, 2, -3, 1, 0, 7],
    slopes: [-1, -2, 3, 1, 1, 0],
    examples: 2,
  }, kinksAt([-1, 0, 1], { count: 5, minimum: { a: 1, loss: 5 } })],
  // One term max(0, ±a): slope 0 where it is met, ±1 beyond. ‖W + aU‖² has its vertex at ∓5. Pulled
  // the other way, against a slope of ±1: ±1 + (±a − 5) = 0 at ±4.
  ...[-1, 1].flatMap((side): [string, LineParts, Kinks][] => {
    const line = { offsets: [0], slopes: [side], l2: 0.5 };
    const found = (a: number, loss: number) => kinksAt([0], { minimum: { a, loss } });
    return [
      [
        `a vertex beyond the kink at ${-5 * side}`,
        { ...line, products: [25, 5 * side, 1] },
        found(-5 * side, 0),
      ],
      [
        `a vertex beyond the kink at ${4 * side}`,
        { ...line, products: [25, -5 * side, 1] },
        found(4 * side, 4.5),
      ],
    ];
  }),
];
for (const [what, parts, expected] of LINES) {
  Deno.test(`kinksOf() a line with ${what}`, () => {
    assertEquals(kinksOf(lineOf(parts), { min: -9, max: 9 }), expected);
  });
}

Deno.test("kinksOf() with a penalty has its minimum inside a valley that would be flat", () => {
  for (const l2 of [1e-6, 0.1, 50]) {
    const valley = { offsets: [-1, -2], slopes: [-1, 1], examples: 3 }; // met from −1 to 2
    // The vertex of ‖W + aU‖² is at ¾.
    const { minimum } = kinksOf(lineOf({ ...valley, l2, products: [5, -1.5, 2] }), {
      min: -9,
      max: 9,
    });
    assertEquals(minimum?.a, 0.75);
    assertAlmostEquals(minimum?.loss ?? NaN, l2 * (5 - 2.25 + 1.125), 1e-15 * l2);
  }
});

Deno.test("kinksOf() has no minimum below 0, however ‖W + aU‖² is rounded", () => {
  for (let k = 1; k <= 200; k++) {
    const [at, uu] = [k / 7, k / 3];
    const products = [at * at * uu, -at * uu, uu] as const; // of W = −at·U
    const line = lineOf({ offsets: [-1], slopes: [0], l2: 1, products });
    const { minimum } = kinksOf(line, { min: -1, max: 1 });
    assertAlmostEquals(minimum?.a ?? NaN, at, 1e-14 * at);
    assert((minimum?.loss ?? NaN) >= 0, `${minimum?.loss}`);
  }
});

Deno.test("kinksOf() at 0 have no sign", () => {
  const lines = [{ offsets: [0, 0], slopes: [1, -1] }];
  for (const slope of [1, -1]) {
    for (const offset of [0, -0]) lines.push({ offsets: [offset], slopes: [slope] });
  }
  for (const line of lines) {
    const { inside, minimum } = kinksOf(lineOf(line), { min: -1, max: 1 });
    assertEquals(inside.places.length, 1);
    assert(Object.is(inside.places[0], 0) && Object.is(minimum?.a, 0), Deno.inspect(line));
  }
});

Deno.test("kinksOf() does not depend on the order of the terms", () => {
  const [offsets, slopes] = [[4, -1, 0.5, 2, -3], [-1, 2, -0.25, 0.5, 1]];
  const rest = { examples: 4, l2: 0.125, products: [3, 0.5, 2] } as const;
  const [one, other] = [
    { offsets, slopes },
    { offsets: offsets.toReversed(), slopes: slopes.toReversed() },
  ].map((terms) => kinksOf(lineOf({ ...terms, ...rest }), { min: -100, max: 100 }));
  assertEquals(other, one);
});

// Short directions: with U ∕ 2ᵏ all places are 2ᵏ times as far away, to the last bit. 0.7 has all the
// digits of an f32, so that adding Δ to slopes would round them.

for (const [power, size] of [[46, "1e-14"], [100, "1e-30"]] as const) {
  for (const l2 of [0, 0.1, 1]) {
    Deno.test(`kinks() of a direction as short as ${size}, λ = ${l2}, are those of a long one`, async () => {
      const scaled = (scale: number) =>
        toyKinks({ l2, direction: along(0.7 / scale), min: -0.75 * scale, max: 0.75 * scale });
      const [long, short] = [await scaled(1), await scaled(2 ** power)];
      const inside = [-0.25, 0.5].map((at) => at / Math.fround(0.7));
      assertEquals([long.inside, long.outside.count], [{ count: 2, places: inside }, 2]);
      const farther = (at: number) => at * 2 ** power;
      const { a, loss, flat } = present(long.minimum);
      assertEquals(
        short,
        kinksAt(inside.map(farther), {
          outside: long.outside.places.map(farther),
          minimum: {
            a: farther(a),
            loss,
            ...flat && { flat: { min: farther(flat.min), max: farther(flat.max) } },
          },
        }),
      );
    });
  }
}

// Against the objective, over random data

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  examples: fc.constantFrom(1, 5, 40, 70),
  classes: fc.constantFrom(2, 3, 5),
  l2: fc.constantFrom(0, 1e-3, 0.3, 10),
  delta: fc.constantFrom(0.5, 1, 3),
  scale: fc.constantFrom(0.1, 1, 5),
});

type Given = Readonly<
  Record<"seed" | "examples" | "classes" | "l2" | "delta" | "scale", number>
>;

async function caseOf({ seed, examples, classes, ...options }: Given) {
  const points: Points = randomPoints(seed, { examples, classes });
  const problem = svmOver(await toyOf(points), options);
  const exact = problem.exact();
  const center = problem.start(seed);
  const direction = normals(seed, "directions", problem.size);
  const kinks = kinksAlong(problem, { center, direction, min: -5, max: 5 });
  /** The loss at W + a·U in f64. */
  const loss = (a: number) => exact.loss(moved(center, a, direction));
  return { kinks, loss };
}

Deno.test("kinks() are one for every wrong class of every example", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks: { inside, outside } } = await caseOf(given);
      assertEquals(inside.count + outside.count, given.examples * (given.classes - 1));
      for (const { places } of [inside, outside]) {
        assertEquals(places, [...new Set(places.toSorted((one, other) => one - other))]);
      }
      assert(inside.places.every((at) => Math.abs(at) <= 5));
      assert(outside.places.every((at) => Math.abs(at) > 5));
    }),
    { seed: 1, numRuns: 25 },
  );
});

Deno.test("kinks() are where the loss bends, and it bends nowhere else", async () => {
  let bends = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks, loss } = await caseOf({ ...given, l2: 0 });
      const inside = kinks.inside.places;
      const bend = (at: number, h: number) => loss(at - h) - 2 * loss(at) + loss(at + h);
      const ends = [-5, ...inside, 5];
      for (const [i, at] of inside.entries()) {
        const gap = Math.min(at - ends[i], ends[i + 2] - at);
        // Losses below 300 and their margins are rounded by 1e-13 in all; a bend is |slope|·h ∕ N.
        if (gap < 1e-4) continue;
        const h = gap / 2;
        assert(bend(at, h) > 1e-6 * h / given.examples, `no bend at ${at}`);
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

Deno.test("kinks() have a minimum that no place lies below, with that loss", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kinks, loss } = await caseOf(given);
      const minimum = present(kinks.minimum);
      // Some 300 sums of f64, in another order.
      const rounding = 1e-13 * Math.max(1, loss(minimum.a));
      assertAlmostEquals(minimum.loss, loss(minimum.a), rounding);
      for (let a = -5; a <= 5; a += 0.01) {
        assert(loss(a) >= minimum.loss - rounding, `below at ${a}`);
      }
      for (const h of [1e-4, 1e-2, 1, 100]) {
        for (const at of [minimum.a - h, minimum.a + h]) {
          assert(loss(at) >= minimum.loss - 1e-13 * Math.max(1, loss(at)), `below at ${at}`);
        }
      }
    }),
    { seed: 1, numRuns: 25 },
  );
});
