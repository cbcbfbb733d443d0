import { z } from "zod";
import { adamOptions } from "./_adam.ts";
import { defineRule } from "./method.ts";

/**
 * Adam with the largest gradient in place of the root of a mean: Kingma and Ba, "Adam: a method for
 * stochastic optimization" (2015), 7.1, which has no ε; it is where PyTorch has it.
 */
export const adamax = defineRule({
  name: "adamax",
  summary: "m ← β₁·m + (1 − β₁)·g, u ← max(β₂·u, |g| + ε), W ← W − η·m̂∕u",
  options: z.strictObject({
    ...adamOptions,
    beta2: z.number().min(0).lt(1).default(0.999).describe("β₂: how much of u is kept"),
    epsilon: z.number().positive().default(1e-8).describe("ε, added to |g|"),
  }),
  example: { stepSize: 0.01 },
  make({ beta1, beta2, epsilon }) {
    const scalars = { beta1, beta2, epsilon, power1: 1 };
    return {
      scalars,
      next() {
        scalars.power1 *= beta1;
      },
      state: { m: "beta1*m + (1 - beta1)*g", u: "max(beta2*u, abs(g) + epsilon)" },
      direction: "1/(1 - power1)*m / u",
    };
  },
});
