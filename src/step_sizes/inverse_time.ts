import { z } from "zod";
import { defineSchedule, from } from "./_schedule.ts";

/** Falls as 1 ∕ t does: slow enough to get anywhere, fast enough for noise to fade. Robbins and Monro, 1951. */
export const inverseTime = defineSchedule({
  name: "inverseTime",
  summary: "η = from ∕ (1 + decay·t)",
  options: z.strictObject({
    from,
    decay: z.number().nonnegative().default(1).describe("1 ∕ the time after which η is half"),
  }),
  example: { from: 0.1, decay: 0.1 },
  make: ({ from, decay }) => (time) => from / (1 + decay * time),
});
