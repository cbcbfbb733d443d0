import { z } from "zod";
import type { LastBatch } from "../../datasets/batches.ts";
import type { Gradients } from "../../gradients/gradient.ts";
import type { Methods } from "../../methods/method.ts";
import { isRecord } from "../../registry.ts";
import type { FieldSchemas } from "../../schemas.ts";
import type { Choice } from "../../types.ts";
import { whole, wholeOr } from "../_fields.ts";
import type { Done, ProblemSpec } from "../plan.ts";
import type { Curve } from "./curve.ts";

/** A run that trains: no sweeps, all defaults filled in. */
export interface TrainSpec extends ProblemSpec {
  /** What moves the weights. */
  readonly method: Choice;
  /** Where gradients come from. */
  readonly gradient: Choice;
  /** Examples per step. */
  readonly batchSize: number | "full";
  /** What becomes of a last batch of a pass that would be smaller; kept when left out. */
  readonly lastBatch?: LastBatch;
  /** When the run ends: at the first of these. */
  readonly stop: {
    readonly iterations?: number | undefined;
    readonly epochs?: number | undefined;
    readonly examples?: number | undefined;
    readonly evaluations?: number | undefined;
    readonly targetLoss?: number | undefined;
    readonly divergence: number;
  };
  /** What is kept of a run: its curve, or its final weights, too; the curve when left out. */
  readonly keep?: "curve" | "weights";
  /** At which iterations loss and accuracy are recorded. */
  readonly record:
    | "geometric"
    | { readonly every: number }
    | { readonly examples: number }
    | readonly number[];
}

/** The step size of a method, or of the one inside it, where that is one number; null elsewhere. */
export function numberedStepSize(
  { stepSize, inner }: Readonly<Record<string, unknown>>,
): number | null {
  if (typeof stepSize === "number") return stepSize;
  return isRecord(inner) ? numberedStepSize(inner) : null;
}

/** A run that trained, with its plan. */
export type Trained = Done<TrainSpec, Curve>;

/** What is looked up of a run that trains. */
export interface TrainRegistries {
  /** Methods by name. */
  readonly methods: Methods;
  /** Sources of gradients by name. */
  readonly gradients: Gradients;
}

const stop = z.strictObject({
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

const record = z.union([
  z.literal("geometric"),
  z.strictObject({ every: whole.describe("Iterations between two records") }),
  z.strictObject({
    examples: whole.describe("Examples between two records, or a step where that takes more"),
  }),
  z.array(z.int().min(0)),
], {
  error:
    'must be "geometric", { "every": iterations }, { "examples": count } or a list of iterations',
});

/** The fields of a run that trains. */
export function trainFields({ methods, gradients }: TrainRegistries): FieldSchemas {
  return {
    method: methods.schema.describe("What moves the weights"),
    gradient: gradients.schema.prefault({ name: gradients.leaves[0].name })
      .describe("Where gradients come from"),
    batchSize: wholeOr("full").default("full")
      .describe('Examples per step, or "full" for the whole training part'),
    lastBatch: z.enum(["keep", "drop"]).default("keep").describe(
      "What becomes of the last batch of an epoch where it would be smaller than the others",
    ),
    stop: stop.describe("When a run ends: at the first of these"),
    keep: z.enum(["curve", "weights"]).default("curve").describe(
      "What is kept of a run: its curve; or its final weights, too, as a NumPy file and as pictures",
    ),
    record: record.default("geometric")
      .describe("At which iterations loss and accuracy are recorded; first and last always are"),
  };
}
