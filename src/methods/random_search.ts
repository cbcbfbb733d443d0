import { z } from "zod";
import { search } from "./_search.ts";
import { defineMethod } from "./method.ts";

/** Random search: weights drawn afresh at each try, the best so far kept. */
export const randomSearch = defineMethod({
  name: "randomSearch",
  summary: "W = scale·randn afresh at each try, the best so far is kept",
  options: z.strictObject({
    scale: z.number().positive().default(1e-4).describe("Deviation of the weights that are tried"),
  }),
  example: { scale: 1 },
  make: ({ scale }, context) =>
    search(context, (candidate, _, rng) => rng.fillGaussian(candidate, scale)),
});
