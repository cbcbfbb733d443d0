import { z } from "zod";
import { exp, log } from "../exact/math.ts";
import { adamOptions } from "./_adam.ts";
import { defineRule } from "./method.ts";

/**
 * Adam with Nesterov's momentum: Dozat, "Incorporating Nesterov momentum into Adam" (2016), in PyTorch's
 * form: the momentum grows, μₜ = β₁·(1 − ½·0.96^(t·ψ)), and Πμ = μ₁·μ₂ ⋯ μₜ takes the place of β₁ᵗ.
 */
export const nadam = defineRule({
  name: "nadam",
  summary: "m, v as adam, W ← W − η·(μₜ₊₁·m∕(1 − Πμ·μₜ₊₁) + (1 − μₜ)·g∕(1 − Πμ))∕(√v̂ + ε)",
  options: z.strictObject({
    ...adamOptions,
    momentumDecay: z.number().min(0).default(0.004)
      .describe("ψ: how fast the momentum grows from a half of β₁ to β₁"),
  }),
  example: { stepSize: 0.01 },
  make({ beta1, beta2, epsilon, momentumDecay }) {
    const scalars = { beta1, beta2, epsilon, power2: 1, mu: 0, nextMu: 0, product: 1 };
    const factor = exp(momentumDecay * log(0.96));
    let power = factor; // 0.96^(t·ψ)
    return {
      scalars,
      next() {
        scalars.power2 *= beta2;
        scalars.mu = beta1 * (1 - 0.5 * power);
        power *= factor;
        scalars.nextMu = beta1 * (1 - 0.5 * power);
        scalars.product *= scalars.mu;
      },
      state: { m: "beta1*m + (1 - beta1)*g", v: "beta2*v + (1 - beta2)*g*g" },
      direction: "(nextMu/(1 - product*nextMu)*m + (1 - mu)/(1 - product)*g) / " +
        "(1/sqrt(1 - power2)*sqrt(v) + epsilon)",
    };
  },
});
