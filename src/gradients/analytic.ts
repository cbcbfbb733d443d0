import { z } from "zod";
import { defineGradient } from "./gradient.ts";

/** The gradient by its formula. */
export const analytic = defineGradient({
  name: "analytic",
  summary: "By the formula of the loss",
  options: z.strictObject({}),
  example: {},
  make: (_, problem) => ({
    objective: problem,
    lossesPerGradient: 0,
    use: (batch) => problem.use(batch),
  }),
});
