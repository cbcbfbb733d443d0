/** The values a sweep runs through. */
import { z } from "zod";
import { exp, log, power10 } from "../exact/math.ts";
import type { SweptValue } from "../types.ts";

/** A value that a field can be given by a sweep. */
export const scalar: z.ZodType<string | number | boolean> = z.union(
  [z.number(), z.string(), z.boolean()],
  { error: "must be a number, a text in quotes, true or false" },
);
/** A value of a list: an object stands for a whole field, such as a method with its options. */
export const item: z.ZodType<SweptValue> = z.union([scalar, z.record(z.string(), z.unknown())]);
const count = z.int().min(1).max(10_000);

const ends = z.tuple([z.number(), z.number(), count]);
/** Exponents between these are meant as such; above 0 and outside, values were more likely meant. */
const EXPONENTS = { least: 0.2, most: 38 };
const exponents = ends.refine(([first, last]) => {
  const [low, high] = first < last ? [first, last] : [last, first];
  return low <= 0 || (low >= EXPONENTS.least && high <= EXPONENTS.most);
}, "must have exponents of ten; for a range between these values write geomspace");
const positiveEnds = z.tuple([z.number().positive(), z.number().positive(), count]);

/** Ranges of numbers by their ends and their count, as NumPy names them. */
const ranges = [
  z.strictObject({ linspace: ends.describe("First, last, count: even steps") }),
  z.strictObject({
    logspace: exponents.describe("First and last exponent of ten, count: even factors"),
  }),
  z.strictObject({ geomspace: positiveEnds.describe("First, last, count: even factors") }),
] as const;
/** Their names. */
export const RANGES: readonly string[] = ranges.flatMap(({ shape }) => Object.keys(shape));

/** A list of numbers above 0, or a range of them. */
export const positives = z.union([z.array(z.number().positive()).min(1), ...ranges], {
  error: 'must be a list of numbers above 0, or a range such as { "logspace": [-12, -1, 12] }',
})
  .transform((axis) => axisValues(axis) as number[])
  .refine((values) => values.every((value) => value > 0), "must have values above 0 only")
  .refine((values) => new Set(values).size === values.length, "must not name a value twice");

/** A list of values, or a range of numbers. */
export const axisSchema = z.union([z.array(item).min(1), ...ranges], {
  error: 'must be a list of one or more values, or { "linspace": [first, last, count] }, ' +
    '{ "logspace": [first exponent, last exponent, count] } or ' +
    '{ "geomspace": [first above 0, last above 0, count] }',
});

/** What an axis is in a file. */
export type Axis = z.infer<typeof axisSchema>;

/**
 * The values of an axis. Numbers inside a range are rounded, so that 0.3 does not come out as
 * 0.30000000000000004: even steps to 15 digits, even factors to 12.
 */
export function axisValues(axis: Axis): SweptValue[] {
  if (Array.isArray(axis)) return axis;
  if ("linspace" in axis) return evenSteps(...axis.linspace);
  if ("logspace" in axis) return evenSteps(...axis.logspace).map((x) => rounded(power10(x), 12));
  const [first, last, count] = axis.geomspace;
  return evenSteps(log(first), log(last), count)
    .map((x, i) => i === 0 ? first : i === count - 1 ? last : rounded(exp(x), 12));
}

/** Even steps with exact ends, and an exact 0. */
export function evenSteps(first: number, last: number, count: number): number[] {
  const rounding = ROUNDING * Math.max(Math.abs(first), Math.abs(last));
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return first;
    if (i === count - 1) return last;
    // Not first + i·step: of −2 and 2.05 that would leave a 0.0499999999999998.
    const x = (first * (count - 1 - i) + last * i) / (count - 1);
    return Math.abs(x) < rounding ? 0 : rounded(x, 15);
  });
}

/** Of −0.2 and 1.2, the sum above leaves less than this share of 1.2 where it should be 0. */
const ROUNDING = 1e-15;

function rounded(x: number, digits: number): number {
  return Number(x.toPrecision(digits));
}
