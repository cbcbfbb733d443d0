import { z } from "zod";
import { lineDescent } from "./_line_descent.ts";
import { defineMethod } from "./method.ts";

/**
 * L-BFGS: W ← W − α·H·∇L, where H is what the last m steps s with their changes of gradient y tell of the
 * inverse of the Hessian: H ← (1 − ρ·s·yᵀ)·H·(1 − ρ·y·sᵀ) + ρ·s·sᵀ with ρ = 1 ∕ s·y for each of them, from
 * (s·y ∕ y·y)·1 of the last; α by the strong Wolfe conditions, c₂ = 0.9. Liu and Nocedal, Mathematical
 * Programming 45 (1989); Nocedal and Wright, "Numerical Optimization" (2006), algorithms 7.4 and 7.5.
 */
export const lbfgs = defineMethod({
  name: "lbfgs",
  summary: "W ← W − α·H·∇L, H from the last steps, α by line search; full batch",
  options: z.strictObject({
    memory: z.int().min(1).max(100).default(10).describe("Steps m that H is made of"),
  }),
  example: {},
  make({ memory }, context) {
    const { space, size } = context;
    const pairs = Array.from({ length: memory }, () => (
      { moved: space.allocate(size), change: space.allocate(size), product: 0, share: 0 }
    ));
    const rest = space.allocate(size);
    let known = 0; // steps that are remembered
    let next = 0; // where the next one goes
    let scale = 1; // s·y ∕ y·y of the last one
    /** The one of `age` steps ago, from 1. */
    const pair = (age: number) => pairs[(next - age + memory) % memory];
    return lineDescent(context, {
      curvature: 0.9,
      first: 1,

      aim({ gradient, direction }) {
        if (known === 0) return false;
        space.copy(rest, gradient);
        for (let age = 1; age <= known; age++) {
          const one = pair(age);
          one.share = space.dot(one.moved, rest) / one.product;
          space.addScaled(rest, -one.share, one.change);
        }
        direction.fill(0);
        space.addScaled(direction, -scale, rest);
        for (let age = known; age >= 1; age--) {
          const { moved, change, product, share } = pair(age);
          space.addScaled(direction, -share - space.dot(change, direction) / product, moved);
        }
        return true;
      },

      learn({ moved, change }) {
        const product = space.dot(moved, change);
        const squared = space.dot(change, change);
        // Where the loss is not convex along the step, or flat to rounding, it says nothing of H.
        if (!(product > Number.EPSILON * squared)) return;
        space.copy(pairs[next].moved, moved);
        space.copy(pairs[next].change, change);
        pairs[next].product = product;
        scale = product / squared;
        known = Math.min(known + 1, memory);
        next = (next + 1) % memory;
      },

      forget() {
        known = 0;
      },
    });
  },
});
