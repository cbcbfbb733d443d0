import { z } from "zod";
import { movedByLosses, movedOf } from "./differences.ts";
import { defineGradient } from "./gradient.ts";

/** The gradient by moving one weight at a time, in f64. */
export const numerical = defineGradient({
  name: "numerical",
  summary: "By differences of losses, one weight after another, in f64",
  options: z.strictObject({
    h: z.number().positive().default(1e-5).describe("How far a weight is moved"),
    scheme: z.enum(["forward", "central"]).default("forward")
      .describe("forward: (L(W + h) − L(W)) ∕ h; central: (L(W + h) − L(W − h)) ∕ 2h"),
    structured: z.boolean().default(true).describe(
      "Use that one weight moves the scores of one class: hundreds of times faster, the same " +
        "numbers to rounding",
    ),
  }),
  example: { h: 1e-5 },
  make({ structured, ...difference }, problem) {
    const { size, space } = problem;
    const exact = problem.exact();
    const movedAt = structured ? movedOf : movedByLosses;
    return {
      lossesPerGradient: (difference.scheme === "central" ? 2 : 1) * size + 1,
      use(batch) {
        problem.use(batch);
        exact.use(batch);
      },
      objective: {
        size,
        space,
        loss: (weights) => problem.loss(weights),
        gradient(weights, gradient) {
          const moved = movedAt(exact, weights);
          for (let k = 0; k < size; k++) gradient[k] = moved.derivative(k, difference);
          return moved.loss;
        },
        ...problem.hessian !== undefined && { hessian: problem.hessian },
      },
    };
  },
});
