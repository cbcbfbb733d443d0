import { z } from "zod";
import { adamRule, amsgradOptions } from "./_adam.ts";
import { defineRule } from "./method.ts";

/**
 * Adam with decoupled decay, which is no part of the gradient: Loshchilov and Hutter, "Decoupled weight
 * decay regularization" (2019). As in PyTorch η multiplies λ, whose default is PyTorch's.
 */
export const adamw = defineRule({
  name: "adamw",
  summary: "Adam with decoupled decay: W ← W − η·(m̂∕(√v̂ + ε) + λ·W)",
  options: z.strictObject({
    ...amsgradOptions,
    weightDecay: z.number().min(0).default(0.01).describe("λ: weights shrink by η·λ of themselves"),
  }),
  example: { stepSize: 0.01 },
  make: adamRule,
});
