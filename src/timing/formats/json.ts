import { z } from "zod";
import { InputError } from "../../errors.ts";
import { readJson } from "../samples/json.ts";
import { comparisonSchema, type TimingComparison } from "../statistics/comparison.ts";

/** Version of the format: a reader refuses others. */
const FORMAT = 1;

const schema = z.object({
  format: z.literal(FORMAT, {
    error: ({ input }) => `must be ${FORMAT}: current value is ${input}`,
  }),
}).extend(comparisonSchema.shape);

/** `"format": 1` and the fields of the comparison; NaN becomes null. */
export function comparisonJson(timings: TimingComparison): string {
  return `${JSON.stringify({ format: FORMAT, ...timings }, null, 2)}\n`;
}

export function readComparison(text: string, source: string): TimingComparison {
  const { format: _, ...comparison } = readJson(
    text,
    schema,
    (reason) => new InputError(`Cannot read "${source}" as a comparison of timings: ${reason}`),
  );
  return comparison;
}
