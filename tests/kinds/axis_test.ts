import { assertEquals, assertThrows } from "@std/assert";
import { all, create } from "mathjs";
import { type Axis, axisSchema, axisValues } from "../../src/kinds/axis.ts";

const math = create(all, { number: "BigNumber", precision: 40 });

/** An exact expression, rounded to the 12 digits that an axis promises. */
const exactly = (expression: string, digits = 12) =>
  Number(math.format(math.evaluate(expression), digits));

const byHand: [what: string, axis: Axis, values: unknown[]][] = [
  ["keeps a list as it is", [1, 256, "full", true], [1, 256, "full", true]],
  ["spaces linearly", { linspace: [1, 9, 5] }, [1, 3, 5, 7, 9]],
  ["goes down as well as up", { linspace: [3, 1, 3] }, [3, 2, 1]],
  ["goes through zero", { linspace: [-1, 1, 5] }, [-1, -0.5, 0, 0.5, 1]],
  [
    "goes through zero from ends that are no sums of halves",
    { linspace: [-0.2, 1.2, 8] },
    [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1, 1.2],
  ],
  ["keeps small steps", { linspace: [0, 4e-30, 5] }, [0, 1e-30, 2e-30, 3e-30, 4e-30]],
  [
    "writes tenths as tenths",
    { linspace: [0, 1, 11] },
    [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  ],
  ["takes exponents for logspace", { logspace: [-9, -6, 4] }, [1e-9, 1e-8, 1e-7, 1e-6]],
  ["takes falling exponents", { logspace: [2, -2, 5] }, [100, 10, 1, 0.1, 0.01]],
  ["takes ends for geomspace", { geomspace: [1e-9, 1e-6, 4] }, [1e-9, 1e-8, 1e-7, 1e-6]],
  ["hits powers of two", { geomspace: [1, 256, 9] }, [1, 2, 4, 8, 16, 32, 64, 128, 256]],
  ["takes falling ends", { geomspace: [1000, 1, 4] }, [1000, 100, 10, 1]],
  ["gives the first of one linear value", { linspace: [3, 7, 1] }, [3]],
  ["gives the first of one logarithmic value", { logspace: [-3, 7, 1] }, [0.001]],
  ["gives the first of one geometric value", { geomspace: [3, 7, 1] }, [3]],
  ["repeats a value for equal ends", { geomspace: [5, 5, 3] }, [5, 5, 5]],
];

for (const [what, axis, values] of byHand) {
  Deno.test(`axisValues() ${what}`, () => assertEquals(axisValues(axis), values));
}

Deno.test("axisValues() agrees with 40-digit arithmetic on thirds", () => {
  const expected = [0, 1, 2, 3].map((i) => exactly(`0.1 + 0.7 * ${i} / 3`, 15));
  assertEquals(axisValues({ linspace: [0.1, 0.8, 4] }), expected);
});

Deno.test("axisValues() agrees with 40-digit arithmetic on broken exponents", () => {
  const expected = [0, 1, 2, 3, 4, 5, 6].map((i) => exactly(`10 ^ (-8 + ${i} / 2)`));
  assertEquals(axisValues({ logspace: [-8, -5, 7] }), expected);
});

Deno.test("axisValues() agrees with 40-digit arithmetic on geometric steps", () => {
  const expected = [0, 1, 2, 3, 4].map((i) => exactly(`0.003 * (7 / 0.003) ^ (${i} / 4)`));
  assertEquals(axisValues({ geomspace: [0.003, 7, 5] }), expected);
});

Deno.test("axisValues() keeps the ends of geomspace to the last digit", () => {
  const [first, last] = [0.12345678901234567, 9.876543210987654];
  const values = axisValues({ geomspace: [first, last, 4] });
  assertEquals([values[0], values[3]], [first, last]);
});

const refused: [what: string, axis: unknown][] = [
  ["an empty list", []],
  ["a list in a list", [[1]]],
  ["null in a list", [1, null]],
  ["no count", { linspace: [1, 2] }],
  ["a count of zero", { linspace: [1, 2, 0] }],
  ["half a value", { logspace: [1, 2, 1.5] }],
  ["a count beyond ten thousand", { linspace: [1, 2, 10_001] }],
  ["geomspace from zero", { geomspace: [0, 2, 3] }],
  ["geomspace to below zero", { geomspace: [1, -2, 3] }],
  ["two ranges at once", { linspace: [1, 2, 3], logspace: [1, 2, 3] }],
  ["an unknown range", { range: [1, 2, 3] }],
];

for (const [what, axis] of refused) {
  Deno.test(`axisSchema refuses ${what}`, () => {
    assertThrows(() => axisSchema.parse(axis));
  });
}
