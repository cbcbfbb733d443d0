import { z } from "zod";
import { cos } from "../exact/trigonometry.ts";
import { defineSchedule, from, to } from "./_schedule.ts";

/**
 * Half a wave of the cosine, once or, with a period, again and again: SGDR. Loshchilov and Hutter,
 * 2017, whose T₀ is `period` and T_mult is `growth`.
 */
export const cosine = defineSchedule({
  name: "cosine",
  summary:
    "η = to + (from − to)·(1 + cos(π·t ∕ T)) ∕ 2 over the run; starts again after each period",
  options: z.strictObject({
    from,
    to: to.describe("Step size η at the end of the run, or of each period"),
    period: z.number().positive().optional()
      .describe("Time to the first restart; the whole run when left out"),
    growth: z.number().min(1).default(1)
      .describe("How many times as long as the one before each period is"),
  }),
  example: { from: 0.1, to: 0.001 },
  make({ from, to, period, growth }, lengthOf) {
    const first = period ?? lengthOf();
    return (time) => {
      let [since, length] = [growth === 1 ? time % first : time, first];
      for (; since >= length; length *= growth) since -= length;
      return to + (from - to) * ((1 + cos(Math.PI * (since / length))) / 2);
    };
  },
});
