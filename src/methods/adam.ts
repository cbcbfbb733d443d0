import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Adam, with the bias of both means corrected: Kingma and Ba, "Adam: a method for stochastic
 * optimization" (2015). With `amsgrad` the largest v so far is used, not corrected before that: Reddi, Kale
 * and Kumar, "On the convergence of Adam and beyond" (2018), as PyTorch has it.
 */
export const adam = defineRule({
  name: "adam",
  summary: "m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², W ← W − η·m̂∕(√v̂ + ε)",
  options: z.strictObject({
    beta1: z.number().min(0).lt(1).default(0.9).describe("β₁: how much of m is kept"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("β₂: how much of v is kept"),
    epsilon: z.number().positive().default(1e-8).describe("ε, outside the root"),
    amsgrad: z.boolean().default(false).describe("Whether the largest v so far is used"),
  }),
  example: { stepSize: 0.01 },
  make({ beta1, beta2, epsilon, amsgrad }) {
    const scalars = { beta1, beta2, epsilon, power1: 1, power2: 1 };
    return {
      scalars,
      next() {
        scalars.power1 *= beta1;
        scalars.power2 *= beta2;
      },
      state: {
        m: "beta1*m + (1 - beta1)*g",
        v: "beta2*v + (1 - beta2)*g*g",
        ...amsgrad && { most: "max(most, v)" },
      },
      direction: `1/(1 - power1)*m / (1/sqrt(1 - power2)*sqrt(${
        amsgrad ? "most" : "v"
      }) + epsilon)`,
    };
  },
});
