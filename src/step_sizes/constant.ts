import { z } from "zod";
import { defineSchedule, from } from "./_schedule.ts";

/** The same η at every step: what a plain number in a file stands for. */
export const constant = defineSchedule({
  name: "constant",
  summary: "η = from at every step, as a plain number is",
  options: z.strictObject({ from }),
  example: { from: 0.1 },
  make: ({ from }) => () => from,
});
