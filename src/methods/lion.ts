import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Lion: Chen et al., "Symbolic discovery of optimization algorithms" (2023), with its defaults. The
 * decay is decoupled: it is no part of the gradient.
 */
export const lion = defineRule({
  name: "lion",
  summary: "W ← W − η·(sign(β₁·m + (1 − β₁)·g) + λ·W), then m ← β₂·m + (1 − β₂)·g",
  options: z.strictObject({
    beta1: z.number().min(0).lt(1).default(0.9).describe("β₁: the share of m in a step"),
    beta2: z.number().min(0).lt(1).default(0.99).describe("β₂: how much of m is kept"),
    weightDecay: z.number().min(0).default(0).describe("λ: weights shrink by η·λ of themselves"),
  }),
  example: { stepSize: 0.01 },
  make: ({ beta1, beta2, weightDecay }) => ({
    scalars: { beta1, beta2, weightDecay },
    state: {
      c: "beta1*m + (1 - beta1)*g", // with m of the step before
      m: "beta2*m + (1 - beta2)*g",
    },
    direction: weightDecay > 0 ? "sign(c) + weightDecay*w" : "sign(c)",
  }),
});
