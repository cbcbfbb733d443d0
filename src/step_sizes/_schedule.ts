import { z } from "zod";
import { ensure } from "../errors.ts";
import type { Leaf, LeafSource } from "../registry.ts";
import type { OptionsOf, Schema } from "../schemas.ts";
import { defineStepSize, type MethodContext, type StepSize } from "./step_size.ts";

/** η at a time; times are counted in the schedule's unit, from 0 at the first step. */
type Schedule = (time: number) => number;

/**
 * Gives the length of the run in the schedule's unit, at the end of which nothing more is asked.
 *
 * @throws {InputError} When the file does not fix it
 */
type LengthOf = () => number;

/** The option `from` of a schedule. */
export const from: z.ZodNumber = z.number().positive().describe("Step size η of the first step");

/** The option `to` of a schedule that ends there. */
export const to: z.ZodDefault<z.ZodNumber> = z.number().nonnegative().default(0)
  .describe("Step size η at the end of the run");

/** What every schedule can be given. */
const timing = {
  unit: z.enum(["steps", "epochs"]).default("steps")
    .describe("What its times are counted in, those of the warm-up, too"),
  warmup: z.number().nonnegative().default(0)
    .describe("How long η first rises in a straight line; the schedule starts after that"),
  warmupFrom: z.number().nonnegative().default(0).describe("Step size η at which that starts"),
};
type Timing = z.output<z.ZodObject<typeof timing>>;

/** What to say where a step size is over the whole run, and the file does not say how long that is. */
export function needsLength(name: string): string {
  return `"${name}" must know how long a run is: give stop.iterations or stop.epochs`;
}

/** Declares a step size that only time changes, with its unit and a warm-up among its options. */
export function defineSchedule<Options extends Schema>(
  { make, options, ...entry }: LeafSource<Options, LengthOf, Schedule>,
): Leaf<MethodContext, StepSize> {
  return defineStepSize({
    ...entry,
    options: options.safeExtend(timing),
    make(all, { steps, stepsPerEpoch }) {
      const { unit, warmup, warmupFrom, ...own } = all as Timing;
      const stepsPerUnit = unit === "epochs" ? stepsPerEpoch : 1;
      const schedule = make(own as OptionsOf<Options>, () => {
        ensure(steps !== null, needsLength(entry.name));
        const length = steps / stepsPerUnit;
        ensure(
          warmup < length,
          `warmup: must be shorter than the run, of ${length} ${unit}: current value is ${warmup}`,
        );
        return length - warmup;
      });
      const first = schedule(0);
      return ({ iteration }) => {
        const time = iteration / stepsPerUnit;
        return time < warmup
          ? warmupFrom + (first - warmupFrom) * (time / warmup)
          : schedule(time - warmup);
      };
    },
  });
}
