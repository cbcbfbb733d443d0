import { assertEquals } from "@std/assert";
import { minimaOf, sumOf, tallyAlong, tallyOf } from "../../../src/kinds/convexity/_tally.ts";
import type { Chord } from "../../../src/kinds/convexity/convexity.ts";

Deno.test("tallyAlong() counts every chord between two places with one halfway, by hand", () => {
  // 0 to 2: the chord is at 1, and 3 is above it by 2; 2 to 4: at 4, below which is 1; 1 to 3: at 2
  // as is the loss at 2, on it; 0 to 4: at 3, and 2 is below.
  assertEquals(tallyAlong([0, 3, 2, 1, 6]), {
    chords: 4,
    above: 1,
    worst: { left: 0, middle: 3, right: 2 },
  });
});

Deno.test("tallyAlong() finds nothing on a line or a parabola", () => {
  for (const f of [(a: number) => a, (a: number) => -a, (a: number) => a * a]) {
    const losses = Array.from({ length: 9 }, (_, i) => f(i / 3));
    assertEquals(tallyAlong(losses), { chords: 16, above: 0, worst: null });
  }
});

Deno.test("tallyAlong() takes what is below 1e-10 of the largest loss for rounding", () => {
  assertEquals(tallyAlong([0, 9e-11, 0, 1, 2]).above, 0);
  assertEquals(tallyAlong([0, 3e-10, 0, 1, 2]).above, 1);
});

Deno.test("tallyAlong() leaves out chords that are not finite", () => {
  assertEquals(tallyAlong([Infinity, 1, 0, 1, 2]).chords, 2);
  assertEquals(tallyAlong([0, NaN, 0]), { chords: 0, above: 0, worst: null });
});

const around = (...chords: Chord[]) => tallyOf(chords);

Deno.test("tallyOf() takes rounding from the largest loss of all its chords", () => {
  const slight = { left: 0, middle: 1e-11, right: 0 };
  assertEquals(around(slight).above, 1);
  assertEquals(around(slight, { left: 1, middle: 0, right: 1 }).above, 0);
});

Deno.test("sumOf() has the counts together, and the chord that the loss is farthest above", () => {
  const high = { left: 0, middle: 3, right: 2 };
  const low = { left: 0, middle: 1, right: 0 };
  assertEquals(sumOf([around(low), around(high, low), around()]), {
    chords: 3,
    above: 3,
    worst: high,
  });
});

for (
  const [what, losses, expected] of [
    ["of a bowl", [4, 1, 0, 1, 4], [2]],
    ["of two valleys", [2, 1, 2, 0, 1], [1, 3]],
    ["not at the ends", [0, 1, 2, 1, 0], []],
    ["not where it falls all along", [3, 2, 1], []],
    ["of a flat valley once, at its first place", [2, 1, 1, 1, 2], [1]],
    ["not of a step on the way down", [3, 2, 2, 1, 2], [3]],
    ["not of a ripple by rounding", [1, 0.5, 0.5 + 1e-12, 0.5 - 1e-12, 0.5 + 1e-12, 1], [3]],
    ["between places that are no numbers", [NaN, 1, NaN], [1]],
    ["of a constant nowhere", [1, 1, 1], []],
  ] as const
) {
  Deno.test(`minimaOf() has the minimum ${what}`, () => {
    assertEquals(minimaOf(losses), [...expected]);
  });
}
