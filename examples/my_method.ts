import { defineRule } from "@descent-bench/descent-bench";
import { z } from "zod";

/** AdaBelief: Zhuang and others, "AdaBelief optimizer" (2020). */
export default defineRule({
  name: "adaBelief",
  summary:
    "Adam whose steps are long where gradients are as expected: s ← β₂·s + (1 − β₂)·(g − m)²",
  options: z.strictObject({
    beta1: z.number().min(0).lt(1).default(0.9).describe("β₁: how much of m is kept"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("β₂: how much of s is kept"),
    epsilon: z.number().positive().default(1e-8).describe("ε, which keeps zero from dividing"),
  }),
  example: { stepSize: 0.05 },
  make({ beta1, beta2, epsilon }) {
    const scalars = { beta1, beta2, epsilon, power1: 1, power2: 1 };
    return {
      scalars,
      next() { // before each step
        scalars.power1 *= beta1;
        scalars.power2 *= beta2;
      },
      state: {
        m: "beta1*m + (1 - beta1)*g",
        s: "beta2*s + (1 - beta2)*(g - m)*(g - m) + epsilon",
      },
      direction: "m / (1 - power1) / (sqrt(s / (1 - power2)) + epsilon)",
    };
  },
});
