import { z } from "zod";
import type { FieldSchemas } from "../../schemas.ts";
import { whole } from "../_fields.ts";
import type { Done, Plan, ProblemSpec } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import type { Normalization, Slice } from "./slice.ts";

/** Finite in f32, and so are differences. */
const place = z.number().min(-1e30).max(1e30);

/** Weights in a file: a list for each class, the bias last. */
export type Rows = readonly (readonly number[])[];

const rows = z.array(z.array(place).min(1)).min(1);

/** The end of a run of another file. */
export interface RunEnd {
  /** The file, seen from the one that names it. */
  readonly experiment: string;
  /** The number of the run. */
  readonly run: number;
}

/** The way from the centre to the end of a run, where the axis is at 1. */
export interface WayTo extends RunEnd {
  /** Whether its hidden units are put in the order that is nearest to the centre. */
  readonly matchUnits: boolean;
}

/** Which way an axis of a slice goes. */
export type Direction =
  | number
  | { readonly class: number; readonly column: number }
  | { readonly component: number }
  | WayTo
  | Rows;

/** One axis of a slice. */
export interface AxisSpec {
  /** Which way it goes. */
  readonly direction: Direction;
  /** First place. */
  readonly min: number;
  /** Last place. */
  readonly max: number;
  /** Number of places. */
  readonly points: number;
  /** The run that it leads to, on the problem of the slice, from the file that its direction names. */
  readonly trained?: Plan<TrainSpec> | null;
}

/** Whether an axis goes along the path of the run at the centre. */
export function isOnPath(axis: AxisSpec | undefined): boolean {
  return typeof axis?.direction === "object" && "component" in axis.direction;
}

/** The run that an axis leads to, if any. */
export function wayTo(axis: AxisSpec | undefined): WayTo | null {
  const { direction } = axis ?? {};
  return typeof direction === "object" && "experiment" in direction ? direction : null;
}

const run = {
  experiment: z.string().min(1).describe("File of an experiment, seen from this one"),
  run: whole.describe("Number of one of its runs; it is trained on this dataset and loss"),
};

const axisFields = (byDefault: number) =>
  z.strictObject({
    direction: z.union([
      z.int().min(0),
      z.strictObject({
        class: z.int().min(0).describe("Row of the weight"),
        column: z.int().min(0).describe("Column of the weight; the last one is the bias"),
      }),
      z.strictObject({
        component: whole.describe("Number of a principal component of the run's path, from 1"),
      }),
      z.strictObject({
        ...run,
        matchUnits: z.boolean().default(false).describe(
          "Put its hidden units in the order that is nearest to the centre: the function is the same",
        ),
      }),
      rows,
    ], {
      error: "must be a number that picks a random direction, { class, column } of one weight, " +
        "{ component } of the path of the run at the centre, { experiment, run } to whose end it " +
        "leads, or a list of numbers for each class",
    }).default(byDefault).describe(
      "Number of a random direction (of all that the seed has), one weight, a principal component " +
        "of the path of the run at the centre, the way to the end of another run, which is at 1, or " +
        "the direction itself",
    ),
    min: place.optional().describe("First place: −1, or 0 on the way to a run, if none is given"),
    max: place.default(1).describe("Last place"),
    points: z.int().min(2).max(10_001).describe("Number of places, with even steps"),
  });

/** Where a slice is centred. */
export type Center =
  | "random"
  | "zero"
  | RunEnd
  | Rows;

/** Whether it is the end of a run. */
export function isRun(center: Center): center is Exclude<Center, string | Rows> {
  return typeof center === "object" && "experiment" in center;
}

/** A slice: no sweeps, all defaults filled in. */
export interface SliceSpec extends ProblemSpec {
  /** Where it is centred. */
  readonly center: Center;
  /** The first axis. */
  readonly a: AxisSpec;
  /** The second axis. */
  readonly b?: AxisSpec | undefined;
  /** How long the directions are made. */
  readonly normalization: Normalization;
  /** Whether the second direction is made perpendicular to the first. */
  readonly orthogonal: boolean;
  /** The one training example that the loss is over, or all of them. */
  readonly example: number | "all";
  /** Whether the path of the run at the centre is projected. */
  readonly path: boolean;
  /**
   * The run at whose end the centre is, on the problem of the slice; null for other centres. From the
   * file that `center` names.
   */
  readonly trained?: Plan<TrainSpec> | null;
}

/** A slice with its plan. */
export type Sliced = Done<SliceSpec, Slice>;

/** The fields of a slice. */
export const sliceFields: FieldSchemas = {
  center: z.union([
    z.literal(["random", "zero"]),
    z.strictObject(run),
    rows,
  ], {
    error: 'must be "random", "zero", { "experiment": file, "run": number } or a list of numbers ' +
      "for each class",
  }).default("random").describe(
    "W at (0, 0): random (init.scale), zero, the end of a run, or the weights themselves",
  ),
  a: axisFields(0).describe("The first axis: L(W + a·U)"),
  b: axisFields(1).optional().describe("The second axis: L(W + a·U + b·V)"),
  normalization: z.enum(["none", "row", "layer"]).default("none").describe(
    "Length of the directions: none: as drawn; layer: that of the centre; row: each row that of " +
      "the centre's row",
  ),
  orthogonal: z.boolean().default(false).describe("Make the second direction perpendicular"),
  example: z.union([z.int().min(0), z.literal("all")], {
    error: 'must be the number of an example, 0 or more, or "all"',
  }).default("all").describe('One training example, from 0, or "all" of them'),
  path: z.boolean().default(false)
    .describe("Show the path of the run at the centre, projected on the slice"),
};
