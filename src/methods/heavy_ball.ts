import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Momentum with the best μ for a bowl of known condition number κ, whose curvatures are between ℓ and
 * κ·ℓ: with η = 4 ∕ (ℓ·(√κ + 1)²) the distance shrinks by (√κ − 1) ∕ (√κ + 1) a step. Polyak, "Some
 * methods of speeding up the convergence of iteration methods" (1964), with η as in `momentum`: the
 * same steps where η is always the same.
 */
export const heavyBall = defineRule({
  name: "heavyBall",
  summary: "v ← μ·v + g, W ← W − η·v, with μ = ((√κ − 1) ∕ (√κ + 1))²",
  options: z.strictObject({
    condition: z.number().min(1).describe("Condition number κ of the problem"),
  }),
  example: { stepSize: 0.02, condition: 10 },
  make({ condition }) {
    const rate = (Math.sqrt(condition) - 1) / (Math.sqrt(condition) + 1);
    return { scalars: { mu: rate * rate }, state: { v: "mu*v + g" }, direction: "v" };
  },
});
