import { z } from "zod";
import { defineLoss, type Loss } from "./loss.ts";
import { penaltyOptions } from "./penalty.ts";
import { byRows } from "./_rows.ts";

/**
 * One-vs-all hinge loss: Lᵢ = Σ_j max(0, Δ − t_j·s_j), with t_j = 1 for the correct class and −1 for
 * each other: one binary SVM for each class, as in the CS231n notes on linear classification; or the
 * sum of squares of these terms, which has no kinks. Computed in f64, whatever the scores are.
 *
 * At a kink, where t_j·s_j = Δ, the subgradient is that of the flat side: 0.
 */
export const oneVsAll = defineLoss({
  name: "oneVsAll",
  summary: "One-vs-all hinge loss: Σ max(0, Δ − t_j·s_j), t_y = 1 and −1 for the wrong classes",
  options: z.strictObject({
    delta: z.number().nonnegative().default(1).describe("Margin Δ"),
    squared: z.boolean().default(false).describe("Whether each term is squared"),
    ...penaltyOptions,
  }),
  example: { delta: 1, squared: false, l2: 0.1 },
  make: ({ delta, squared, ...penalty }) => ({
    penalty,
    ofRows: byRows((coefficients, scores, row, end, own) => {
      let loss = 0;
      for (let j = row; j < end; j++) {
        const sign = j === own ? 1 : -1;
        // NaN is no less than 0: it passes through.
        const margin = delta - sign * scores[j];
        const part = margin <= 0 ? 0 : margin;
        loss += squared ? part * part : part;
        const slope = squared ? 2 * part : Number(margin > 0);
        coefficients[j] = slope === 0 ? 0 : -sign * slope;
      }
      return loss;
    }),
    ...(squared ? {} : { margins: marginsWith(delta) }),
  }),
});

/** m_j = Δ − t_j·s_j */
function marginsWith(delta: number): NonNullable<Loss["margins"]> {
  return (margins, scores, labels, rows, classes, constants) => {
    for (let i = 0; i < rows; i++) {
      const row = i * classes;
      for (let j = row; j < row + classes; j++) {
        const sign = j === row + labels[i] ? 1 : -1;
        margins[j] = constants * delta - sign * scores[j];
      }
    }
  };
}
