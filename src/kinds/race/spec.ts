import { z } from "zod";
import type { Methods } from "../../methods/method.ts";
import { type Leaf, registry, withFields } from "../../registry.ts";
import type { FieldSchemas, SchemaOf } from "../../schemas.ts";
import type { Choice } from "../../types.ts";
import { whole } from "../_fields.ts";
import type { Done } from "../plan.ts";
import { trainFields, type TrainRegistries, type TrainSpec } from "../train/spec.ts";
import type { Race } from "./race.ts";

/** How a value of the method is chosen before it counts. */
export interface Tuning {
  /** Its field; the step size where the method has one that the file does not give. */
  readonly of?: string | undefined;
  /** Smallest value. */
  readonly min?: number | undefined;
  /** Largest value. */
  readonly max?: number | undefined;
  /** How many values are tried. */
  readonly trials: number;
  /** Even factors, or drawn by the seed. */
  readonly search: "grid" | "random";
}

/** One method on one problem: no sweeps, all defaults filled in. */
export interface RaceSpec extends Omit<TrainSpec, "keep"> {
  /** How a value of the method is chosen. */
  readonly tuning: Tuning;
  /** On how many other seeds the best value is run again. */
  readonly finals: number;
  /** Shares of the way down that are left at each target, falling. */
  readonly targets: readonly number[];
}

/** One method on one problem, with its plan. */
export type Raced = Done<RaceSpec, Race>;

const tuning = z.strictObject({
  of: z.string().regex(/^method\.\w/, "must be a field of the method, such as method.stepSize")
    .optional().describe(
      "The field that is tuned; left out, method.stepSize of a method that has one and is not given it",
    ),
  min: z.number().positive().optional().describe("Smallest value"),
  max: z.number().positive().optional().describe("Largest value"),
  trials: z.int().min(1).max(1000).default(9)
    .describe("Values that are tried, each with a run of its own"),
  search: z.enum(["grid", "random"]).default("grid").describe(
    "grid: even factors from min to max; random: drawn by the seed, each factor as likely",
  ),
});

const targets = z.array(z.number().gt(0).lt(1)).min(1)
  .refine((all) => new Set(all).size === all.length, "must not name a target twice")
  .transform((all) => all.toSorted((a, b) => b - a));

/** The fields of a race: those of training, but for what one run alone has, and its own. */
export function raceFields(registries: TrainRegistries): FieldSchemas {
  const { keep: _, ...fields } = trainFields(registries);
  return {
    ...fields,
    method: tunable(registries.methods).describe(
      "What races; without its step size, that is tuned",
    ),
    tuning: tuning.prefault({}).describe("How a value of the method is chosen before it counts"),
    finals: whole.max(1000).default(5)
      .describe("Runs with the chosen value that count, on the seeds that follow the plan's own"),
    targets: targets.prefault([0.1, 0.01, 0.001]).describe(
      "τ of each target L ≤ L* + τ·(L₀ − L*), with L₀ at the start and the lowest L* that is known",
    ),
  };
}

/** The choice of a method that need not have a step size. */
function tunable({ kind, leaves }: Methods): SchemaOf<Choice> {
  return registry(
    kind,
    leaves.map((leaf): Leaf<never, unknown> => {
      const { stepSize } = leaf.options.shape;
      if (stepSize === undefined) return leaf;
      const given = stepSize instanceof z.ZodDefault ? stepSize.unwrap() : stepSize;
      const optional = z.optional(given).describe((stepSize as z.ZodType).description ?? "");
      return { ...leaf, options: withFields({ stepSize: optional }, leaf.options) };
    }),
  ).schema;
}
