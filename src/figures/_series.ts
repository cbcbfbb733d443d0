import { median, valueText } from "../numbers.ts";
import type { Curve, CurveRecord, RunLabel } from "../types.ts";

/** Records by which a chart can be drawn along. */
export const X_FIELDS = [
  "examples",
  "epoch",
  "iteration",
  "lossEvaluations",
  "gradientEvaluations",
] as const;

/** Records that a chart can show. */
export const Y_FIELDS = ["trainLoss", "trainAccuracy", "testLoss", "testAccuracy"] as const;

/** What the fields are called on an axis. */
export const FIELD_NAMES: Readonly<Record<XField | YField, string>> = {
  examples: "examples seen",
  epoch: "epochs",
  iteration: "iterations",
  lossEvaluations: "loss evaluations",
  gradientEvaluations: "gradient evaluations",
  trainLoss: "training loss",
  trainAccuracy: "training accuracy",
  testLoss: "test loss",
  testAccuracy: "test accuracy",
};

/** A field along which a chart is drawn. */
export type XField = typeof X_FIELDS[number];
/** A field that a chart shows. */
export type YField = typeof Y_FIELDS[number];

/** One line of a chart: the median over all runs that share the values of some fields. */
export interface Series {
  /** Those values, such as `256`. */
  readonly label: string;
  /** How many runs it stands for. */
  readonly runs: number;
  /** How many seeds those have. */
  readonly seeds: number;
  /** (x, y), in rising order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Whether half of the runs diverged, or more. */
  readonly diverged: boolean;
}

/** The fields that runs differ in, without the seed. */
export function sweptPaths(runs: readonly RunLabel[]): string[] {
  return [...new Set(runs.flatMap(({ values }) => Object.keys(values)))];
}

/** Objects whose fields have names that others have, too: a run has a seed, a method a scale. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  dataset: "dataset",
  init: "initial",
  a: "a",
  b: "b",
};

/** `method.stepSize` → `step size`, `dataset.seed` → `dataset seed` */
export function pathWords(path: string): string {
  const last = path.slice(path.lastIndexOf(".") + 1);
  const [first] = path.split(".");
  const before = first in AMBIGUOUS && first !== last ? `${AMBIGUOUS[first]} ` : "";
  return before + last.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What an axis is called. */
export function axisName(name: string, isLog: boolean): string {
  return isLog ? `${name} (log scale)` : name;
}

/** A run's value of a swept field, as text. */
export function sweptText({ values }: RunLabel, path: string): string {
  return path in values ? valueText(values[path]) : "–";
}

/** Runs by their values of `paths`, in order of appearance. */
export function groupBy<Run extends RunLabel>(
  runs: readonly Run[],
  paths: readonly string[],
): { readonly label: string; readonly runs: Run[] }[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const label = paths.map((path) => sweptText(run, path)).join(" · ");
    const group = groups.get(label) ?? [];
    if (group.length === 0) groups.set(label, group);
    group.push(run);
  }
  return [...groups].map(([label, runs]) => ({ label, runs }));
}

/** Whether half of the runs diverged, or more: then their median did. */
export function haveDiverged(curves: readonly Curve[]): boolean {
  return curves.filter(({ status }) => status === "diverged").length * 2 >= curves.length;
}

/** What lines are the median of, where there are several runs. */
export function medianText(lines: readonly Pick<Series, "runs" | "seeds">[]): string {
  const runs = Math.max(0, ...lines.map((one) => one.runs));
  if (runs <= 1) return "";
  return lines.every((one) => one.runs === one.seeds)
    ? `, median of ${runs} seeds`
    : `, median of ${runs} runs`;
}

/** The lines of a chart. */
export function seriesOf(
  curves: readonly Curve[],
  paths: readonly string[],
  x: XField,
  y: YField,
): Series[] {
  return groupBy(curves, paths).map(({ label, runs: group }) => ({
    label,
    runs: group.length,
    seeds: new Set(group.map(({ seed }) => seed)).size,
    points: medianPoints(group, x, y),
    diverged: haveDiverged(group),
  }));
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
function medianPoints(curves: readonly Curve[], x: XField, y: YField): [number, number][] {
  const byIteration = curves.map(({ records }) =>
    new Map(records.map((record) => [record.iteration, record]))
  );
  const lastOf = ({ records }: Curve) => records[records.length - 1].iteration;
  const iterations = [...new Set(byIteration.flatMap((records) => [...records.keys()]))]
    .sort((a, b) => a - b);
  const points: [number, number][] = [];
  for (const iteration of iterations) {
    const here = byIteration.map((records) => records.get(iteration));
    const isCommon = curves.every((curve, i) => here[i] !== undefined || lastOf(curve) < iteration);
    if (!isCommon) continue;
    const present = here.filter((record): record is CurveRecord => record !== undefined);
    const lost = curves.filter((curve, i) => here[i] === undefined && curve.status === "diverged");
    const values = [...present.map((record) => record[y] ?? NaN), ...lost.map(() => Infinity)];
    points.push([median(present.map((record) => record[x])), median(values)]);
  }
  return points.filter(([, value]) => Number.isFinite(value));
}
