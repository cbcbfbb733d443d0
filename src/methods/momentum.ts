import { z } from "zod";
import { defineRule } from "./method.ts";

/**
 * Momentum in PyTorch's form: η multiplies the velocity when a step is made, so that a change of η acts at
 * once; in Polyak's (1964) it is inside, v ← μ·v − η·g. The first v is g, without dampening.
 */
export const momentum = defineRule({
  name: "momentum",
  summary: "v ← μ·v + (1 − τ)·g, W ← W − η·v",
  options: z.strictObject({
    momentum: z.number().min(0).lt(1).default(0.9).describe("μ: how much of the velocity is kept"),
    dampening: z.number().min(0).lt(1).default(0)
      .describe("τ: how much of a gradient is left out of the velocity, but for the first"),
  }),
  example: { stepSize: 0.02 },
  make({ momentum, dampening }) {
    const scalars = { momentum, share: NaN };
    let isFirst = true;
    return {
      scalars,
      next() {
        scalars.share = isFirst ? 1 : 1 - dampening;
        isFirst = false;
      },
      state: { v: "momentum*v + share*g" },
      direction: "v",
    };
  },
});
