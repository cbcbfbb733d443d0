import { z } from "zod";
import { adamRule, amsgradOptions } from "./_adam.ts";
import { defineRule } from "./method.ts";

/**
 * Adam, with the bias of both means corrected: Kingma and Ba, "Adam: a method for stochastic
 * optimization" (2015). With `amsgrad` the largest v so far is used, not corrected before that: Reddi, Kale
 * and Kumar, "On the convergence of Adam and beyond" (2018), as PyTorch has it.
 */
export const adam = defineRule({
  name: "adam",
  summary: "m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², W ← W − η·m̂∕(√v̂ + ε)",
  options: z.strictObject(amsgradOptions),
  example: { stepSize: 0.01 },
  make: adamRule,
});
