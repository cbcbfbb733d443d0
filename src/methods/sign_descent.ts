import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * A step of the same length for every weight, whatever the gradient's size: Bernstein, Wang,
 * Azizzadenesheli and Anandkumar, "signSGD: compressed optimisation for non-convex problems" (2018).
 */
export const signDescent = defineRule({
  name: "signDescent",
  summary: "W ← W − η·sign(g), with sign(0) = 0",
  options: z.strictObject({}),
  example: { stepSize: 0.01 },
  make: () => ({ direction: "sign(g)" }),
});
