import { z } from "zod";
import type { Difference, Problem } from "../problems/problem.ts";
import type { Vector } from "../types.ts";
import { movedOf, numericalGradient } from "./differences.ts";
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
    const differences = (structured ? byMovedWeights : byLosses)(exact, difference);
    const ownGradient = space.allocate(size);
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
        gradient: differences,
        descend(weights, stepSize) {
          const loss = differences(weights, ownGradient);
          space.addScaled(weights, -stepSize, ownGradient);
          return loss;
        },
      },
    };
  },
});

/** Writes the gradient over the batch in use, and returns the loss. */
type Differences = (weights: Vector, gradient: Vector) => number;

/** As the notes do it: a loss over all examples for each weight. */
function byLosses(exact: Problem, difference: Difference): Differences {
  const copy = new Float64Array(exact.size);
  return (weights, gradient) => {
    copy.set(weights);
    return numericalGradient(exact, copy, gradient, difference);
  };
}

function byMovedWeights(exact: Problem, difference: Difference): Differences {
  const moved = movedOf(exact);
  return (weights, gradient) => {
    moved.at(weights);
    for (let k = 0; k < gradient.length; k++) gradient[k] = moved.derivative(k, difference);
    return moved.loss();
  };
}
