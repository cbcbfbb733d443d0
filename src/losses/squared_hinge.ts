import { z } from "zod";
import { defineLoss } from "./loss.ts";
import { penaltyOptions } from "./penalty.ts";
import { byRows } from "./_rows.ts";

/**
 * Squared multiclass hinge loss, or L2-SVM: Lᵢ = Σ_{j ≠ yᵢ} max(0, s_j − s_{yᵢ} + Δ)², as the CS231n
 * notes on linear classification have it beside the SVM loss. Its gradient is continuous: it has no
 * kinks. Computed in f64, whatever the scores are.
 */
export const squaredHinge = defineLoss({
  name: "squaredHinge",
  summary: "Squared SVM loss: Σ max(0, s_j − s_y + Δ)² over the wrong classes",
  options: z.strictObject({
    delta: z.number().nonnegative().default(1).describe("Margin Δ"),
    ...penaltyOptions,
  }),
  example: { delta: 1, l2: 0.1 },
  make: ({ delta, ...penalty }) => ({
    penalty,
    ofRows: byRows((coefficients, scores, row, end, own) => {
      let loss = 0;
      let pull = 0;
      for (let j = row; j < end; j++) {
        if (j === own) continue;
        // NaN is no less than 0: it passes through.
        const margin = scores[j] - scores[own] + delta;
        const part = margin <= 0 ? 0 : margin;
        loss += part * part;
        pull += 2 * part;
        coefficients[j] = 2 * part;
      }
      coefficients[own] = -pull;
      return loss;
    }),
  }),
});
