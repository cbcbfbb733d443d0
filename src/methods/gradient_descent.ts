import { z } from "zod";
import { defineRule } from "./method.ts";

/** Gradient descent: full batch, mini-batch or SGD, as the batch size says. */
export const gradientDescent = defineRule({
  name: "gradientDescent",
  summary: "W ← W − η·∇L(W): full batch, mini-batch or SGD, as the batch size says",
  options: z.strictObject({}),
  example: { stepSize: 0.1 },
  make: () => null, // the direction is the gradient itself
});
