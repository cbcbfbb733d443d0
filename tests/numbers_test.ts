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

const WRITTEN: readonly (readonly [(value: number) => string, readonly [number, string][]])[] = [
  [shortestF32, [
    [Math.fround(0.1), "0.1"],
    [Math.fround(1 / 3), "0.33333334"],
    [9, "9"],
    [16777216, "16777216"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
  ]],
  [readable, [
    [0, "0"],
    [0.5, "0.500"],
    [3.14159, "3.14"],
    [99.96, "100"],
    [1234.5, "1,235"],
    [25000, "25,000"],
    [123456789, "1.23e8"],
    [0.00012345, "1.23e-4"],
    [-3.14159, "-3.14"],
    [Infinity, "∞"],
  ]],
];
for (const [written, cases] of WRITTEN) {
  for (const [value, text] of cases) {
    Deno.test(`${written.name}() of ${value} is ${text}`, () => assertEquals(written(value), text));
  }
}

Deno.test("valueText() loses nothing", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assertEquals(Number(valueText(value)), value);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

for (
  const [what, values, expected] of [
    ["one is that one", [5], 5],
    ["an odd number is the one in the middle", [10, 9, 2], 9],
    ["an even number is the mean of the two in the middle", [4, 1, 3, 2], 2.5],
    ["NaN and others counts it as worse than anything", [NaN, 1, 2], 2],
    ["mostly NaN is infinite", [NaN, NaN, 2], Infinity],
  ] as const
) {
  Deno.test(`median() of ${what}`, () => {
    const given = [...values];
    assertEquals(median(given), expected);
    assertEquals(given, [...values]); // it is not sorted in place
  });
}

Deno.test("valueText() shows an object whose name is no text", () => {
  assertEquals(valueText({ name: { toString: 1 }, scale: 2 }), "toString=1(scale=2)");
});
