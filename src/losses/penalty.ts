import { z } from "zod";

/** The penalty of a loss on the weights: λ₂·Σw² + λ₁·Σ|w|. */
export interface Penalty {
  /** λ₂; with λ₁ as well it is the elastic net. */
  readonly l2: number;
  /** λ₁. */
  readonly l1: number;
  /** Whether the sums are over the bias as well. */
  readonly penalizeBias: boolean;
}

/** Options that every loss has, for the penalty. */
export const penaltyOptions = {
  l2: z.number().nonnegative().default(0)
    .describe("Strength λ of the penalty λ·ΣW² (not λ∕2: PyTorch's weight_decay is 2λ)"),
  l1: z.number().nonnegative().default(0)
    .describe("Strength λ of the penalty λ·Σ|W|, whose subgradient at 0 is 0"),
  penalizeBias: z.boolean().default(true)
    .describe("Whether penalties are over the bias too, as in the CS231n notes"),
};
