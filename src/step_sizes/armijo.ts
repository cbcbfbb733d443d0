import { z } from "zod";
import { defineStepSize } from "./step_size.ts";

/** A search gives up at this share of the η that it began with: 2⁻⁶⁰. */
const LEAST = 8.673617379884035e-19;

/**
 * Backtracking: the first of η, factor·η, factor²·η … that lowers the loss enough along the rule's
 * direction d, L(W − η·d) ≤ L(W) − decrease·η·∇L(W)·d. Armijo, 1966.
 *
 * The first search begins at `from`, each other one a factor above what was accepted last, so that η
 * can grow again. Where d does not lead down, ∇L·d ≤ 0, and where no η is small enough, η is 0: the
 * weights stay where they are, and the rule goes on. All losses of a step are of the same batch.
 */
export const armijo = defineStepSize({
  name: "armijo",
  summary: "The first of η, factor·η, … with L(W − η·d) ≤ L(W) − decrease·η·∇L·d: backtracking",
  options: z.strictObject({
    from: z.number().positive().default(1)
      .describe("First η that is tried; in later steps the accepted one ∕ factor"),
    factor: z.number().min(0.05).max(0.95).default(0.5)
      .describe("What η is multiplied with until the loss is low enough"),
    decrease: z.number().gt(0).lt(1).default(1e-4)
      .describe("Share of the decrease along the slope that is enough"),
  }),
  example: {},
  make({ from, factor, decrease }, { space, size }) {
    const candidate = space.allocate(size);
    let start = from;
    return (_now, way) => {
      const { objective, weights, loss, gradient, direction } = way();
      let slope = 0;
      for (let k = 0; k < size; k++) slope += gradient[k] * direction[k];
      if (!(slope > 0)) return 0;
      for (let rate = start; rate > LEAST * start; rate *= factor) {
        space.copy(candidate, weights);
        space.addScaled(candidate, -rate, direction);
        if (!(objective.loss(candidate) <= loss - decrease * rate * slope)) continue;
        start = rate / factor;
        return rate;
      }
      return 0;
    };
  },
});
