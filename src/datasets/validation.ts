import { z } from "zod";
import { ensure } from "../errors.ts";
import type { Choice, Split } from "../types.ts";

/** The option `validation` that every dataset has: how much is split off the training part. */
export const validation: z.ZodOptional<z.ZodNumber> = z.number().min(0)
  .refine(
    (value) => value < 1 || Number.isInteger(value),
    "must be a whole number of examples, or a share of the training part below 1",
  )
  .optional()
  .describe(
    "Examples that are not learnt from but chosen by: the last ones of the training part, as a " +
      "number or, below 1, as a share; none when left out",
  );

/** How many of the training examples that a file gives are learnt from, as far as it says it. */
export function examplesToLearnFrom({ train, validation }: Choice): number | null {
  if (typeof train !== "number") return null;
  return train - validationExamples(train, typeof validation === "number" ? validation : 0);
}

/** The examples that are learnt from, and the last ones, which are not. */
export function splitOff(all: Split, features: number, share = 0): [train: Split, held: Split] {
  const count = all.examples - validationExamples(all.examples, share);
  const part = (from: number, to: number): Split => ({
    examples: to - from,
    features: all.features.subarray(from * features, to * features),
    labels: all.labels.subarray(from, to),
  });
  return [part(0, count), part(count, all.examples)];
}

/** @throws {InputError} When it leaves nothing to learn from, or is a share that gives no example */
function validationExamples(examples: number, share: number): number {
  const count = share < 1 ? Math.round(share * examples) : share;
  ensure(
    share === 0 || (count >= 1 && count < examples),
    `dataset.validation: must be 1 to ${examples - 1} of the ${examples} training examples, so ` +
      `that some are left to learn from: current value is ${share}`,
  );
  return count;
}
