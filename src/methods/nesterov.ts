import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Nesterov's momentum, "A method for solving the convex programming problem with convergence rate
 * O(1∕k²)" (1983), in PyTorch's form: the gradient is taken where the weights are, and the step goes on by
 * what the velocity will add (Sutskever, Martens, Dahl and Hinton, 2013).
 */
export const nesterov = defineRule({
  name: "nesterov",
  summary: "v ← μ·v + g, W ← W − η·(g + μ·v)",
  options: z.strictObject({
    momentum: z.number().min(0).lt(1).default(0.9).describe("μ: how much of the velocity is kept"),
  }),
  example: { stepSize: 0.02 },
  make: ({ momentum }) => ({
    scalars: { momentum },
    state: { v: "momentum*v + g" },
    direction: "g + momentum*v",
  }),
});
