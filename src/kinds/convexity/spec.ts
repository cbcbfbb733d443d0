import { z } from "zod";
import type { FieldSchemas } from "../../schemas.ts";
import type { Done, ProblemSpec } from "../plan.ts";
import type { Convexity } from "./convexity.ts";

/** A count of convexity: no sweeps, all defaults filled in. */
export interface ConvexitySpec extends ProblemSpec {
  /** Random lines through the start. */
  readonly lines: number;
  /** Places of each line. */
  readonly points: number;
  /** Random chords around the start. */
  readonly chords: number;
  /** How far lines and chords go from the start, in its own lengths. */
  readonly reach: number;
}

/** A count of convexity with its plan. */
export type Counted = Done<ConvexitySpec, Convexity>;

/** The fields of a count of convexity. */
export const convexityFields: FieldSchemas = {
  lines: z.int().min(1).max(1000).default(10).describe("Random lines through the start"),
  points: z.int().min(3).max(1001).default(41)
    .describe("Places on each line, with even steps; any two of them with one halfway are a chord"),
  chords: z.int().min(0).max(100_000).default(50).describe(
    "Chords between two random places around the start, beside those along the lines",
  ),
  reach: z.number().positive().max(1e6).default(1).describe(
    "How far lines and chords go from the start: 1 is as far, in each layer, as the start is from 0",
  ),
};
