import { z } from "zod";
import { leaf } from "../registry.ts";
import type { Step } from "../types.ts";

/** Gradient descent: full batch, mini-batch or SGD, as the batch size says. */
export const gradientDescent = leaf({
  name: "gradientDescent",
  summary: "W ← W − η·∇L(W): full batch, mini-batch or SGD, as the batch size says",
  options: z.strictObject({
    stepSize: z.number().positive().describe("Step size η"),
  }),
  example: { stepSize: 0.1 },
  make: ({ stepSize }): Step => (weights, objective) => {
    objective.descend(weights, stepSize); // W ← W − η·∇L
  },
});
