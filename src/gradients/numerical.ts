import { z } from "zod";
import { referenceKernels } from "../kernels/reference.ts";
import { losses } from "../losses/mod.ts";
import { type Difference, movedLosses, numericalGradient } from "./differences.ts";
import { linearObjective } from "../problems/classifier.ts";
import { leaf } from "../registry.ts";
import type { Vector } from "../types.ts";
import type { GradientContext, GradientSource } from "./mod.ts";

/** The gradient by moving one weight at a time, in f64. */
export const numerical = leaf({
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
  make({ structured, ...difference }, context: GradientContext): GradientSource {
    const { objective, kernels } = context;
    const differences = (structured ? byMovedScores : byLosses)(context, difference);
    const ownGradient = kernels.allocate(objective.size);
    return {
      lossesPerGradient: (difference.scheme === "central" ? 2 : 1) * objective.size + 1,
      objective: {
        ...objective,
        gradient: differences,
        descend(weights, stepSize, examples) {
          const loss = differences(weights, ownGradient, examples);
          kernels.addScaled(weights, -stepSize, ownGradient);
          return loss;
        },
      },
    };
  },
});

/** Writes the gradient over examples, and returns the loss. */
type Differences = (weights: Vector, gradient: Vector, examples?: Uint32Array) => number;

/** As the notes do it: a loss over all examples for each weight. */
function byLosses({ dataset, loss }: GradientContext, difference: Difference): Differences {
  const kernels = referenceKernels("f64");
  const exact = linearObjective({ dataset, loss: losses.make(loss, kernels), kernels });
  const copy = new Float64Array(exact.size);
  return (weights, gradient, examples) => {
    copy.set(weights);
    const objective = { loss: (moved: Float64Array) => exact.loss(moved, examples) };
    return numericalGradient(objective, copy, gradient, difference);
  };
}

function byMovedScores({ dataset, loss }: GradientContext, difference: Difference): Differences {
  const moved = movedLosses(dataset, losses.make(loss, referenceKernels("f64")));
  return (weights, gradient, examples) => {
    moved.use(weights, examples);
    return moved.gradient(gradient, difference);
  };
}
