import { z } from "zod";

/** The option `l2` that every loss has. */
export const l2 = z.number().nonnegative().default(0)
  .describe("Strength λ of the penalty λ·ΣW², over all weights with the bias");
