import { z } from "zod";
import { cos } from "../exact/trigonometry.ts";
import { defineSchedule } from "./_schedule.ts";

/**
 * Up to a large η and down to a tiny one, once over the run. Smith and Topin, 2019; in two halves of a
 * cosine and with the defaults of PyTorch.
 */
export const oneCycle = defineSchedule({
  name: "oneCycle",
  summary: "η rises from `from` to `max` and falls to `to`, once over the run, in two half cosines",
  options: z.strictObject({
    max: z.number().positive().describe("Largest step size η"),
    from: z.number().positive().optional()
      .describe("Step size η of the first step; max ∕ 25 when left out"),
    to: z.number().nonnegative().optional()
      .describe("Step size η at the end of the run; from ∕ 10,000 when left out"),
    rise: z.number().gt(0).lt(1).default(0.3).describe("Share of the run in which η rises"),
  }),
  example: { max: 0.1 },
  make({ max, from = max / 25, to = from / 1e4, rise }, lengthOf) {
    const length = lengthOf();
    const top = rise * length;
    return (time) =>
      time < top ? between(from, max, time / top) : between(max, to, (time - top) / (length - top));
  },
});

/** From one number to another along half a cosine; `share` is 0 to 1. */
function between(first: number, last: number, share: number): number {
  return last + (first - last) * ((1 + cos(Math.PI * share)) / 2);
}
