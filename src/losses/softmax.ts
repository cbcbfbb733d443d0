import { z } from "zod";
import { exp, log1p } from "../exact/math.ts";
import { defineLoss } from "./loss.ts";
import { penaltyOptions } from "./penalty.ts";
import { byRows } from "./_rows.ts";

/**
 * Softmax loss, or cross-entropy: Lᵢ = −log(e^{s_y} ∕ Σ_j e^{s_j}), with ∂Lᵢ ∕ ∂s_j = p_j − [j = y],
 * where p_j = e^{s_j} ∕ Σ_k e^{s_k}. As in the CS231n notes on linear classification.
 *
 * Scores are shifted by the largest, m: Lᵢ = log(1 + Σ_{j ≠ m} e^{s_j − s_m}) − (s_y − s_m), so that no
 * exponential overflows and a small loss keeps its digits. Computed in f64, whatever the scores are.
 */
export const softmax = defineLoss({
  name: "softmax",
  summary: "Softmax loss (cross-entropy): −log of the share e^s_y ∕ Σ e^s_j",
  options: z.strictObject(penaltyOptions),
  example: { l2: 0.1 },
  make: (penalty) => ({
    penalty,
    ofRows: byRows((coefficients, scores, row, end, own) => {
      let top = row;
      for (let j = row + 1; j < end; j++) if (scores[j] > scores[top]) top = j;
      const largest = scores[top];
      let others = 0; // Σ e^{s_j − s_m}, without the largest itself
      for (let j = row; j < end; j++) {
        const weight = j === top ? 1 : exp(scores[j] - largest);
        if (j !== top) others += weight;
        exponentials[j - row] = weight;
      }
      for (let j = row; j < end; j++) {
        coefficients[j] = exponentials[j - row] / (1 + others);
      }
      // p_y − 1 without the rounding of p_y near 1
      coefficients[own] = own === top
        ? -others / (1 + others)
        : exponentials[own - row] / (1 + others) - 1;
      return log1p(others) - (scores[own] - largest);
    }),
  }),
});

/** One row's; classes are counted in bytes. */
const exponentials = new Float64Array(256);
