import { z } from "zod";
import type { FieldSchemas } from "../../schemas.ts";
import { whole } from "../_fields.ts";
import type { Done, Plan, ProblemSpec } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import type { Convexity } from "./convexity.ts";

/** What lines go through: where runs with the seed start, or where one ends. */
export type Through = "start" | { readonly experiment: string; readonly run: number };

/** A count of convexity: no sweeps, all defaults filled in. */
export interface ConvexitySpec extends ProblemSpec {
  /** What lines go through, and chords are around: the centre. */
  readonly center: Through;
  /** Random lines through the centre. */
  readonly lines: number;
  /** Places of each line. */
  readonly points: number;
  /** Random chords around the centre. */
  readonly chords: number;
  /** How far lines and chords go from the centre, in its own lengths. */
  readonly reach: number;
  /** The run at whose end the centre is, from the file that `center` names; null for the start. */
  readonly trained?: Plan<TrainSpec> | null;
}

/** A count of convexity with its plan. */
export type Counted = Done<ConvexitySpec, Convexity>;

/** The fields of a count of convexity. */
export const convexityFields: FieldSchemas = {
  center: z.union([
    z.literal("start"),
    z.strictObject({
      experiment: z.string().min(1).describe("File of an experiment, seen from this one"),
      run: whole.describe("Number of one of its runs; it is trained on this dataset and loss"),
    }),
  ], { error: 'must be "start" or { "experiment": file, "run": number }' }).default("start")
    .describe("What lines go through, and chords are around: the start, or the end of a run"),
  lines: z.int().min(1).max(1000).default(10).describe("Random lines through the centre"),
  points: z.int().min(3).max(1001).default(41)
    .describe("Places on each line, with even steps; any two of them with one halfway are a chord"),
  chords: z.int().min(0).max(100_000).default(50).describe(
    "Chords between two random places around the centre, beside those along the lines",
  ),
  reach: z.number().positive().max(1e6).default(1).describe(
    "How far lines and chords go from the centre: 1 is as far, in each layer, as that is from 0",
  ),
};
