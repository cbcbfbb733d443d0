import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { axisOf } from "../../../src/figures/figure.ts";
import { scaleOf } from "../../../src/figures/render/_scale.ts";

const straight = (values: readonly number[]) => scaleOf(axisOf("x", values, false));
const log = (values: readonly number[]) => scaleOf(axisOf("x", values, true));

Deno.test("scaleOf() maps the ends to 0 and 1", () => {
  assertEquals([2, 6, 10].map(straight([2, 10, 4]).at), [0, 0.5, 1]);
});

Deno.test("scaleOf() maps powers of ten evenly on a logarithmic axis", () => {
  assertEquals([1, 10, 100, 1000, 10_000].map(log([1, 10_000]).at), [0, 0.25, 0.5, 0.75, 1]);
});

Deno.test("scaleOf() gives no place to what a logarithmic axis cannot show", () => {
  assertEquals([0, -1].map(log([0, -1, 1, 10]).at), [NaN, NaN]);
});

for (
  const [what, scale, count, ticks] of [
    ["are round and lie inside", straight([0, 25_000]), 6, [0, 5000, 1e4, 15_000, 2e4, 25_000]],
    ["lie inside small ends, too", straight([0.13, 0.41]), 5, [0.2, 0.3, 0.4]],
    ["are powers of ten where there are many", log([1e-3, 1e3]), 8, [
      ...[1e-3, 0.01, 0.1, 1, 10, 100, 1000],
    ]],
    ["are 1, 2 and 5 times powers of ten where there is room", log([2, 150]), 5, [
      ...[2, 5, 10, 20, 50, 100],
    ]],
    ["leave no end of a logarithmic axis without one", log([6.66, 143]), 8, [
      ...[7, 10, 20, 30, 50, 70, 100],
    ]],
    ["are all whole multiples where there is room", log([2.5, 9]), 8, [3, 4, 5, 6, 7, 8, 9]],
    ["fall back to even steps inside one decade", log([3.2, 9]), 5, [4, 6, 8]],
    ["fall back to even steps inside a small part of one", log([2.2, 2.8]), 3, [
      2.2,
      2.4,
      2.6,
      2.8,
    ]],
    ["are powers of ten however few there are of many decades", log([2e-300, 1e300]), 2, [
      0.1,
      1e300,
    ]],
    ["are not one alone: it would say nothing about the scale", straight([-40, 40]), 3, [
      ...[-40, -20, 0, 20, 40],
    ]],
    ["hold the only value when there is one", straight([7, 7]), 5, [7]],
    ["are none without a value", straight([NaN, Infinity]), 5, []],
    // From 2⁵³ on not every whole number is one of f64: 1e16 + 1 is 1e16 again.
    ["end where a step further is the same number", straight([1e16, 1e16 + 2]), 7, [1e16]],
    ["end so below 0, too", straight([-1e16 - 2, -1e16]), 7, [-1e16]],
    ["end so where numbers are huge", straight([1e300, 1e300 * (1 + 2 ** -52)]), 5, [1e300]],
  ] as const
) {
  Deno.test(`scaleOf().ticks() ${what}`, () => assertEquals(scale.ticks(count), [...ticks]));
}

Deno.test("scaleOf().ticks() are rising, inside, and not many more than asked for", () => {
  const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(finite, finite, fc.integer({ min: 2, max: 12 }), (a, b, count) => {
      fc.pre(Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));
      const ticks = straight([a, b]).ticks(count);
      // Multiples are rounded to 12 digits, so an end may be missed by that much.
      const slack = 1e-11 * Math.max(Math.abs(a), Math.abs(b));
      assert(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]));
      assert(
        ticks.every((tick) => tick >= Math.min(a, b) - slack && tick <= Math.max(a, b) + slack),
      );
      assert(ticks.length <= Math.max(5, count + 1));
    }),
    { seed: 1, numRuns: 500 },
  );
});
