import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Adadelta: Zeiler, "Adadelta: an adaptive learning rate method" (2012), with its ρ and ε (PyTorch: ρ =
 * 0.9). Steps have the unit of weights, so that η = 1 is the paper's method.
 */
export const adadelta = defineRule({
  name: "adadelta",
  summary: "s ← ρ·s + (1 − ρ)·g², d = √(u + ε)∕√(s + ε)·g, u ← ρ·u + (1 − ρ)·d², W ← W − η·d",
  options: z.strictObject({
    rho: z.number().min(0).lt(1).default(0.95).describe("ρ: how much of both means is kept"),
    epsilon: z.number().positive().default(1e-6).describe("ε, inside both roots"),
  }),
  example: { stepSize: 1 },
  make: ({ rho, epsilon }) => ({
    scalars: { rho, epsilon },
    state: {
      s: "rho*s + (1 - rho)*g*g",
      d: "sqrt(u + epsilon) / sqrt(s + epsilon) * g", // with u of the step before
      u: "rho*u + (1 - rho)*d*d",
    },
    direction: "d",
  }),
});
