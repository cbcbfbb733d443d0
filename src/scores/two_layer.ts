import { z } from "zod";
import { reluLayers } from "./_relu_layers.ts";
import { defineScores } from "./scores.ts";

/**
 * A network of two layers: f(x; W) = W₂·[max(0, W₁·[x, 1]), 1], as in the CS231n notes on neural
 * networks. Its units are alike: exchanging two of them changes no score.
 */
export const twoLayer = defineScores({
  name: "twoLayer",
  summary: "f(x; W) = W₂·[max(0, W₁·[x, 1]), 1]: a network with one layer of hidden units",
  options: z.strictObject({
    hidden: z.int().min(1).default(64).describe("Number of hidden units"),
  }),
  example: { hidden: 5 },
  make: ({ hidden }, context) => reluLayers([hidden], context),
});
