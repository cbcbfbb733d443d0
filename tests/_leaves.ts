/** Leaves from outside: what somebody may bring along, and no registry has. */
import { z } from "zod";
import { defineLoss, type Loss } from "../src/losses/loss.ts";
import { losses } from "../src/losses/mod.ts";
import { penaltyOptions } from "../src/losses/penalty.ts";
import { scoreFunctions } from "../src/scores/mod.ts";
import { defineScores } from "../src/scores/scores.ts";
import type { Vector } from "../src/types.ts";

/** Lᵢ = Σ (s_j − [j = y])²: smooth, and never made on another thread. */
export const squaredError = defineLoss({
  name: "squaredError",
  summary: "Σ (s_j − [j = y])²",
  options: z.strictObject(penaltyOptions),
  example: { l2: 0.1, l1: 0.05, penalizeBias: false },
  make: (penalty): Loss => ({
    penalty,
    ofRows(losses, coefficients, scores, labels, rows, classes) {
      losses.fill(0, 0, rows);
      for (let k = 0; k < rows * classes; k++) {
        const i = Math.floor(k / classes);
        const off = scores[k] - Number(k % classes === labels[i]);
        losses[i] += off * off;
        coefficients[k] = 2 * off;
      }
    },
  }),
});

/** f(x; W) = (W·x)², number by number: not linear, so without shortcuts. */
export const squares = defineScores({
  name: "squares",
  summary: "(W·x)²",
  options: z.strictObject({}),
  example: {},
  make: (_, { kernels, columns, classes }) => ({
    layers: [{ name: "W", rows: classes, columns }],
    isLinear: false,
    scratch: (rows) => ({
      block: kernels.allocateBlock(rows, columns, classes),
      linear: kernels.allocate(rows * classes),
      inner: kernels.allocate(rows * classes),
    }),
    forward(scores, weights, { block, linear }, rows) {
      kernels.scores(linear, weights, block, rows, columns, classes);
      for (let k = 0; k < rows * classes; k++) scores[k] = linear[k] * linear[k];
    },
    backward(gradient, coefficients: Vector, _, { block, linear, inner }, rows, isFresh) {
      for (let k = 0; k < rows * classes; k++) inner[k] = 2 * linear[k] * coefficients[k];
      kernels.accumulate(gradient, inner, block, rows, columns, classes, isFresh);
    },
  }),
});

/** The registries of a classifier, with those. */
export const outside = {
  losses: losses.with(squaredError),
  scoreFunctions: scoreFunctions.with(squares),
};
