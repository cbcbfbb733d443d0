import { z } from "zod";
import { defineScores } from "./scores.ts";

/** Linear scores: f(x; W) = W·x, where x ends with a constant 1, so that W holds the bias. */
export const linear = defineScores({
  name: "linear",
  summary: "f(x; W) = W·x, with the bias as the last column of W",
  options: z.strictObject({}),
  example: {},
  make: (_, { kernels, columns, classes }) => ({
    layers: [{ name: "W", rows: classes, columns }],
    isLinear: true,
    scratch: (rows) => ({ block: kernels.allocateBlock(rows, columns, classes) }),
    forward: (scores, weights, { block }, rows) =>
      kernels.scores(scores, weights, block, rows, columns, classes),
    backward: (gradient, coefficients, _, { block }, rows, isFresh) =>
      kernels.accumulate(gradient, coefficients, block, rows, columns, classes, isFresh, true), // examples are finite
    descend: (weights, a, coefficients, { block }, rows) =>
      kernels.addMean(weights, a, coefficients, block, rows, columns, classes),
  }),
});
