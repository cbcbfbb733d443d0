/** What an experiment file may say: types, checks and `experiments/schema.json`. */
import { z } from "zod";
import { ensure, unknown } from "../errors.ts";
import { type Axis, axisSchema, item, scalar } from "../kinds/axis.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Registries } from "../kinds/mod.ts";
import type { Best } from "../kinds/plan.ts";
import type { ProblemLeaf } from "../problems/problem.ts";
import { isRecord, withFields } from "../registry.ts";
import type { FieldSchemas } from "../schemas.ts";
import type { Choice, SweptValue } from "../types.ts";
import { MOST } from "./_bounds.ts";
import {
  jsonOptions,
  type JsonSchema,
  listKeys,
  recordPaths,
  scalarPaths,
  textPaths,
} from "./_json_schema.ts";

/** Fields of every file that are lists by themselves, so that `seeds=1,2` is no sweep. */
const LISTS = ["seeds", "charts", "exclude", "rows", "best.seeds"];

/** Fields of every file that hold any text. */
const TEXTS = ["title", "question"];

/** Values of fields by path. */
export type Values = Readonly<Record<string, SweptValue>>;

/** The fields of a file that describe the whole experiment: `frameFields` says what they mean. */
export interface Frame {
  readonly title: string;
  readonly question: string;
  readonly matrix: Readonly<Partial<Record<string, Axis>>>;
  readonly zip: Readonly<Partial<Record<string, Axis>>>;
  readonly rows: readonly (readonly Values[])[];
  readonly exclude: readonly Readonly<Record<string, unknown>>[];
  readonly seeds: readonly number[];
  readonly charts?: readonly Choice[] | undefined;
  readonly best?: Best | null | undefined;
}

/** How files of one kind are read. */
export interface FileSchema {
  readonly kind: Kind;
  /** The fields of a run. */
  readonly keys: readonly string[];
  /** The fields that are lists by themselves. */
  readonly lists: readonly string[];
  /** The fields that a sweep may run through, as paths such as `method.stepSize`. */
  readonly sweepable: readonly string[];
  /** Whether a sweep may run through a field: one of those, or one whose name is the file's own. */
  canSweep(path: string): boolean;
  /** The fields that hold any text, such as the title or the path of a folder. */
  readonly texts: readonly string[];
  /** A whole file whose run fields are not looked at yet: they are checked run by run. */
  readonly frame: z.ZodType<Frame>;
  /** The fields of one run, without sweeps, of a problem. */
  spec(problem: ProblemLeaf): z.ZodType<object>;
  /** A whole file, for editors. */
  readonly file: z.ZodType;
}

/** How files are read, with all that they can name. */
export interface FileSchemas {
  /** The kinds of experiments; the first is that of a file that names none. */
  readonly kinds: readonly FileSchema[];
  /** The problems; the first is that of a file that names none. */
  readonly problems: readonly ProblemLeaf[];
}

const seedsSchema = z.array(z.int().min(0)).min(1)
  .refine((seeds) => new Set(seeds).size === seeds.length, "must not name a seed twice");

const cache = new WeakMap<Registries, FileSchemas>();

/** How files are read that name what is in these registries. */
export function fileSchemas(registries: Registries): FileSchemas {
  const known = cache.get(registries);
  if (known !== undefined) return known;
  const problems = registries.problems.map((make) => make(registries));
  const kinds = registries.kinds.map((make, i) => fileSchema(make(registries), i === 0, problems));
  const made = { kinds, problems };
  cache.set(registries, made);
  return made;
}

function fileSchema(kind: Kind, isUsual: boolean, problems: readonly ProblemLeaf[]): FileSchema {
  const choices = problems.map(({ name, summary, options }, i) => {
    const choice = withFields({ name: z.literal(name).describe(summary) }, options);
    // The first is that of a file that names none.
    return (i === 0 ? choice.prefault({ name }) : choice).describe("What is minimised");
  });
  const shapeOf = ({ fields, start }: ProblemLeaf, problem: z.ZodType) => (
    { problem, ...fields, ...start, ...kind.fields }
  );
  const specs = problems.map((one, i) => z.strictObject(shapeOf(one, choices[i])));
  // For editors, a file of any problem with the same fields.
  const groups = Map.groupBy(
    problems.keys(),
    (i) => Object.keys(shapeOf(problems[i], z.any())).join(),
  );
  const shapes = [...groups.values()].map(([first, ...rest]) => {
    const one = choices[first];
    const any = z.union([one, ...rest.map((i) => choices[i])]).describe("What is minimised");
    return shapeOf(problems[first], rest.length === 0 ? one : any);
  });
  const keys = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const inner = shapes.map((shape) =>
    z.toJSONSchema(z.strictObject(shape), jsonOptions) as JsonSchema
  );
  const lists = [...LISTS, ...inner.flatMap(listKeys)];
  const wholes = keys.filter((key) => !lists.includes(key));
  const sweepable = [...new Set([...inner.flatMap((one) => scalarPaths(one)), ...wholes])];
  const records = inner.flatMap((one) => recordPaths(one));
  const open = new RegExp(`^(${records.map(RegExp.escape).join("|")})\\.[A-Za-z_]\\w*$`);
  const canSweep = (path: string) => sweepable.includes(path) || open.test(path);
  const frame = frameFields(kind, isUsual, sweepable, open);
  const unread = Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]));
  const files = shapes.map((shape) => z.strictObject({ ...frame, ...shape }));
  return {
    kind,
    keys,
    lists,
    sweepable,
    canSweep,
    texts: [...TEXTS, ...inner.flatMap((one) => textPaths(one, sweepable))],
    // Built at run time, so the compiler sees none of its fields.
    frame: z.strictObject({ ...frame, ...unread }) as unknown as z.ZodType<Frame>,
    spec: (problem) => specs[problems.indexOf(problem)],
    file: files.length === 1 ? files[0] : z.union(files),
  };
}

function frameFields(
  kind: Kind,
  isUsual: boolean,
  sweepable: readonly string[],
  open: RegExp,
): FieldSchemas {
  const path = z.union([z.enum(sweepable as [string, ...string[]]), z.string().regex(open)]);
  const isKnown = (context: z.RefinementCtx, key: string, one: unknown) => {
    if (typeof one !== "string" || sweepable.includes(one) || open.test(one)) return;
    const message = unknown("field", one, sweepable);
    context.addIssue({ code: "custom", path: [key], message });
  };
  const name = z.literal(kind.name);
  return {
    $schema: z.string().optional().describe("For completion and checks in editors"),
    kind: (isUsual ? name.default(kind.name) : name).describe(kind.about),
    title: z.string().min(1).describe("The heading of table and chart"),
    question: z.string().min(1).describe("What the experiment answers"),
    matrix: z.partialRecord(path, axisSchema).default({})
      .describe("Fields by path with their values: one run for every combination"),
    zip: z.partialRecord(path, axisSchema).default({})
      .describe("Fields by path with their values: first with first, second with second, …"),
    rows: z.array(z.array(z.partialRecord(path, item)).min(1)).default([]).describe(
      "Tables of fields by path: one run for every combination of their rows, which need not have the " +
        "same fields; of a field in several tables the last one counts",
    ),
    exclude: z.array(z.partialRecord(path, scalar)).max(MOST.exclusions).default([])
      .describe("Combinations to leave out: all runs that agree with every field given"),
    seeds: seedsSchema.default([1]).describe(
      "Seeds of weights, batches, tries and directions: every run is repeated with each",
    ),
    charts: z.array(kind.figures.schema.superRefine(({ series = [] }, context) => {
      for (const one of [series].flat()) isKnown(context, "series", one);
    })).max(MOST.charts).optional().describe(
      "What is drawn; when left out, what suits the kind and its sweep",
    ),
    ...kind.again !== undefined && {
      best: z.strictObject({
        of: z.string().describe("A field that matrix sweeps, such as method.stepSize"),
        seeds: seedsSchema.describe("Other seeds than those of the sweep"),
        ...kind.bestFields,
      }).superRefine(({ of }, context) => isKnown(context, "of", of)).nullish().describe(
        "After the sweep, the best value of a field, of equals the first in the list, is run again " +
          "on other seeds, for each combination of the other fields",
      ),
    },
  };
}

/** How a file is read, by its kind; as the first one when it names none that there is. */
export function schemaOf(file: unknown, { kinds }: FileSchemas): FileSchema {
  const name = isRecord(file) ? file.kind : undefined;
  return kinds.find(({ kind }) => kind.name === name) ?? kinds[0];
}

/**
 * The problem of a run.
 *
 * @throws {InputError} When there is none of that name
 */
export function problemNamed(choice: unknown, { problems }: FileSchemas): ProblemLeaf {
  if (choice === undefined) return problems[0];
  const name = isRecord(choice) ? choice.name : choice;
  const found = problems.find((one) => one.name === name);
  const names = problems.map((one) => one.name);
  ensure(name !== undefined, `problem.name: must be given: one of ${names.join(", ")}`);
  ensure(found !== undefined, `problem: ${unknown("problem", name, names)}`);
  return found;
}

/**
 * Fields of a file that it need not give as its problems say what they are: those that all of its
 * problems have.
 *
 * @throws {InputError} When there is none of a name
 */
export function problemDefaults(
  { problem, matrix, zip, rows }: Readonly<Record<string, unknown>>,
  schemas: FileSchemas,
): Readonly<Record<string, unknown>> {
  const sweeps = [matrix, zip, ...Array.isArray(rows) ? rows.flat() : []];
  const swept = sweeps.flatMap((one) => isRecord(one) ? one.problem ?? [] : []);
  const all = swept.length > 0 ? swept : [problem];
  const [{ defaults }, ...others] = all.map((one) => problemNamed(one, schemas));
  const isOfAll = (key: string) => others.every(({ fields }) => key in fields);
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => isOfAll(key)));
}

/** `experiments/schema.json`: completion and checks in any editor that knows JSON Schema. */
export function jsonSchema(registries: Registries): Record<string, unknown> {
  const files = fileSchemas(registries).kinds.map(({ file }) => file);
  return z.toJSONSchema(z.union(files), { ...jsonOptions, reused: "ref" });
}
