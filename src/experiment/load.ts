/**
 * From the text of an experiment file to its runs, or to an error that says what to mend.
 *
 * @module
 */
import { InputError, locate, suggest } from "../errors.ts";
import type { FindRun, Kind, Outcome } from "../kinds/kind.ts";
import { type Registries, registries as standard } from "../kinds/mod.ts";
import type { Best, Plan, ProblemSpec } from "../kinds/plan.ts";
import { type JsonObject, setAt } from "./_json.ts";
import { parseJsonc } from "./_jsonc.ts";
import { type Mistake, mistakes } from "./_mistakes.ts";
import { expand, type Values } from "./expand.ts";
import type { Experiment } from "./experiment.ts";
import { applyOverrides } from "./overrides.ts";
import {
  type FileSchema,
  type FileSchemas,
  fileSchemas,
  type Frame,
  problemNamed,
  schemaOf,
} from "./schema.ts";

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
}

/**
 * Reads an experiment: parses, applies the overrides, expands the sweeps and checks every run.
 *
 * @throws {InputError} With one line for each thing to mend: file, path, rule and value
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
  const { source, overrides = [], kind: wanted, registries = standard } = options;
  const schemas = fileSchemas(registries);
  const fields = experimentFields(text, source, registries);
  return locate(source, () => {
    const file = applyOverrides(fields, overrides, schemas);
    const schema = schemaOf(file, schemas);
    checkKind(file.kind, wanted?.name, schemas);
    const frame = checked(schema.frame.safeParse(file), file, schema, {});
    const rows = expand(frame);
    const reader = { file, frame, schema, schemas, findRun: finderOf(options) };
    const specs = rows.map((values) => checkRun(values, reader));
    const runs = rows.flatMap((values, i) =>
      frame.seeds.map((seed, j): Plan<unknown> => (
        { run: i * frame.seeds.length + j + 1, seed, values, spec: specs[i] }
      ))
    );
    const { kind } = schema;
    const { title, question, charts = [kind.usual(specs)], best = null } = frame;
    const again = best === null ? 0 : checkBest(best, frame, rows);
    const total = runs.length + again;
    const { problems } = schemas;
    const experiment = { kind, problems, source, title, question, charts, runs, best, total, file };
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
): JsonObject {
  const raw = parseJsonc(text, source);
  const schemas = fileSchemas(registries);
  const { defaults } = locate(source, () => problemNamed(raw.problem, schemas));
  return { ...defaults, ...schemaOf(raw, schemas).kind.defaults, ...raw };
}

/** @throws {InputError} When there is no such kind, or it is not the one that is wanted */
function checkKind(given: unknown, wanted: string | undefined, { kinds }: FileSchemas): void {
  const names = kinds.map(({ kind }) => kind.name);
  const name = given ?? names[0];
  if (typeof name !== "string" || !names.includes(name)) {
    throw new InputError(
      `kind: unknown kind ${JSON.stringify(name)}${suggest(String(name), names)}`,
    );
  }
  if (wanted !== undefined && wanted !== name) {
    throw new InputError(`kind: must be "${wanted}" here: current value is "${name}"`);
  }
}

/** The number of runs that `best` adds. */
function checkBest({ of, seeds }: Best, frame: Frame, rows: readonly Values[]): number {
  const values = new Set(rows.map((row) => JSON.stringify(row[of])));
  if (values.size < 2 || !(of in frame.matrix)) {
    throw new InputError(
      `best.of: must be a field that matrix sweeps through two or more values: ` +
        `current value is ${JSON.stringify(of)}`,
    );
  }
  const shared = seeds.find((seed) => frame.seeds.includes(seed));
  if (shared !== undefined) {
    throw new InputError(
      `best.seeds: must not have a seed of the sweep, or the choice would be judged by what it ` +
        `was made from: both have ${shared}; give other best.seeds, or best=null`,
    );
  }
  const groups = new Set(rows.map((row) => JSON.stringify({ ...row, [of]: null })));
  return groups.size * seeds.length;
}

/** How runs of other files are found, which train: paths are seen from this file. */
function finderOf(
  { source, read, registries }: Pick<LoadOptions, "source" | "read" | "registries">,
): FindRun {
  return (file, run, path) => {
    if (read === undefined) {
      throw new InputError(
        `${path}.experiment: cannot be read here: no way to read files was given`,
      );
    }
    const other = /^[/\\]/.test(file) ? file : source.replace(/[^/\\]*$/, "") + file;
    const [first] = fileSchemas(registries ?? standard).kinds;
    const options = { source: other, kind: first.kind, ...registries && { registries } };
    const { runs } = loadExperiment(read(other), options);
    if (runs[run - 1] !== undefined) return runs[run - 1];
    throw new InputError(
      `${path}.run: must be 1 to ${runs.length}, the runs of the sweep of ${other}: ` +
        `current value is ${run}`,
    );
  };
}

/** What runs are read from. */
interface Reader {
  readonly file: JsonObject;
  readonly frame: Frame;
  readonly schema: FileSchema;
  readonly schemas: FileSchemas;
  readonly findRun: FindRun;
}

/** The spec of the run with these values. */
function checkRun(values: Values, { file, frame, schema, schemas, findRun }: Reader): unknown {
  const { kind, keys } = schema;
  const fields: JsonObject = {};
  for (const key of keys) if (key in file) fields[key] = structuredClone(file[key]);
  // A whole field before the fields inside it, which are more special.
  const byDepth = Object.entries(values).sort(([a], [b]) => depth(a) - depth(b));
  for (const [path, value] of byDepth) setAt(fields, path, structuredClone(value));
  const sweeps = Object.fromEntries(
    Object.keys(values).map((path) => [path, path in frame.zip ? "zip" : "matrix"]),
  );
  const problem = problemNamed(fields.problem, schemas);
  const read = schema.spec(problem).safeParse(fields);
  const spec = checked(read, { ...fields, kind: kind.name }, schema, sweeps) as ProblemSpec;
  const own = Object.keys(problem.fields);
  const whole = kind.complete?.(spec, ["problem", ...own], findRun) ?? spec;
  swept(sweeps, () => kind.check(whole, problem.examples(whole)));
  return whole;
}

const depth = (path: string) => path.split(".").length;

/** Does something, and says of the user's error about a swept field where the sweep stands. */
function swept(sweeps: Readonly<Record<string, string>>, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) {
      const [path] = error.message.split(":");
      if (Object.hasOwn(sweeps, path)) error.message = `${sweeps[path]}.${error.message}`;
    }
    throw error;
  }
}

/** The parsed value, or an error with a line for each mistake. */
function checked<Value>(
  result: { success: true; data: Value } | {
    success: false;
    error: Parameters<typeof mistakes>[0];
  },
  file: unknown,
  schema: FileSchema,
  sweeps: Readonly<Record<string, string>>,
): Value {
  if (result.success) return result.data;
  const line = ({ path, rule }: Mistake) => {
    const sweep = Object.hasOwn(sweeps, path) ? sweeps[path] : undefined;
    return `${sweep === undefined ? path : `${sweep}.${path}`}: ${rule}`;
  };
  throw new InputError(mistakes(result.error, file, schema).map(line).join("\n"));
}
