import { z } from "zod";
import { InputError } from "../../errors.ts";
import { readJson } from "../samples/json.ts";
import { comparisonSchema, type TimingComparison } from "../statistics/comparison.ts";

/** A reader refuses other versions of the format. */
const format = z.literal(1, { error: ({ input }) => `must be 1: current value is ${input}` });

/** `"format": 1` and the fields of the comparison; NaN becomes null. */
export function comparisonJson(timings: TimingComparison): string {
  return `${JSON.stringify({ format: 1, ...timings }, null, 2)}\n`;
}

export function readComparison(text: string, source: string): TimingComparison {
  const fail = (reason: string) =>
    new InputError(`Cannot read "${source}" as a comparison of timings: ${reason}`);
  const schema = z.object({ format }).extend(comparisonSchema.shape);
  const { format: _, ...comparison } = readJson(text, schema, fail);
  return comparison;
}
