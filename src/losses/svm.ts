import { z } from "zod";
import { defineLoss } from "./loss.ts";
import { penaltyOptions } from "./penalty.ts";

/**
 * Multiclass SVM loss of Weston and Watkins, as in the CS231n notes:
 * Lᵢ = Σ_{j ≠ yᵢ} max(0, s_j − s_{yᵢ} + Δ).
 *
 * At a kink, where s_j − s_{yᵢ} + Δ = 0, the subgradient is that of the flat side: 0.
 */
export const svm = defineLoss({
  name: "svm",
  summary: "Multiclass SVM loss: Σ max(0, s_j − s_y + Δ) over the wrong classes",
  options: z.strictObject({
    delta: z.number().nonnegative().default(1).describe("Margin Δ"),
    ...penaltyOptions,
  }),
  example: { delta: 1, l2: 0.1 },
  make: ({ delta, ...penalty }, { hinge }) => ({
    penalty,
    ofRows: (losses, coefficients, scores, labels, rows, classes) =>
      hinge(losses, coefficients, scores, labels, rows, classes, delta),
    // m_j = s_j − s_y + Δ
    margins(margins, scores, labels, rows, classes, constants) {
      for (let i = 0; i < rows; i++) {
        const row = i * classes;
        const own = scores[row + labels[i]];
        for (let j = row; j < row + classes; j++) margins[j] = scores[j] - own + constants * delta;
        margins[row + labels[i]] = 0;
      }
    },
  }),
});
