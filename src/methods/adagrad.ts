import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * AdaGrad: each weight's steps get shorter as its squared gradients add up. Duchi, Hazan and Singer,
 * "Adaptive subgradient methods for online learning and stochastic optimization" (2011), which has δ for
 * ε; the default is PyTorch's.
 */
export const adagrad = defineRule({
  name: "adagrad",
  summary: "s ← s + g², W ← W − η·g∕(√s + ε)",
  options: z.strictObject({
    epsilon: z.number().positive().default(1e-10).describe("ε, outside the root"),
  }),
  example: { stepSize: 0.1 },
  make: ({ epsilon }) => ({
    scalars: { epsilon },
    state: { s: "s + g*g" },
    direction: "g / (sqrt(s) + epsilon)",
  }),
});
