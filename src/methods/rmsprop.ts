import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * RMSProp: Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning" (2012), with its
 * ρ = 0.9 (PyTorch: 0.99). `centered` takes the mean gradient off: Graves, "Generating sequences with
 * recurrent neural networks" (2013). Forms and ε are PyTorch's, but that a variance is never below 0.
 */
export const rmsprop = defineRule({
  name: "rmsprop",
  summary: "s ← ρ·s + (1 − ρ)·g², W ← W − η·g∕(√s + ε)",
  options: z.strictObject({
    rho: z.number().min(0).lt(1).default(0.9).describe("ρ: how much of the mean of g² is kept"),
    epsilon: z.number().positive().default(1e-8).describe("ε, outside the root"),
    centered: z.boolean().default(false)
      .describe("Whether the variance is used: s minus the square of the mean gradient"),
    momentum: z.number().min(0).lt(1).default(0)
      .describe("μ: steps along v ← μ·v + g∕(√s + ε) where it is not 0"),
  }),
  example: { stepSize: 0.01 },
  make({ rho, epsilon, centered, momentum }) {
    const way = `g / (sqrt(${centered ? "max(s - a*a, 0)" : "s"}) + epsilon)`;
    return {
      scalars: { rho, epsilon, momentum },
      state: {
        s: "rho*s + (1 - rho)*g*g",
        ...centered && { a: "rho*a + (1 - rho)*g" },
        ...momentum > 0 && { v: `momentum*v + ${way}` },
      },
      direction: momentum > 0 ? "v" : way,
    };
  },
});
