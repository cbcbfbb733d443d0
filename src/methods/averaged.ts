import { z } from "zod";
import { within } from "../errors.ts";
import { defineMethod, type MethodLeaf, type Methods, withStepSizes } from "./method.ts";

/**
 * The mean of the weights of another method, which goes on from its own, not from the mean: Ruppert (1988);
 * Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992). Until `from` steps
 * are taken, and one more, the weights are those of the other method, as in PyTorch's `ASGD`.
 */
export function averaged(inner: Methods): MethodLeaf {
  const method = defineMethod({
    name: "averaged",
    summary: "V steps by another method, W ← mean of V after each step beyond the first ones",
    options: z.strictObject({
      inner: inner.schema.describe("The method whose weights are averaged"),
      from: z.number().int().min(0).default(0).describe("Steps before the first that counts"),
    }),
    example: { inner: { name: "gradientDescent", stepSize: 0.1 } },
    make({ inner: choice, from }, context) {
      const { space, size } = context;
      const step = within("inner", () => inner.make(choice, context));
      const own = space.allocate(size);
      const approach = space.elementwise({
        vectors: 2,
        scalars: 1,
        steps: [["subtract", 1, 0], ["multiply", 2, 3], ["add", 0, 4]], // W ← W + (V − W)∕n
        outputs: [[0, 5]],
      });
      const [vectors, share] = [[own, own], new Float64Array(1)];
      let taken = 0;
      return (weights, objective, now) => {
        if (taken === 0) space.copy(own, weights);
        const loss = step(own, objective, now);
        taken += 1;
        const count = taken - from;
        if (count <= 1) {
          space.copy(weights, own);
        } else {
          vectors[0] = weights;
          share[0] = 1 / count;
          approach(vectors, share);
        }
        return loss;
      };
    },
  });
  return {
    ...method,
    hasOwnWeights: true,
    withStepSizes: (stepSizes) => averaged(withStepSizes(inner, stepSizes)),
  };
}
