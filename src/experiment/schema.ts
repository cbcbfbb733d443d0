/**
 * What an experiment file may say. Types, checks and `experiments/schema.json` all come from here.
 *
 * @module
 */
import { z } from "zod";
import { checkCharts } from "../kinds/gradient_check/figures.ts";
import { sliceCharts } from "../kinds/slice/figures.ts";
import { charts } from "../kinds/train/figures.ts";
import { suggest } from "../errors.ts";
import { isRecord } from "../registry.ts";
import type { Choice } from "../types.ts";
import type { Best } from "../kinds/plan.ts";
import { type Axis, axisSchema, scalar } from "../kinds/axis.ts";
import { type Kind, runFields } from "../kinds/specs.ts";

/** Fields that are lists by themselves, so that `seeds=1,2` is no sweep. */
export const LISTS: readonly string[] = ["seeds", "record", "charts", "exclude", "h", "best.seeds"];

/** The kinds of experiments. */
export const KINDS = Object.keys(runFields) as Kind[];

/** The fields of a file that describe the whole experiment. */
export interface Frame {
  /** The heading of table and chart. */
  readonly title: string;
  /** What the experiment answers. */
  readonly question: string;
  /** Fields by path with their values: every combination. */
  readonly matrix: Readonly<Partial<Record<string, Axis>>>;
  /** Fields by path with their values: first with first. */
  readonly zip: Readonly<Partial<Record<string, Axis>>>;
  /** Combinations to leave out. */
  readonly exclude: readonly Readonly<Record<string, unknown>>[];
  /** Every run is repeated with each. */
  readonly seeds: readonly number[];
  /** What is drawn; the kind's own chart when left out. */
  readonly charts?: readonly Choice[] | undefined;
  /** What is run again, of experiments that train. */
  readonly best?: Best | null | undefined;
}

/** How files of one kind are read. */
interface FileSchema {
  /** The fields of a run. */
  readonly keys: readonly string[];
  /** The fields that a sweep may run through, as paths such as `method.stepSize`. */
  readonly sweepable: readonly string[];
  /** A whole file whose run fields are not looked at yet: they are checked run by run. */
  readonly frame: z.ZodType<Frame>;
  /** A whole file, for editors. */
  readonly file: z.ZodType;
}

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
const IN_FILE = [
  "title",
  "question",
  "name",
  "linspace",
  "logspace",
  "geomspace",
  "every",
  "kind",
  "experiment",
  "class",
  "column",
];
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

const seedsSchema = z.array(z.int().min(0)).min(1)
  .refine((seeds) => new Set(seeds).size === seeds.length, "must not name a seed twice");

/** The charts that suit each kind. */
const chartsOf = {
  train: charts.schema,
  slice: sliceCharts.schema,
  gradientCheck: checkCharts.schema,
} as const;

function fileSchemaOf(kind: Kind): FileSchema {
  const fields = runFields[kind];
  const keys = Object.keys(fields);
  const inner = z.toJSONSchema(z.strictObject(fields), jsonOptions) as JsonSchema;
  const wholes = keys.filter((key) => !LISTS.includes(key));
  const sweepable = [...new Set([...scalarPaths(inner, ""), ...wholes])];
  const path = z.enum(sweepable as [string, ...string[]]);
  const isKnown = (context: z.RefinementCtx, key: string, one: unknown) => {
    if (typeof one !== "string" || sweepable.includes(one)) return;
    const message = `unknown field ${JSON.stringify(one)}${suggest(one, sweepable)}`;
    context.addIssue({ code: "custom", path: [key], message });
  };
  const frame = {
    $schema: z.string().optional().describe("For completion and checks in editors"),
    kind: (kind === "train" ? z.literal(kind).default(kind) : z.literal(kind))
      .describe("What is done with each run"),
    title: z.string().min(1).describe("The heading of table and chart"),
    question: z.string().min(1).describe("What the experiment answers"),
    matrix: z.partialRecord(path, axisSchema).default({})
      .describe("Fields by path with their values: one run for every combination"),
    zip: z.partialRecord(path, axisSchema).default({})
      .describe("Fields by path with their values: first with first, second with second, …"),
    exclude: z.array(z.partialRecord(path, scalar)).default([])
      .describe("Combinations to leave out: all runs that agree with every field given"),
    seeds: seedsSchema.default([1]).describe(
      "Seeds of weights, batches, tries and directions: every run is repeated with each",
    ),
    charts: z.array(
      chartsOf[kind].superRefine(({ series = [] }, context) => {
        for (const one of [series].flat()) isKnown(context, "series", one);
      }),
    ).optional().describe("What is drawn"),
    ...kind === "train" && {
      best: z.strictObject({
        of: z.string().describe("A field that matrix sweeps, such as method.stepSize"),
        seeds: seedsSchema.describe("Other seeds than those of the sweep"),
      }).superRefine(({ of }, context) => isKnown(context, "of", of)).nullish().describe(
        "After the sweep, the value of a field with the lowest final training loss is run again " +
          "on other seeds, for each combination of the other fields",
      ),
    },
  };
  const unread = Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]));
  return {
    keys,
    sweepable,
    // Built at run time, so the compiler sees none of its fields.
    frame: z.strictObject({ ...frame, ...unread }) as unknown as z.ZodType<Frame>,
    file: z.strictObject({ ...frame, ...fields }),
  };
}

/** How files of each kind are read. */
const fileSchemas = Object.fromEntries(KINDS.map((kind) => [kind, fileSchemaOf(kind)])) as Record<
  Kind,
  FileSchema
>;

/** How a file is read, by its kind; as training when it names none that there is. */
export function schemaOf(file: unknown): FileSchema {
  const kind = isRecord(file) ? file.kind : undefined;
  return fileSchemas[KINDS.find((one) => one === kind) ?? "train"];
}

/** `experiments/schema.json`: completion and checks in any editor that knows JSON Schema. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(z.union(KINDS.map((kind) => fileSchemas[kind].file)), jsonOptions);
}

/** The keys that may stand where `path` leads in `file`, for suggestions. */
export function knownKeys(path: readonly PropertyKey[], file: unknown): string[] {
  let schemas = [z.toJSONSchema(schemaOf(file).file, jsonOptions) as JsonSchema];
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
