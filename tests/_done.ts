/** Results with their plans: made up, as tables and figures are given them, or of real runs. */
// @ts-types="../src/_csv.d.ts"
import { parse } from "@std/csv";
import {
  convexityKind,
  curvatureKind,
  gradientCheckKind,
  raceKind,
  sliceKind,
  trainKind,
} from "../mod.ts";
import type { Experiment } from "../src/experiment/experiment.ts";
import { loadExperiment } from "../src/experiment/load.ts";
import type { Convexity } from "../src/kinds/convexity/convexity.ts";
import type { Curvature, CurvaturePoint } from "../src/kinds/curvature/curvature.ts";
import type { CurvatureSpec, Curved } from "../src/kinds/curvature/spec.ts";
import type { ConvexitySpec, Counted } from "../src/kinds/convexity/spec.ts";
import type { CheckedDerivative, GradientCheck } from "../src/kinds/gradient_check/check.ts";
import type { Checked, CheckSpec } from "../src/kinds/gradient_check/spec.ts";
import type { Kind, Outcome } from "../src/kinds/kind.ts";
import type { Registries } from "../src/kinds/mod.ts";
import type { Done, Plan } from "../src/kinds/plan.ts";
import type { Slice, SlicePoint } from "../src/kinds/slice/slice.ts";
import type { Sliced, SliceSpec } from "../src/kinds/slice/spec.ts";
import type { Table } from "../src/kinds/table.ts";
import type { Curve, CurveRecord } from "../src/kinds/train/curve.ts";
import type { Trained, TrainSpec } from "../src/kinds/train/spec.ts";
import type { Kinks, Machine } from "../src/problems/problem.ts";
import type { Circumstances } from "../src/results/files.ts";
import { type ExperimentContext, runExperiment } from "../src/runs/experiment.ts";

export { convexityKind, curvatureKind, gradientCheckKind, raceKind, sliceKind, trainKind };

// Made up.

/** Other things of a result, of its plan or of its spec. */
export type More<Spec, Result> = Partial<Result & Omit<Plan, "spec">> & {
  readonly spec?: Partial<Spec>;
};
export type MoreCurve = More<TrainSpec, Curve>;
export type MoreSlice = More<SliceSpec, Slice>;
export type MoreCheck = More<CheckSpec, GradientCheck>;

/** The same with other things. */
export function but<Spec, Result>(
  { plan, result }: Done<Spec, Result>,
  more: More<Spec, Result>,
): Done<Spec, Result> {
  const { run, seed, values, spec, ...others } = { ...plan, ...more };
  return {
    plan: { run, seed, values, spec: { ...plan.spec, ...spec } },
    result: { ...result, ...others as Partial<Result> },
  };
}

function made<Spec, Result>(result: Result, spec: object, more: More<Spec, Result>) {
  const plan = { run: 1, seed: 1, values: {}, spec: spec as Spec };
  return but({ plan, result }, more);
}

const hashes = { weightsSha256: "0".repeat(64), datasetSha256: "1".repeat(64) };

/** A record with a training loss; the rest follows from the iteration. */
export function record(
  iteration: number,
  trainLoss: number,
  more: Partial<CurveRecord> = {},
): CurveRecord {
  return {
    iteration,
    epoch: iteration / 10,
    examples: iteration * 10,
    lossEvaluations: 0,
    gradientEvaluations: iteration,
    usedStepSize: null,
    clippedSteps: null,
    trainLoss: Math.fround(trainLoss),
    trainAccuracy: 0.5,
    validationLoss: null,
    validationAccuracy: null,
    testLoss: Math.fround(trainLoss + 1),
    distance: null,
    testAccuracy: 0.25,
    ...more,
  };
}

/** A finished run with these training losses at iterations 0, 1, 2, … */
export function curve(trainLosses: readonly number[], more: MoreCurve = {}): Trained {
  const result: Curve = {
    batchSize: 10,
    records: trainLosses.map((loss, iteration) => record(iteration, loss)),
    status: "done",
    stopReason: "epochs",
    ...hashes,
    timing: {
      solverSeconds: 2,
      evaluationSeconds: 1,
      jobs: 1,
      atRecords: trainLosses.map((_, iteration) => iteration / 4),
    },
  };
  const method = { name: "gradientDescent", stepSize: 0.1 };
  const stop = { divergence: 100 };
  return made(result, { problem: { name: "classifier" }, method, stop }, more);
}

/** A place of a slice with this loss, a tenth of it penalty. */
function place(a: number, b: number | null, loss: number): SlicePoint {
  const penalty = Math.fround(loss / 10);
  return { a, b, loss: Math.fround(loss), dataLoss: Math.fround(loss - penalty), penalty };
}

/** Kinks at these places, each of one term unless `count` says more. */
export function kinksAt(
  inside: readonly number[],
  { count = inside.length, outside = [], minimum = null }: {
    readonly count?: number;
    readonly outside?: readonly number[];
    readonly minimum?: Kinks["minimum"];
  } = {},
): Kinks {
  return {
    inside: { count, places: inside },
    outside: { count: outside.length, places: outside },
    minimum,
  };
}

/** A slice along one direction with these losses at −1, 0 and 1. */
export function lineSlice(losses: readonly number[], more: MoreSlice = {}): Sliced {
  const a = [-1, 0, 1];
  const result: Slice = {
    a,
    b: null,
    points: losses.map((loss, i) => place(a[i], null, loss)),
    kinks: kinksAt([-0.5, 0.25], { count: 3, minimum: { a: 0.25, loss: 0.125 } }),
    path: null,
    center: "random weights",
    ends: { a: null, b: null },
    barriers: { a: null, b: null },
    normalization: "none",
    norms: { center: 2, a: 0.5, b: null },
    cosine: null,
    examples: 1200,
    ...hashes,
  };
  return made(result, {}, more);
}

/** A slice along two directions with these losses at (0, 0), (1, 0), (0, 5) and (1, 5). */
export function planeSlice(losses: readonly number[], more: MoreSlice = {}): Sliced {
  const [a, b] = [[0, 1], [0, 5]];
  return lineSlice([], {
    a,
    b,
    points: losses.map((loss, i) => place(a[i % 2], b[i >> 1], loss)),
    kinks: null,
    norms: { center: 2, a: 0.5, b: 0.25 },
    cosine: -0.125,
    ...more,
  });
}

/** A derivative whose difference is off by a share of it. */
export function derivative(
  h: number,
  row: number,
  error: number,
  more: Partial<CheckedDerivative> = {},
): CheckedDerivative {
  return { row, column: 0, h, analytic: 4, numerical: 4 * (1 - error), error, kinks: 0, ...more };
}

/** A check of six weights, judged as given. */
export function gradientCheck(
  derivatives: readonly CheckedDerivative[],
  judgement: GradientCheck["judgement"],
  more: MoreCheck = {},
): Checked {
  const result: GradientCheck = {
    derivatives,
    judgement,
    other: null,
    size: 6,
    examples: 4,
    ...hashes,
  };
  return made(result, {}, more);
}

/** A count of convexity with these losses along lines from −1 to 1. */
export function convexityOf(
  lines: readonly (readonly number[])[],
  more: More<ConvexitySpec, Convexity> = {},
): Counted {
  const [{ length }] = lines;
  const a = Array.from({ length }, (_, i) => 2 * i / (length - 1) - 1);
  return made({ a, lines, chords: [], copies: [], size: 6, examples: 4, ...hashes }, {}, more);
}

/** A run with these largest eigenvalues after 0, 10, 20, … steps of size 0.1. */
export function curvatureOf(
  largest: readonly number[],
  more: More<CurvatureSpec, Curvature> = {},
): Curved {
  const points = largest.map((value, i): CurvaturePoint => ({
    record: record(10 * i, 1),
    largest: [{ value, residual: 0 }],
    lowest: { value: -1, residual: 0 },
    kinks: null,
    squaredGradient: 4,
    noise: { trace: 8, batches: [1, 4].map((size) => ({ size, measured: 8 / size, expected: 8 })) },
  }));
  const result: Curvature = {
    points,
    status: "done",
    stopReason: "epochs",
    size: 6,
    examples: 4,
    ...hashes,
  };
  return made(result, { method: { name: "gradientDescent", stepSize: 0.1 } }, more);
}

/** Of a run that nobody ran. */
export const CIRCUMSTANCES: Circumstances = {
  version: "0.0.0",
  codeSha256: "0".repeat(64),
  programSha256: "0".repeat(64),
  command: [],
  git: null,
  runtime: {},
  machine: {},
  backend: { name: "reference", threads: 1, jobs: 1 },
  started: "2026-07-01T12:00:00.000Z",
  ended: "2026-07-01T12:00:01.000Z",
};

/** The text of a table of a kind. */
export function tableOf<Spec, Result>(
  tables: readonly Table<Spec, Result>[],
  file: string,
  done: readonly Done<Spec, Result>[],
  question = "Why?",
): string {
  const text = tables.find((table) => table.file === file)?.text(done, question);
  if (typeof text !== "string") throw new Error(`There is no ${file}`);
  return text;
}

/** The rows of a CSV file by the names of its columns. */
export function rowsOf(text: string): Record<string, string>[] {
  return parse(text, { skipFirstRow: true });
}

// Of real runs.

/** Fields of an experiment file. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is given to an experiment beside its fields. */
export interface Given {
  readonly backend?: Machine;
  /** The file that trains, which a centre names. */
  readonly other?: Fields | undefined;
  readonly registries?: Registries;
}

/** An experiment of a kind with these fields. */
export function experimentOf<Spec, Result extends Outcome>(
  kind: Kind<Spec, Result>,
  fields: Fields,
  { other, registries }: Given = {},
): Experiment<Spec, Result> {
  const text = (more: Fields) => JSON.stringify({ title: "Test", question: "Is it so?", ...more });
  const read = () => text({ ...other });
  return loadExperiment(text({ kind: kind.name, ...fields }), {
    source: "test.jsonc",
    kind,
    read,
    ...registries && { registries },
  });
}

/** What comes of an experiment, in order. */
export async function doneOf<Spec, Result extends Outcome>(
  experiment: Experiment<Spec, Result>,
  context: ExperimentContext<Spec, Result> = {},
): Promise<Done<Spec, Result>[]> {
  const done: Done<Spec, Result>[] = [];
  for await (const event of runExperiment(experiment, context)) {
    if (event.kind === "done") done.push(event.done);
  }
  return done;
}

/** The results of an experiment of a kind with these fields, in order. */
export async function resultsOf<Spec, Result extends Outcome>(
  kind: Kind<Spec, Result>,
  fields: Fields,
  given: Given = {},
): Promise<Result[]> {
  const { backend } = given;
  const done = await doneOf(experimentOf(kind, fields, given), { ...backend && { backend } });
  return done.map(({ result }) => result);
}

export type Training = Experiment<TrainSpec, Curve>;

/** The toy, trained for five steps and recorded at each, unless the fields say other things. */
export const trainingOf = (fields: Fields = {}): Training =>
  experimentOf(trainKind, {
    dataset: { name: "toy" },
    method: { name: "gradientDescent", stepSize: 0.1 },
    init: { scale: 1 },
    record: { every: 1 },
    stop: { iterations: 5 },
    ...fields,
  });

/** What comes of training, in order. */
export const curvesOf = async (
  experiment: Training,
  context: ExperimentContext<TrainSpec, Curve> = {},
): Promise<Curve[]> => (await doneOf(experiment, context)).map(({ result }) => result);

/** What comes of one run. */
export const curveOf = async (fields: Fields = {}): Promise<Curve> =>
  (await curvesOf(trainingOf(fields)))[0];

export const lossesOf = ({ records }: Curve): number[] => records.map(({ trainLoss }) => trainLoss);

/** Counts of each record: iteration, epoch, examples, evaluations of losses and of gradients. */
export const countsOf = ({ records }: Curve): number[][] =>
  records.map(({ iteration, epoch, examples, lossEvaluations, gradientEvaluations }) => [
    iteration,
    epoch,
    examples,
    lossEvaluations,
    gradientEvaluations,
  ]);
