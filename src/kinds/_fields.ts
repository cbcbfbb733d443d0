import { z } from "zod";

/** A count of 1 or more. */
export const whole: z.ZodInt = z.int().min(1);

/** A count of 1 or more, or a word that stands for all. */
export function wholeOr<Word extends string>(word: Word): z.ZodType<number | Word, number | Word> {
  return z.union([whole, z.literal(word)], {
    error: `must be a whole number, 1 or more, or "${word}"`,
  });
}

/** Rows of a figure. */
export const height = z.int().min(4).max(100).default(16).describe("Rows");
