import { z } from "zod";
import { defineStepSize } from "./step_size.ts";

/**
 * From how the gradient changed over the last step: with s = W − W₋₁ and y = ∇L(W) − ∇L(W₋₁), the long
 * η = s·s ∕ s·y or the short η = s·y ∕ y·y. Barzilai and Borwein, 1988. The loss need not fall at every
 * step.
 *
 * Where the loss does not curve upwards, s·y ≤ 0, η is that of the step before. With batches both
 * gradients are of the batch of this step: one more gradient is asked for.
 */
export const barzilaiBorwein = defineStepSize({
  name: "barzilaiBorwein",
  summary: "η = s·s ∕ s·y or s·y ∕ y·y, of how W and ∇L changed over the last step",
  options: z.strictObject({
    from: z.number().positive().describe("η of the first step"),
    formula: z.enum(["long", "short"]).default("long")
      .describe("long: s·s ∕ s·y; short: s·y ∕ y·y, which is never longer"),
    min: z.number().positive().optional().describe("Least η; no bound when left out"),
    max: z.number().positive().optional().describe("Largest η; no bound when left out"),
  }).refine(({ min = 0, max = Infinity }) => min <= max, {
    error: "must be at most max",
    path: ["min"],
  }),
  example: { from: 0.01, max: 0.1 },
  make({ from, formula, min = 0, max = Infinity }, { space, size, isStochastic }) {
    const [lastWeights, lastGradient] = [space.allocate(size), space.allocate(size)];
    let rate: number | null = null;
    return (_now, way) => {
      const { objective, weights, gradient } = way();
      if (rate === null) {
        rate = from;
      } else {
        if (isStochastic) objective.gradient(lastWeights, lastGradient);
        let [ss, sy, yy] = [0, 0, 0];
        for (let k = 0; k < size; k++) {
          const s = weights[k] - lastWeights[k];
          const y = gradient[k] - lastGradient[k];
          ss += s * s;
          sy += s * y;
          yy += y * y;
        }
        const found = formula === "long" ? ss / sy : sy / yy;
        if (found > 0 && found < Infinity) rate = Math.min(max, Math.max(min, found));
      }
      space.copy(lastWeights, weights);
      space.copy(lastGradient, gradient);
      return rate;
    };
  },
});
