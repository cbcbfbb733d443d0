import { z } from "zod";
import { leaf } from "../registry.ts";
import type { Kernels } from "../kernels/mod.ts";
import type { Vector } from "../types.ts";
import type { Loss } from "./mod.ts";
import { l2 } from "./_penalty.ts";

/**
 * Multiclass SVM loss of Weston and Watkins, as in the CS231n notes:
 * Lᵢ = Σ_{j ≠ yᵢ} max(0, s_j − s_{yᵢ} + Δ).
 *
 * At a kink, where s_j − s_{yᵢ} + Δ = 0, the subgradient is that of the flat side: 0.
 */
export const svm = leaf({
  name: "svm",
  summary: "Multiclass SVM loss: Σ max(0, s_j − s_y + Δ) over the wrong classes",
  options: z.strictObject({
    delta: z.number().nonnegative().default(1).describe("Margin Δ"),
    l2,
  }),
  example: { delta: 1, l2: 0.1 },
  make({ delta, l2 }, { round }: Kernels): Loss {
    const margin = round(delta);
    return {
      l2,
      ofExample(scores: Vector, coefficients: Vector, at: number, classes: number, label: number) {
        const correct = scores[at + label];
        let loss = 0;
        let violations = 0;
        for (let j = 0; j < classes; j++) {
          if (j === label) continue;
          const excess = round(round(scores[at + j] - correct) + margin);
          // Not `excess > 0`: NaN has to reach the loss, or a diverged run would look solved.
          if (excess <= 0) {
            coefficients[at + j] = 0;
          } else {
            coefficients[at + j] = 1;
            loss = round(loss + excess);
            violations += 1;
          }
        }
        coefficients[at + label] = 0 - violations;
        return loss;
      },
    };
  },
});
