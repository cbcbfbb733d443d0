import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { scaleOf } from "../../src/figures/_scale.ts";

Deno.test("scaleOf() maps the ends to 0 and 1", () => {
  const scale = scaleOf([2, 10, 4], false);
  assertEquals([scale.at(2), scale.at(6), scale.at(10)], [0, 0.5, 1]);
});

Deno.test("scaleOf() maps powers of ten evenly on a logarithmic axis", () => {
  const scale = scaleOf([1, 10_000], true);
  assertEquals([1, 10, 100, 1000, 10_000].map(scale.at), [0, 0.25, 0.5, 0.75, 1]);
});

Deno.test("scaleOf() gives no place to what a logarithmic axis cannot show", () => {
  const scale = scaleOf([0, -1, 1, 10], true);
  assertEquals([scale.at(0), scale.at(-1)], [NaN, NaN]);
});

Deno.test("scaleOf().ticks() are round and lie inside", () => {
  assertEquals(scaleOf([0, 25_000], false).ticks(6), [0, 5000, 10_000, 15_000, 20_000, 25_000]);
  assertEquals(scaleOf([0.13, 0.41], false).ticks(5), [0.2, 0.3, 0.4]);
});

Deno.test("scaleOf().ticks() are powers of ten where there are many", () => {
  assertEquals(scaleOf([1e-3, 1e3], true).ticks(8), [1e-3, 0.01, 0.1, 1, 10, 100, 1000]);
});

Deno.test("scaleOf().ticks() fall back to even steps inside one decade", () => {
  assertEquals(scaleOf([3.2, 9], true).ticks(5), [4, 6, 8]);
});

Deno.test("scaleOf().ticks() hold the only value when there is one", () => {
  assertEquals(scaleOf([7, 7], false).ticks(5), [7]);
});

Deno.test("scaleOf().ticks() end where a step further is the same number", () => {
  // From 2⁵³ on not every whole number is one of f64: 1e16 + 1 is 1e16 again.
  assertEquals(scaleOf([1e16, 1e16 + 2], false).ticks(7), [1e16]);
  assertEquals(scaleOf([-1e16 - 2, -1e16], false).ticks(7), [-1e16]);
  assertEquals(scaleOf([1e300, 1e300 * (1 + 2 ** -52)], false).ticks(5), [1e300]);
});

Deno.test("scaleOf().ticks() are rising, inside, and not many more than asked for", () => {
  const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(finite, finite, fc.integer({ min: 2, max: 12 }), (a, b, count) => {
      fc.pre(Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));
      const ticks = scaleOf([a, b], false).ticks(count);
      // Multiples are rounded to 12 digits, so an end may be missed by that much.
      const slack = 1e-11 * Math.max(Math.abs(a), Math.abs(b));
      assert(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]));
      assert(
        ticks.every((tick) => tick >= Math.min(a, b) - slack && tick <= Math.max(a, b) + slack),
      );
      assert(ticks.length <= count + 1);
    }),
    { seed: 1, numRuns: 500 },
  );
});
