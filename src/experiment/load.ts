/**
 * From the text of an experiment file to its runs, or to an error that says what to mend.
 *
 * @module
 */
import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { checkBatchSize } from "../batches.ts";
import { InputError, locate } from "../errors.ts";
import type { Choice, Scalar } from "../types.ts";
import { isObject, type JsonObject, setAt } from "./_json.ts";
import { type Problem, problems } from "./_problems.ts";
import { expand, type Values } from "./expand.ts";
import { applyOverrides } from "./overrides.ts";
import {
  DEFAULT_LOSS,
  type Frame,
  frameSchema,
  runKeys,
  runSchema,
  type RunSpec,
} from "./schema.ts";

/** One run of an experiment, ready to go. */
export interface RunPlan {
  /** Number of the run, from 1. */
  readonly run: number;
  /** Seed of the run's random streams. */
  readonly seed: number;
  /** The swept fields by path, without the seed. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** All fields with their defaults. */
  readonly spec: RunSpec;
}

/** A question and the runs that answer it. */
export interface Experiment {
  /** Name of the file, for errors. */
  readonly source: string;
  /** The heading of table and chart. */
  readonly title: string;
  /** What the experiment answers. */
  readonly question: string;
  /** What is drawn. */
  readonly charts: readonly Choice[];
  /** The runs, in order. */
  readonly runs: readonly RunPlan[];
  /** The file after overrides, as it was checked. */
  readonly file: Readonly<Record<string, unknown>>;
}

/** Where a text comes from and what the command line adds to it. */
export interface LoadOptions {
  /** Name of the file, for errors. */
  readonly source: string;
  /** `KEY=VALUE`, applied in order. */
  readonly overrides?: readonly string[];
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
export function loadExperiment(
  text: string,
  { source, overrides = [] }: LoadOptions,
): Experiment {
  const raw = parseJsonc(text, source);
  return locate(source, () => {
    // With its default in place, a field of the loss can be set or swept in a file without one.
    const file = applyOverrides({ loss: DEFAULT_LOSS, ...raw }, overrides);
    const frame = checked(frameSchema.safeParse(file), file, {});
    const rows = expand(frame);
    const specs = rows.map((values) => checkRun(file, frame, values));
    const runs = rows.flatMap((values, i) =>
      frame.seeds.map((seed, j) => ({
        run: i * frame.seeds.length + j + 1,
        seed,
        values,
        spec: specs[i],
      }))
    );
    const { title, question, charts } = frame;
    return { source, title, question, charts, runs, file };
  });
}

function parseJsonc(text: string, source: string): JsonObject {
  const fail = (offset: number, rule: string) => {
    const before = text.slice(0, offset).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new InputError(`${source}:${before.length}:${column}: ${rule}`);
  };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  const [problem] = errors;
  if (problem !== undefined) {
    throw fail(problem.offset, `not valid JSON: ${words(printParseErrorCode(problem.error))}`);
  }
  const twice = root && repeatedKey(root);
  if (twice) throw fail(twice.offset, `${JSON.stringify(twice.value)} stands twice in one object`);
  const value: unknown = root && getNodeValue(root);
  if (!isObject(value)) throw new InputError(`${source}: must be an object in braces`);
  return value;
}

/** The first key that its object has already. */
function repeatedKey({ type, children = [] }: Node): Node | undefined {
  const keys = type === "object" ? children.flatMap(({ children: [key] = [] }) => key) : [];
  const repeated = keys.find((key, i) => keys.findIndex(({ value }) => value === key.value) < i);
  if (repeated !== undefined) return repeated;
  for (const child of children) {
    const inner = repeatedKey(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `CommaExpected` → `comma expected` */
function words(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}

/** The spec of the run with these values. */
function checkRun(file: JsonObject, frame: Frame, values: Values): RunSpec {
  const fields: JsonObject = {};
  for (const key of runKeys) {
    if (key in file) fields[key] = structuredClone(file[key]);
  }
  for (const [path, value] of Object.entries(values)) setAt(fields, path, value);
  const sweeps = Object.fromEntries(
    Object.keys(values).map((path) => [path, path in frame.zip ? "zip" : "matrix"]),
  );
  const spec = checked(runSchema.safeParse(fields), fields, sweeps);
  const { train } = spec.dataset;
  if (typeof spec.batchSize === "number" && typeof train === "number") {
    const sweep = sweeps.batchSize;
    checkBatchSize(spec.batchSize, train, sweep === undefined ? "batchSize" : `${sweep}.batchSize`);
  }
  return spec;
}

/** The parsed value, or an error with a line for each problem. */
function checked<Value>(
  result: { success: true; data: Value } | {
    success: false;
    error: Parameters<typeof problems>[0];
  },
  file: unknown,
  sweeps: Readonly<Record<string, string>>,
): Value {
  if (result.success) return result.data;
  const line = ({ path, rule }: Problem) => {
    const sweep = Object.hasOwn(sweeps, path) ? sweeps[path] : undefined;
    return `${sweep === undefined ? path : `${sweep}.${path}`}: ${rule}`;
  };
  throw new InputError(problems(result.error, file).map(line).join("\n"));
}
