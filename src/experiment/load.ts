/** From the text of an experiment file to its runs, or to an error that says what to mend. */
import type { z } from "zod";
import { ensure, InputError, isAccepted, locate, unknown } from "../errors.ts";
import type { FindRun, Kind, Outcome } from "../kinds/kind.ts";
import { type Registries, registries as standard } from "../kinds/mod.ts";
import type { Best, Plan, ProblemSpec } from "../kinds/plan.ts";
import { valueAt } from "./_json_schema.ts";
import { inertLine } from "../inert.ts";
import { grouped } from "../numbers.ts";
import { MOST } from "./_bounds.ts";
import { parseJsonc } from "./_jsonc.ts";
import { mistakes } from "./_mistakes.ts";
import { finderOf, onProblemOf } from "./_other_runs.ts";
import { expand, sweepOf } from "./expand.ts";
import { withMethodNames } from "./modules.ts";
import type { Experiment } from "./experiment.ts";
import { applyOverrides, setAt } from "./overrides.ts";
import type { FileSchema, FileSchemas, Frame, Values } from "./schema.ts";
import { fileSchemas, problemDefaults, problemNamed, schemaOf } from "./schema.ts";

/** Where a text comes from and what the command line adds to it. */
export interface LoadOptions<Spec = unknown, Result extends Outcome = Outcome> {
  /** Name of the file, for errors. */
  readonly source: string;
  /** `KEY=VALUE`, applied in order. */
  readonly overrides?: readonly string[];
  /** The kind that it has to be of; any when left out. */
  readonly kind?: Kind<Spec, Result>;
  /** Reads another experiment file, seen from here; without it, files that name one are refused. */
  readonly read?: (path: string) => string;
  /** What the file can name; the built-in things when left out. */
  readonly registries?: Registries;
  /** Names of methods in `registries` by the modules, seen from here, that files may name instead. */
  readonly modules?: ReadonlyMap<string, string>;
}

/**
 * Reads an experiment: parses, applies the overrides, expands the sweeps and checks every run.
 *
 * @throws {InputError} With a line for each wrong field: file, path, rule and value. Fields of single
 * runs are checked once those of the whole experiment are right
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadExperiment } from "@descent-bench/descent-bench";
 *
 * const text = `{
 *   "title": "Two step sizes",
 *   "question": "Which one is better?",
 *   "dataset": { "name": "toy" },
 *   "method": { "name": "gradientDescent" },
 *   "matrix": { "method.stepSize": [0.1, 0.01] },
 *   "stop": { "iterations": 10 },
 * }`;
 * const { runs } = loadExperiment(text, { source: "two.jsonc" });
 * assertEquals(runs.map(({ values }) => values["method.stepSize"]), [0.1, 0.01]);
 * ```
 */
export function loadExperiment<Spec = unknown, Result extends Outcome = Outcome>(
  text: string,
  options: LoadOptions<Spec, Result>,
): Experiment<Spec, Result> {
  const { source, overrides = [], kind: wanted, registries = standard, modules } = options;
  const schemas = fileSchemas(registries);
  const fields = experimentFields(text, source, registries);
  return locate(source, () => {
    const given = applyOverrides(fields, overrides, schemas);
    const file = withMethodNames(given, source, modules);
    const schema = schemaOf(file, schemas);
    checkKind(file.kind, wanted?.name, schemas);
    const frame = checked(schema.frame, file, schema);
    const rows = expand(frame, JSON.stringify(schema.keys.map((key) => file[key])).length);
    checkCount("seeds", rows.length * frame.seeds.length);
    const [{ kind: training }] = schemas.kinds;
    const ofOthers = { ...options, registries, overrides: [], kind: training };
    const findRun = finderOf(
      source,
      options.read,
      (text, source) => loadExperiment(text, { ...ofOthers, source }).runs,
    );
    checkReplaced(file, rows[0], schema, schemas);
    const makeSpec = (values: Values) => specOf(file, values, frame, schema, schemas, findRun);
    const specs = rows.map(makeSpec);
    const runs = rows.flatMap((values, i) =>
      frame.seeds.map((seed, j): Plan<unknown> => (
        { run: i * frame.seeds.length + j + 1, seed, values, spec: specs[i] }
      ))
    );
    const [{ kind }, { problems }] = [schema, schemas];
    const [title, question] = [frame.title, frame.question].map((text) => inertLine(text));
    const { charts = [kind.usual(runs)], best = null } = frame;
    const total = runs.length + (best === null ? 0 : checkBest(best, frame, rows));
    checkCount("best.seeds", total);
    if (best !== null) {
      for (const spec of specs as ProblemSpec[]) {
        const { hasValidation } = problemNamed(spec.problem, schemas);
        kind.checkBest?.(best, hasValidation?.(spec) ?? false);
      }
    }
    const allows: Experiment["allows"] = ({ values }, path, value) =>
      isAccepted(() => makeSpec({ ...values, [path]: value }));
    const things = { kind, problems, registries };
    const shown = { source, title, question, charts, file: given };
    const experiment: Experiment = { ...things, ...shown, runs, best, total, allows };
    return experiment as unknown as Experiment<Spec, Result>; // of the kind that was asked for
  });
}

/**
 * The fields of an experiment file as they stand, with the defaults of its kind and problem in place:
 * so they can be set or swept in a file without them. Nothing is checked but the syntax.
 *
 * @throws {InputError} When it is not JSON with comments
 */
export function experimentFields(
  text: string,
  source: string,
  registries: Registries = standard,
): Record<string, unknown> {
  const raw = parseJsonc(text, source);
  const schemas = fileSchemas(registries);
  const defaults = locate(source, () => problemDefaults(raw, schemas));
  return { ...defaults, ...schemaOf(raw, schemas).kind.defaults, ...raw };
}

/** @throws {InputError} When there is no such kind, or it is not the one that is wanted */
function checkKind(given: unknown, wanted: string | undefined, { kinds }: FileSchemas): void {
  const names = kinds.map(({ kind }) => kind.name);
  const name = given ?? names[0];
  ensure(names.some((one) => one === name), `kind: ${unknown("kind", name, names)}`);
  ensure(
    wanted === undefined || wanted === name,
    `kind: must be "${wanted}" here: current value is "${name}"`,
  );
}

function checkCount(path: string, runs: number): void {
  ensure(
    runs <= MOST.runs,
    `${path}: must make at most ${grouped(MOST.runs)} runs: these make ${grouped(runs)}`,
  );
}

/** The number of runs that `best` adds. */
function checkBest({ of, seeds }: Best, frame: Frame, rows: readonly Values[]): number {
  const countOf = (textOf: (row: Values) => string) => new Set(rows.map(textOf)).size;
  ensure(
    of in frame.matrix && countOf((row) => JSON.stringify(row[of])) > 1,
    `best.of: must be a field that matrix sweeps through two or more values: ` +
      `current value is ${JSON.stringify(of)}`,
  );
  const swept = new Set(frame.seeds);
  const shared = seeds.find((seed) => swept.has(seed));
  ensure(
    shared === undefined,
    `best.seeds: must not have a seed of the sweep, or the choice would be judged by what it ` +
      `was made from: both have ${shared}; give other best.seeds, or best=null`,
  );
  return countOf((row) => JSON.stringify({ ...row, [of]: null })) * seeds.length;
}

/** The fields of the run with these values, as they stand in the file. */
function fieldsOf(file: Readonly<Record<string, unknown>>, values: Values, { keys }: FileSchema) {
  const fields = Object.fromEntries(
    keys.filter((key) => key in file).map((key) => [key, structuredClone(file[key])]),
  );
  // A whole field before the fields inside it, which are more special and have longer paths.
  const byDepth = Object.entries(values).sort(([a], [b]) => a.length - b.length);
  for (const [path, value] of byDepth) setAt(fields, path, structuredClone(value));
  return fields;
}

/** The spec of the run with these values. */
function specOf(
  file: Readonly<Record<string, unknown>>,
  values: Values,
  frame: Frame,
  schema: FileSchema,
  schemas: FileSchemas,
  findRun: FindRun,
): unknown {
  const { kind } = schema;
  const fields = fieldsOf(file, values, schema);
  const problem = problemNamed(fields.problem, schemas);
  try {
    const given = checked(schema.spec(problem), fields, schema) as ProblemSpec;
    const spec = (problem.complete?.(given) ?? given) as ProblemSpec;
    const whole = kind.complete?.(spec, onProblemOf(spec, problem, findRun)) ?? spec;
    kind.check(whole, problem.examples(whole), problem.hasHessian ?? false);
    return whole;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A swept field has to be mended where its sweep stands.
    error.message = error.message.replace(
      /^[^:\n]+(?=: )/gm,
      (path) => Object.hasOwn(values, path) ? sweepOf(path, values, frame) : path,
    );
    throw error;
  }
}

/**
 * Checks values that a sweep replaces, as any others in the file.
 *
 * @throws {InputError} When one is wrong
 */
function checkReplaced(
  file: Readonly<Record<string, unknown>>,
  values: Values,
  schema: FileSchema,
  schemas: FileSchemas,
): void {
  const replaced = Object.keys(values).filter((path) =>
    valueAt(file, path.split(".")) !== undefined
  );
  const missing = Object.entries(values).filter(([path]) => !replaced.includes(path));
  const fields = fieldsOf(file, Object.fromEntries(missing), schema);
  const { error } = schema.spec(problemNamed(fields.problem, schemas)).safeParse(fields);
  const issues = error?.issues.filter(({ path }) =>
    valueAt(fields, path) !== undefined &&
    replaced.some((one) => `${path.join(".")}.`.startsWith(`${one}.`))
  ) ?? [];
  if (issues.length > 0) throw new InputError(mistakes(issues, fields, schema));
}

/** The parsed value, or an error with a line for each mistake. */
function checked<Value>(schema: z.ZodType<Value>, fields: object, files: FileSchema): Value {
  const { success, data, error } = schema.safeParse(fields);
  if (success) return data;
  throw new InputError(mistakes(error.issues, { ...fields, kind: files.kind.name }, files));
}
