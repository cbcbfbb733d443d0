import { z } from "zod";
import { power } from "../exact/math.ts";
import { defineSchedule, from } from "./_schedule.ts";

/** A stair: times a factor after every so many steps or epochs. */
export const step = defineSchedule({
  name: "step",
  summary: "η = from·factor^⌊t ∕ period⌋",
  options: z.strictObject({
    from,
    factor: z.number().positive().describe("What η is multiplied with"),
    period: z.number().positive().describe("How long η stays the same"),
  }),
  example: { from: 0.1, factor: 0.5, period: 10 },
  make: ({ from, factor, period }) => (time) => from * power(factor, Math.floor(time / period)),
});
