import { z } from "zod";
import { reluLayers } from "./_relu_layers.ts";
import { defineScores } from "./scores.ts";

/**
 * A network of any number of layers (a multilayer perceptron), with max(0, ·) between them; with one
 * width it is `twoLayer`.
 */
export const mlp = defineScores({
  name: "mlp",
  summary:
    "W_n·[… max(0, W₂·[max(0, W₁·[x, 1]), 1]) …, 1]: a network with any layers of hidden units",
  options: z.strictObject({
    widths: z.array(z.int().min(1)).min(1).max(16).default([64, 64])
      .describe("Number of units in each hidden layer, the one after the input first"),
  }),
  example: { widths: [4, 3] },
  make: ({ widths }, context) => reluLayers(widths, context),
});
