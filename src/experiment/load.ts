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
import { checkBatchSize } from "../datasets/batches.ts";
import { InputError, locate, suggest } from "../errors.ts";
import type { Choice } from "../types.ts";
import { isObject, type JsonObject, setAt } from "./_json.ts";
import { type Problem, problems } from "./_problems.ts";
import { expand, type Values } from "./expand.ts";
import { applyOverrides } from "./overrides.ts";
import type { Best, ExperimentOf, RunPlan } from "../kinds/plan.ts";
import { type Frame, KINDS, schemaOf } from "./schema.ts";
import { checkSlice } from "../kinds/slice/_check.ts";
import {
  DEFAULT_GRADIENT,
  DEFAULT_LOSS,
  type Kind,
  type SliceSpec,
  type Specs,
  specSchemas,
} from "../kinds/specs.ts";

/** Where a text comes from and what the command line adds to it. */
export interface LoadOptions<K extends Kind = Kind> {
  /** Name of the file, for errors. */
  readonly source: string;
  /** `KEY=VALUE`, applied in order. */
  readonly overrides?: readonly string[];
  /** The kind that it has to be of; any when left out. */
  readonly kind?: K;
  /** Reads another experiment file, seen from here; without it, files that name one are refused. */
  readonly read?: (path: string) => string;
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
export function loadExperiment<K extends Kind = Kind>(
  text: string,
  { source, overrides = [], kind: wanted, read }: LoadOptions<K>,
): ExperimentOf<K> {
  const fields = experimentFields(text, source);
  return locate(source, () => {
    const file = applyOverrides(fields, overrides);
    const { kind = "train" } = file as { kind?: Kind };
    if (!KINDS.includes(kind)) {
      const text = JSON.stringify(kind);
      throw new InputError(`kind: unknown kind ${text}${suggest(String(kind), KINDS)}`);
    }
    if (wanted !== undefined && wanted !== kind) {
      throw new InputError(`kind: must be "${wanted}" here: current value is "${kind}"`);
    }
    const frame = checked(schemaOf(file).frame.safeParse(file), file, {});
    const rows = expand(frame);
    const specs = rows.map((values) => checkRun(kind, file, frame, values));
    const runs = rows.flatMap((values, i) =>
      frame.seeds.map((seed, j) => ({
        run: i * frame.seeds.length + j + 1,
        seed,
        values,
        spec: specs[i],
        ...kind === "slice" && { trained: trainedRun(specs[i] as SliceSpec, source, read) },
      }))
    );
    const { title, question, charts = [defaultChart(kind, specs)], best = null } = frame;
    const again = best === null ? 0 : checkBest(best, frame, rows);
    const total = runs.length + again;
    const experiment = { kind, source, title, question, charts, runs, best, total, file };
    return experiment as unknown as ExperimentOf<K>; // `runs` are of this kind, as `specs` are
  });
}

/**
 * The fields of an experiment file as they stand, with the default loss and gradient in place:
 * so they can be set or swept in a file without them. Nothing is checked but the syntax.
 *
 * @throws {InputError} When it is not JSON with comments
 */
export function experimentFields(text: string, source: string): JsonObject {
  const raw = parseJsonc(text, source);
  const defaults = (raw.kind ?? "train") === "train"
    ? { loss: DEFAULT_LOSS, gradient: DEFAULT_GRADIENT }
    : { loss: DEFAULT_LOSS };
  return { ...defaults, ...raw };
}

/** What is drawn when the file does not say. */
function defaultChart(kind: Kind, specs: readonly object[]): Choice {
  if (kind === "train") return { name: "line" };
  if (kind === "gradientCheck") return { name: "valley" };
  return { name: specs.some((spec) => "b" in spec) ? "heatmap" : "profile" };
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

/** The run at whose end a slice is centred, on the slice's own dataset and loss. */
function trainedRun(
  { center, dataset, loss }: SliceSpec,
  source: string,
  read: LoadOptions["read"],
): RunPlan | null {
  if (typeof center !== "object" || !("experiment" in center)) return null;
  if (read === undefined) {
    throw new InputError("center.experiment: cannot be read here: no way to read files was given");
  }
  const { experiment } = center;
  const other = /^[/\\]/.test(experiment)
    ? experiment
    : source.replace(/[^/\\]*$/, "") + experiment;
  const { runs } = loadExperiment(read(other), { source: other, kind: "train" });
  const plan = runs[center.run - 1];
  if (plan === undefined) {
    throw new InputError(
      `center.run: must be 1 to ${runs.length}, the runs of the sweep of ${other}: ` +
        `current value is ${center.run}`,
    );
  }
  const { batchSize } = plan.spec;
  if (typeof batchSize === "number" && typeof dataset.train === "number") {
    checkBatchSize(batchSize, dataset.train, "center.run: its batchSize");
  }
  return { ...plan, spec: { ...plan.spec, dataset, loss } };
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
function checkRun<K extends Kind>(
  kind: K,
  file: JsonObject,
  frame: Frame,
  values: Values,
): Specs[K] {
  const fields: JsonObject = {};
  for (const key of schemaOf(file).keys) {
    if (key in file) fields[key] = structuredClone(file[key]);
  }
  // A whole field before the fields inside it, which are more special.
  const byDepth = Object.entries(values).sort(([a], [b]) => depth(a) - depth(b));
  for (const [path, value] of byDepth) setAt(fields, path, structuredClone(value));
  const sweeps = Object.fromEntries(
    Object.keys(values).map((path) => [path, path in frame.zip ? "zip" : "matrix"]),
  );
  const spec = checked(specSchemas[kind].safeParse(fields), { ...fields, kind }, sweeps);
  if ("a" in spec) checkSlice(spec);
  else if (typeof spec.batchSize === "number" && typeof spec.dataset.train === "number") {
    const path = sweeps.batchSize === undefined ? "batchSize" : `${sweeps.batchSize}.batchSize`;
    checkBatchSize(spec.batchSize, spec.dataset.train, path);
  }
  return spec;
}

const depth = (path: string) => path.split(".").length;

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
