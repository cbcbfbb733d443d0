import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { median, quantile } from "simple-statistics";
import { stream } from "../../../src/exact/rng.ts";
import { medianRatioInterval, ratioOfMedians } from "../../../src/timing/statistics/bootstrap.ts";
import { machine } from "../_simulate.ts";

/** All nⁿ resamples, one by one. */
function resamples(values: readonly number[]): number[][] {
  return values.reduce<number[][]>(
    (lists) => lists.flatMap((list) => values.map((value) => [...list, value])),
    [[]],
  );
}

/** The middle of all ratios, taken one by one; null at steps of the distribution, where rounding decides. */
function byCounting(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): [number, number] | null {
  const [below, above] = [base, head].map((side) => resamples(side).map(median));
  const ratios = above.flatMap((one) => below.map((other) => one / other)).sort((a, b) => a - b);
  const at = ((1 - confidence) / 2) * ratios.length;
  if (Math.abs(at - Math.round(at)) < 1e-6) return null;
  return [ratios[Math.floor(at)], ratios[Math.ceil(ratios.length - at) - 1]];
}

const smallSide = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 1, maxLength: 4 });
const confidences = fc.constantFrom(0.5, 0.8, 0.95, 0.99);

Deno.test("medianRatioInterval() holds the middle of all ratios, taken one by one", () => {
  fc.assert(
    fc.property(smallSide, smallSide, confidences, (base, head, confidence) => {
      const expected = byCounting(base, head, confidence);
      fc.pre(expected !== null);
      assertEquals(medianRatioInterval(base, head, confidence), expected);
    }),
    { numRuns: 100, seed: 2 },
  );
  // Of five and six samples next to a side that is constant, so that they are all there is to count.
  for (const side of [[96, 99, 100, 107, 120], [96, 99, 100, 103, 107, 120]]) {
    for (const confidence of [0.51, 0.91, 0.981, 0.9991]) {
      const expected = byCounting([100], side, confidence);
      assertEquals(medianRatioInterval([100], side, confidence), expected);
    }
  }
});

Deno.test("medianRatioInterval() is what drawing resamples comes near to", () => {
  const draw = machine({ noise: 0.03, outliers: 0.1 }, 3);
  for (const [before, after] of [[6, 6], [7, 10], [20, 15]]) {
    const [base, head] = [draw(before), draw(after, 1.05)];
    const rng = stream(4, "resamples");
    const again = (values: number[]) => median(values.map(() => values[rng.below(values.length)]));
    const ratios = Array.from({ length: 20_000 }, () => again(head) / again(base));
    const [lower, upper] = medianRatioInterval(base, head, 0.9);
    // 20,000 draws find a quantile to about 0.15 % of the probability.
    for (const [bound, tail] of [[lower, 0.05], [upper, 0.95]]) {
      assert(quantile(ratios, tail - 0.006) <= bound && bound <= quantile(ratios, tail + 0.006));
    }
  }
});

Deno.test("medianRatioInterval() does not mind order and unit, holds the ratio, and mirrors", () => {
  fc.assert(
    fc.property(smallSide, smallSide, (base, head) => {
      const interval = medianRatioInterval(base, head, 0.95);
      const changed = (values: number[]) => values.toReversed().map((value) => value * 4);
      assertEquals(medianRatioInterval(changed(base), changed(head), 0.95), interval);
      const ratio = ratioOfMedians(base, head);
      assert(interval[0] <= ratio && ratio <= interval[1]);
      const [least, most] = medianRatioInterval(head, base, 0.9);
      const [lower, upper] = medianRatioInterval(base, head, 0.9);
      assertAlmostEquals(lower * most, 1, 1e-12);
      assertAlmostEquals(upper * least, 1, 1e-12);
    }),
    { numRuns: 200, seed: 4 },
  );
});

Deno.test("medianRatioInterval() of 6 samples lies above 1 at 0.9983 when the sides do not overlap", () => {
  const confidence = 1 - 0.05 / 30;
  const base = [1, 2, 3, 4, 5, 6].map((k) => 100 + k);
  const head = base.map((value) => value + 6);
  assertEquals(medianRatioInterval(base, head, confidence)[0] > 1, true);
  assertEquals(medianRatioInterval(base, [...head.slice(1), 104.5], confidence)[0] > 1, false);
  // As wide as it can be, for all that is asked.
  assertEquals(medianRatioInterval(base, head, 0.99999), [107 / 106, 112 / 101]);
});

Deno.test("medianRatioInterval() holds the true ratio about as often as it says", () => {
  const draw = machine({ noise: 0.02, outliers: 0 }, 5);
  for (const [count, confidence] of [[6, 0.9], [8, 0.95], [10, 0.9]]) {
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const [lower, upper] = medianRatioInterval(draw(count), draw(count, 1.1), confidence);
      if (lower <= 1.1 && 1.1 <= upper) held++;
    }
    assertAlmostEquals(held / 2000, confidence + 0.02, 0.05); // few samples: rather too often
  }
});

Deno.test("ratioOfMedians() takes the mean of the middle two of an even number", () => {
  assertEquals(ratioOfMedians([4, 1, 3, 2], [5]), 2);
});
