import { z } from "zod";
import { exp, log1p } from "../exact/math.ts";
import { defineLoss } from "./loss.ts";
import { penaltyOptions } from "./penalty.ts";
import { byRows } from "./_rows.ts";

/**
 * One-vs-all logistic loss: Lᵢ = Σ_j log(1 + e^{−t_j·s_j}), with t_j = 1 for the correct class and −1
 * for each other: one logistic regression for each class; also called binary cross-entropy. Its
 * derivatives are ∂Lᵢ ∕ ∂s_j = −t_j ∕ (1 + e^{t_j·s_j}). Bishop, "Pattern Recognition and Machine
 * Learning" (2006), 4.3.2.
 *
 * With z = −t_j·s_j a term is max(0, z) + log(1 + e^{−|z|}), so that no exponential overflows.
 * Computed in f64, whatever the scores are.
 */
export const logistic = defineLoss({
  name: "logistic",
  summary:
    "One-vs-all logistic loss: Σ log(1 + e^(−t_j·s_j)), t_y = 1 and −1 for the wrong classes",
  options: z.strictObject(penaltyOptions),
  example: { l2: 0.1 },
  make: (penalty) => ({
    penalty,
    ofRows: byRows((coefficients, scores, row, end, own) => {
      let loss = 0;
      for (let j = row; j < end; j++) {
        const sign = j === own ? 1 : -1;
        const z = -sign * scores[j];
        const small = exp(z > 0 ? -z : z); // e^{−|z|}
        loss += (z > 0 ? z : 0) + log1p(small);
        coefficients[j] = -sign * ((z > 0 ? 1 : small) / (1 + small));
      }
      return loss;
    }),
  }),
});
