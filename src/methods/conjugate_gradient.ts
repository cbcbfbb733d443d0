import { z } from "zod";
import { lineDescent } from "./_line_descent.ts";
import { defineMethod } from "./method.ts";

/**
 * Nonlinear conjugate gradients: d ← −∇L + β·d with β = max(0, ∇L·(∇L − ∇L′) ∕ ‖∇L′‖²), where ∇L′ is of the
 * step before, and W ← W + α·d; α by the strong Wolfe conditions. β = 0 starts again from the gradient.
 * Polak and Ribière (1969), with the bound 0 of Gilbert and Nocedal, SIAM Journal on Optimization 2 (1992);
 * Nocedal and Wright, "Numerical Optimization" (2006), section 5.2.
 */
export const conjugateGradient = defineMethod({
  name: "conjugateGradient",
  summary: "W ← W + α·d, d ← −∇L + β·d of Polak and Ribière, α by line search; full batch",
  options: z.strictObject({
    curvature: z.number().gt(1e-4).lt(1).default(0.1)
      .describe("How exact line searches are: share of the slope that may be left, c₂"),
  }),
  example: {},
  make({ curvature }, context) {
    const { space, size } = context;
    const before = space.allocate(size);
    let squaredBefore = 0;
    return lineDescent(context, {
      curvature,

      aim({ gradient, direction, change }) {
        if (squaredBefore === 0) return false;
        const beta = Math.max(0, space.dot(gradient, change) / squaredBefore);
        space.copy(before, direction);
        direction.fill(0);
        space.addScaled(direction, -1, gradient);
        space.addScaled(direction, beta, before);
        return true;
      },

      learn({ squared }) {
        squaredBefore = squared;
      },

      forget() {
        squaredBefore = 0;
      },
    });
  },
});
