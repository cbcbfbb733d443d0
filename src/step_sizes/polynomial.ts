import { z } from "zod";
import { power as powerOf } from "../exact/math.ts";
import { defineSchedule, from, to } from "./_schedule.ts";

/** A straight line to the end of the run, or a power of one. */
export const polynomial = defineSchedule({
  name: "polynomial",
  summary: "η = to + (from − to)·(1 − t ∕ T)^power: a straight line when power is 1",
  options: z.strictObject({
    from,
    to,
    power: z.number().positive().default(1).describe("1 for a straight line"),
  }),
  example: { from: 0.1, power: 2 },
  make({ from, to, power }, lengthOf) {
    const length = lengthOf();
    return (time) => to + (from - to) * powerOf(1 - time / length, power);
  },
});
