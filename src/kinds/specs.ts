/**
 * What the runs of each kind of experiment are made of.
 *
 * @module
 */
import { z } from "zod";
import { datasets } from "../datasets/mod.ts";
import { gradients } from "../gradients/mod.ts";
import { losses } from "../losses/mod.ts";
import { methods } from "../methods/mod.ts";
import type { Scheme } from "../gradients/differences.ts";
import type { Choice, Normalization } from "../types.ts";
import { positives } from "./axis.ts";

/** The loss of a file that names none. */
export const DEFAULT_LOSS: Choice = { name: "svm" };

/** Where gradients come from when the file does not say. */
export const DEFAULT_GRADIENT: Choice = { name: "analytic" };

const whole = z.int().min(1);
/** Finite in f32, and so are differences. */
const place = z.number().min(-1e30).max(1e30);

const stopSchema = z.strictObject({
  iterations: whole.optional().describe("Steps"),
  epochs: z.number().positive().optional().describe("Passes over the training part"),
  examples: whole.optional().describe("Examples whose loss or gradient was asked for"),
  evaluations: whole.optional().describe("Calls of the loss and of the gradient"),
  targetLoss: z.number().optional().describe("Training loss; looked at when a point is recorded"),
  divergence: z.number().min(1).default(100).describe(
    "A run has diverged when a loss is not finite, or a recorded one above this many times the " +
      "first (or times 1, where that is smaller)",
  ),
}).refine(
  ({ iterations, epochs, examples, evaluations }) =>
    (iterations ?? epochs ?? examples ?? evaluations) !== undefined,
  "must have at least one of iterations, epochs, examples, evaluations",
);

const size = z.union([whole, z.literal("full")], {
  error: 'must be a whole number, 1 or more, or "full"',
});

/** The fields of a run of any kind. */
const commonFields = {
  dataset: datasets.schema.describe("The examples"),
  loss: losses.schema.prefault(DEFAULT_LOSS).describe("The loss of scores, and the penalty"),
  init: z.strictObject({
    scale: z.number().nonnegative().default(1e-4).describe("Deviation of the weights"),
  }).prefault({}).describe("The starting (or only) weights: normal random numbers × scale"),
};

/** What is known of a run of any kind. */
export interface CommonSpec {
  /** The examples. */
  readonly dataset: Choice;
  /** The loss of scores, and the penalty. */
  readonly loss: Choice;
  /** The starting (or only) weights. */
  readonly init: { readonly scale: number };
}

/** A run that trains: no sweeps, all defaults filled in. */
export interface TrainSpec extends CommonSpec {
  /** What moves the weights. */
  readonly method: Choice;
  /** Where gradients come from. */
  readonly gradient: Choice;
  /** Examples per step. */
  readonly batchSize: number | "full";
  /** When the run ends: at the first of these. */
  readonly stop: {
    readonly iterations?: number | undefined;
    readonly epochs?: number | undefined;
    readonly examples?: number | undefined;
    readonly evaluations?: number | undefined;
    readonly targetLoss?: number | undefined;
    readonly divergence: number;
  };
  /** At which iterations loss and accuracy are recorded. */
  readonly record: "geometric" | { readonly every: number } | readonly number[];
}

const trainFields = {
  ...commonFields,
  method: methods.schema.describe("What moves the weights"),
  gradient: gradients.schema.prefault(DEFAULT_GRADIENT).describe("Where gradients come from"),
  batchSize: size.default("full")
    .describe('Examples per step, or "full" for the whole training part'),
  stop: stopSchema.describe("When a run ends: at the first of these"),
  record: z.union([
    z.literal("geometric"),
    z.strictObject({ every: whole.describe("Iterations between two records") }),
    z.array(z.int().min(0)),
  ], { error: 'must be "geometric", { "every": iterations } or a list of iterations' })
    .default("geometric")
    .describe("At which iterations loss and accuracy are recorded; first and last always are"),
};

/** Weights in a file: a list for each class, the bias last. */
export type Rows = readonly (readonly number[])[];

const rows = z.array(z.array(place).min(1)).min(1);

/** Which way an axis of a slice goes. */
export type Direction =
  | number
  | { readonly class: number; readonly column: number }
  | { readonly component: number }
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
}

/** Whether an axis goes along the path of the run at the centre. */
export function isOnPath(axis: AxisSpec | undefined): boolean {
  return typeof axis?.direction === "object" && "component" in axis.direction;
}

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
      rows,
    ], {
      error: "must be a number that picks a random direction, { class, column } of one weight, " +
        "{ component } of the path of the run at the centre, or a list of numbers for each class",
    }).default(byDefault).describe(
      "Number of a random direction (of all that the seed has), one weight, a principal component " +
        "of the path of the run at the centre, or the direction itself",
    ),
    min: place.default(-1).describe("First place"),
    max: place.default(1).describe("Last place"),
    points: z.int().min(2).max(10_001).describe("Number of places, with even steps"),
  }).superRefine(({ min, max }, context) => {
    if (min < max) return;
    const message = `min must be below max: min is ${min}, max is ${max}`;
    context.addIssue({ code: "custom", message });
  });

/** Where a slice is centred. */
export type Center =
  | "random"
  | "zero"
  | { readonly experiment: string; readonly run: number }
  | Rows;

/** A slice: no sweeps, all defaults filled in. */
export interface SliceSpec extends CommonSpec {
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
}

const sliceFields = {
  ...commonFields,
  center: z.union([
    z.literal(["random", "zero"]),
    z.strictObject({
      experiment: z.string().min(1).describe("File of an experiment, seen from this one"),
      run: whole.describe("Number of one of its runs; it is trained on this dataset and loss"),
    }),
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

/** A gradient check: no sweeps, all defaults filled in. */
export interface CheckSpec extends CommonSpec {
  /** Examples that the loss is over. */
  readonly batchSize: number | "full";
  /** How many derivatives are checked. */
  readonly coordinates: number | "all";
  /** Steps of the differences. */
  readonly h: readonly number[];
  /** Which two losses a difference is between. */
  readonly scheme: Scheme;
}

const checkFields = {
  ...commonFields,
  batchSize: size.default("full").describe("Training examples, drawn by the seed"),
  coordinates: z.union([whole, z.literal("all")], {
    error: 'must be a whole number, 1 or more, or "all"',
  }).default(50).describe(
    "Derivatives that are checked, drawn by the seed: the bias and others of every class, or all",
  ),
  h: positives
    .prefault([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12])
    .describe("How far a weight is moved: a list, or a range as in a sweep"),
  scheme: z.enum(["forward", "central"]).default("central")
    .describe("forward: (L(W + h) − L(W)) ∕ h; central: (L(W + h) − L(W − h)) ∕ 2h"),
};

/** The kinds of experiments, and what their runs are. */
export interface Specs {
  /** Of experiments that train. */
  readonly train: TrainSpec;
  /** Of slices. */
  readonly slice: SliceSpec;
  /** Of gradient checks. */
  readonly gradientCheck: CheckSpec;
}

/** What an experiment does with each of its runs. */
export type Kind = keyof Specs;

/** The fields of a run of each kind; all but lists can be swept. */
export const runFields = {
  train: trainFields,
  slice: sliceFields,
  gradientCheck: checkFields,
} as const;

/** What a run of each kind is read with. */
export const specSchemas: { readonly [K in Kind]: z.ZodType<Specs[K]> } = {
  train: z.strictObject(trainFields),
  slice: z.strictObject(sliceFields),
  gradientCheck: z.strictObject(checkFields),
};
