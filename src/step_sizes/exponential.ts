import { z } from "zod";
import { exp, log } from "../exact/math.ts";
import { defineSchedule, from } from "./_schedule.ts";

/** Times a factor at every step, or within every epoch. A factor above 1 makes a range test. */
export const exponential = defineSchedule({
  name: "exponential",
  summary: "η = from·factor^t",
  options: z.strictObject({
    from,
    factor: z.number().positive().describe("What η is multiplied with, each step or epoch"),
  }),
  example: { from: 0.1, factor: 0.9 },
  make({ from, factor }) {
    const slope = log(factor);
    return (time) => from * exp(slope * time);
  },
});
