import { z } from "zod";
import { search } from "./_search.ts";
import { defineMethod } from "./method.ts";

/** Random local search: a random step from the best so far, taken if it leads down. */
export const localSearch = defineMethod({
  name: "localSearch",
  summary: "W + stepSize·randn at each try, kept if the loss is lower",
  options: z.strictObject({
    stepSize: z.number().positive().default(1e-4).describe("Deviation of the step that is tried"),
  }),
  example: { stepSize: 0.1 },
  make: ({ stepSize }, context) =>
    search(context, (candidate, weights, rng) => {
      rng.fillGaussian(candidate, stepSize); // W + stepSize·randn
      context.space.addScaled(candidate, 1, weights);
    }),
});
