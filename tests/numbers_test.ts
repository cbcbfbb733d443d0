import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { median, readable, shortestF32, valueText } from "../src/numbers.ts";

Deno.test("shortestF32() reads back as the same f32", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      assertEquals(Math.fround(Number(shortestF32(value))), value === 0 ? 0 : value);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

Deno.test("shortestF32() has no digit that could be left out", () => {
  fc.assert(
    fc.property(fc.float({ min: Math.fround(0.001), max: 1e6, noNaN: true }), (value) => {
      const digits = shortestF32(value).replace(/[.-]|e.*/g, "").replace(/^0+|0+$/g, "").length;
      const shorter = digits > 1 ? Number(value.toPrecision(digits - 1)) : NaN;
      assert(digits <= 6 || Math.fround(shorter) !== value);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const F32: [number, string][] = [
  [0.1, "0.1"],
  [1 / 3, "0.33333334"],
  [9, "9"],
  [16777216, "16777216"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
];
for (const [value, text] of F32) {
  Deno.test(`shortestF32() of ${value} is ${text}`, () => {
    assertEquals(shortestF32(Math.fround(value)), text);
  });
}

const READABLE: [number, string][] = [
  [0, "0"],
  [0.5, "0.500"],
  [3.14159, "3.14"],
  [99.96, "100"],
  [1234.5, "1,235"],
  [25000, "25,000"],
  [123456789, "1.23e8"],
  [0.00012345, "1.23e-4"],
  [-3.14159, "-3.14"],
  [Infinity, "Infinity"],
];
for (const [value, text] of READABLE) {
  Deno.test(`readable() of ${value} is ${text}`, () => assertEquals(readable(value), text));
}

Deno.test("valueText() loses nothing", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assertEquals(Number(valueText(value)), value);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

Deno.test("median() is the middle one, or the mean of the two in the middle", () => {
  assertEquals(median([5]), 5);
  assertEquals(median([10, 9, 2]), 9);
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

Deno.test("median() counts NaN as worse than anything", () => {
  assertEquals(median([NaN, 1, 2]), 2);
  assertEquals(median([NaN, NaN, 2]), Infinity);
});

Deno.test("median() leaves its input alone", () => {
  const values = [3, 1, 2];
  median(values);
  assertEquals(values, [3, 1, 2]);
});
