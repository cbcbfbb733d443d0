/**
 * The values a sweep runs through.
 *
 * @module
 */
import { z } from "zod";
import { exp, log, power10 } from "../exact_math.ts";
import type { Scalar } from "../types.ts";

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const count = z.int().min(1).max(10_000);

/** A list of values, or a range of numbers with its ends and their count, as NumPy names them. */
export const axisSchema = z.union([
  z.array(scalar).min(1),
  z.strictObject({
    linspace: z.tuple([z.number(), z.number(), count]).describe("First, last, count: even steps"),
  }),
  z.strictObject({
    logspace: z.tuple([z.number(), z.number(), count])
      .describe("First and last exponent of ten, count: even factors"),
  }),
  z.strictObject({
    geomspace: z.tuple([z.number().positive(), z.number().positive(), count])
      .describe("First, last, count: even factors"),
  }),
], {
  error: 'must be a list of one or more values, or { "linspace": [first, last, count] }, ' +
    '{ "logspace": [first exponent, last exponent, count] } or ' +
    '{ "geomspace": [first above 0, last above 0, count] }',
});

/** What an axis is in a file. */
export type Axis = z.infer<typeof axisSchema>;

/**
 * The values of an axis. Numbers of a range are rounded to 12 digits, so that 0.1 comes out as 0.1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(axisValues({ logspace: [-9, -6, 4] }), [1e-9, 1e-8, 1e-7, 1e-6]);
 * assertEquals(axisValues({ geomspace: [1, 256, 3] }), [1, 16, 256]);
 * ```
 */
export function axisValues(axis: Axis): Scalar[] {
  if (Array.isArray(axis)) return axis;
  if ("linspace" in axis) return between(axis.linspace, (x) => x);
  if ("logspace" in axis) return between(axis.logspace, power10);
  const [first, last, count] = axis.geomspace;
  const middle = between([log(first), log(last), count], exp);
  return middle.map((value, i) => i === 0 ? first : i === count - 1 ? last : value);
}

function between(
  [first, last, count]: readonly [number, number, number],
  map: (x: number) => number,
): number[] {
  return Array.from({ length: count }, (_, i) => {
    const x = count === 1 ? first : first + ((last - first) * i) / (count - 1);
    return Number(map(Number(x.toPrecision(15))).toPrecision(12));
  });
}
