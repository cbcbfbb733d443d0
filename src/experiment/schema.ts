/**
 * What an experiment file may say. Types, checks and `experiments/schema.json` all come from here.
 *
 * @module
 */
import { z } from "zod";
import { charts } from "../charts/mod.ts";
import { datasets } from "../datasets/mod.ts";
import { suggest } from "../errors.ts";
import { losses } from "../losses/mod.ts";
import { methods } from "../methods/mod.ts";
import type { Choice } from "../types.ts";
import { axisSchema, scalar } from "./axis.ts";

const whole = z.int().min(1);

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

/** The loss of a file that names none. */
export const DEFAULT_LOSS: Choice = { name: "svm" };

/** The fields that describe one run; each can be swept. */
const runFields = {
  dataset: datasets.schema.describe("The examples"),
  loss: losses.schema.prefault(DEFAULT_LOSS).describe("The loss of scores, and the penalty"),
  method: methods.schema.describe("What moves the weights"),
  batchSize: z.union([whole, z.literal("full")], {
    error: 'must be a whole number, 1 or more, or "full"',
  }).default("full").describe('Examples per step, or "full" for the whole training part'),
  init: z.strictObject({
    scale: z.number().nonnegative().default(1e-4).describe("Deviation of the starting weights"),
  }).prefault({}).describe("The starting weights: normal random numbers × scale"),
  stop: stopSchema.describe("When a run ends: at the first of these"),
  record: z.union([
    z.literal("geometric"),
    z.strictObject({ every: whole.describe("Iterations between two records") }),
    z.array(z.int().min(0)),
  ], { error: 'must be "geometric", { "every": iterations } or a list of iterations' })
    .default("geometric")
    .describe("At which iterations loss and accuracy are recorded; first and last always are"),
};

/** One run: no sweeps, all defaults filled in. */
export interface RunSpec {
  /** The examples. */
  readonly dataset: Choice;
  /** The loss of scores, and the penalty. */
  readonly loss: Choice;
  /** What moves the weights. */
  readonly method: Choice;
  /** Examples per step. */
  readonly batchSize: number | "full";
  /** The starting weights. */
  readonly init: { readonly scale: number };
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

/** One run: no sweeps, all defaults filled in. */
export const runSchema: z.ZodType<RunSpec> = z.strictObject(runFields);

/** The fields that describe one run. */
export const runKeys: readonly string[] = Object.keys(runFields);

/** The part of JSON Schema that is looked at here. */
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  required?: string[];
}

/** Other keys that the loader requires may come from a sweep or from the command line. */
const IN_FILE = ["title", "question", "name", "linspace", "logspace", "geomspace", "every"];
const jsonOptions = {
  io: "input",
  override: ({ jsonSchema }: { jsonSchema: { required?: string[] } }) => {
    jsonSchema.required &&= jsonSchema.required.filter((key) => IN_FILE.includes(key));
  },
} as const;

const SCALARS = ["number", "integer", "string", "boolean"];

/** The paths of all fields that hold a single value. */
function scalarPaths(schema: JsonSchema, path: string): string[] {
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (branches.some(({ properties }) => properties !== undefined)) {
    return [...new Set(branches.flatMap((branch) => scalarPaths(branch, path)))];
  }
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties)
      .flatMap(([key, value]) => scalarPaths(value, path === "" ? key : `${path}.${key}`));
  }
  const alternatives = branches.length > 0 ? branches : [schema];
  const isScalar = alternatives.every(({ type, const: constant }) =>
    constant !== undefined || SCALARS.includes(type ?? "")
  );
  return isScalar ? [path] : [];
}

/** The fields that a sweep may run through, as paths such as `method.stepSize`. */
export const sweepable: readonly string[] = scalarPaths(
  z.toJSONSchema(runSchema, jsonOptions) as JsonSchema,
  "",
);

const path = z.enum(sweepable as [string, ...string[]]);

/** The fields that describe the whole experiment. */
const experimentFields = {
  $schema: z.string().optional().describe("For completion and checks in editors"),
  title: z.string().min(1).describe("The heading of table and chart"),
  question: z.string().min(1).describe("What the experiment answers"),
  matrix: z.partialRecord(path, axisSchema).default({})
    .describe("Fields by path with their values: one run for every combination"),
  zip: z.partialRecord(path, axisSchema).default({})
    .describe("Fields by path with their values: first with first, second with second, …"),
  exclude: z.array(z.partialRecord(path, scalar)).default([])
    .describe("Combinations to leave out: all runs that agree with every field given"),
  seeds: z.array(z.int().min(0)).min(1)
    .refine((seeds) => new Set(seeds).size === seeds.length, "must not name a seed twice")
    .default([1])
    .describe("Seeds of starting weights and batches: every run is repeated with each"),
  charts: z.array(charts.schema.superRefine(checkSeries)).default([{ name: "line" }])
    .describe("What is drawn from the records"),
};

/** The option `series` of any chart names fields that can be swept. */
function checkSeries({ series = [] }: Choice, context: z.RefinementCtx<Choice>): void {
  for (const path of [series].flat()) {
    if (typeof path !== "string" || sweepable.includes(path)) continue;
    const message = `unknown field ${JSON.stringify(path)}${suggest(path, sweepable)}`;
    context.addIssue({ code: "custom", path: ["series"], message });
  }
}

/** A whole file, for editors. */
const fileSchema = z.strictObject({ ...experimentFields, ...runFields });

/** A whole file whose run fields are not looked at yet: they are checked run by run. */
export const frameSchema = z.strictObject({
  ...experimentFields,
  ...(Object.fromEntries(
    Object.keys(runFields).map((key) => [key, z.unknown().optional()]),
  ) as Record<keyof typeof runFields, z.ZodOptional<z.ZodUnknown>>),
});

/** The fields of a file that describe the whole experiment. */
export type Frame = z.infer<typeof frameSchema>;

/** `experiments/schema.json`: completion and checks in any editor that knows JSON Schema. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(fileSchema, jsonOptions);
}

/** The keys that may stand where `path` leads in `file`, for suggestions. */
export function knownKeys(path: readonly PropertyKey[], file: unknown): string[] {
  let schemas: JsonSchema[] = [jsonSchema() as JsonSchema];
  let value = file;
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    schemas = schemas.flatMap(branches).flatMap((schema) =>
      (typeof key === "number" ? schema.items : schema.properties?.[String(key)]) ?? []
    );
  }
  const name = (value as { name?: unknown } | undefined)?.name;
  const fits = ({ properties }: JsonSchema) => (properties?.name?.const ?? name) === name;
  const keys = schemas.flatMap(branches).filter(fits).flatMap((schema) => [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.propertyNames?.enum ?? []),
  ]);
  return [...new Set(keys)];
}

/** A schema and all its alternatives. */
function branches(schema: JsonSchema): JsonSchema[] {
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(branches)];
}
