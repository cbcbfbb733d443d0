import { z } from "zod";
import { defineSchedule, from } from "./_schedule.ts";

/**
 * Falls as 1 ∕ √t does, which suits convex functions that have kinks. After a warm-up of n, with
 * decay = 1 ∕ n, it is the one of "Attention Is All You Need" (Vaswani et al., 2017).
 */
export const inverseSquareRoot = defineSchedule({
  name: "inverseSquareRoot",
  summary: "η = from ∕ √(1 + decay·t)",
  options: z.strictObject({
    from,
    decay: z.number().nonnegative().default(1).describe("1 ∕ the time after which η is from ∕ √2"),
  }),
  example: { from: 0.1, decay: 0.1 },
  make: ({ from, decay }) => (time) => from / Math.sqrt(1 + decay * time),
});
