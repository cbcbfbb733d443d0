import { z } from "zod";

/** A count of 1 or more. */
export const whole: z.ZodInt = z.int().min(1);

/** How many examples: a number of them, or all. */
export const batchSizeSchema: z.ZodType<number | "full", number | "full"> = z.union([
  whole,
  z.literal("full"),
], {
  error: 'must be a whole number, 1 or more, or "full"',
});
