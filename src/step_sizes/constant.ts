import { z } from "zod";
import { defineStepSize } from "./step_size.ts";

/** The same η at every step: what a plain number in a file stands for. */
export const constant = defineStepSize({
  name: "constant",
  summary: "The same η at every step, as a plain number is",
  options: z.strictObject({
    value: z.number().positive().describe("Step size η"),
  }),
  example: { value: 0.1 },
  make: ({ value }) => () => value,
});
