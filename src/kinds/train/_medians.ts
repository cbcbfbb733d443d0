/**
 * How one line stands for several runs: by their median.
 *
 * @module
 */
import type { Point } from "../../figures/figure.ts";
import { median } from "../../numbers.ts";
import type { Curve, CurveRecord } from "./curve.ts";
import type { Trained } from "./spec.ts";
import { isBetterHigh, type XField, type YField } from "./_fields.ts";

/** Whether half of the runs diverged, or more: then their median did. */
export function haveDiverged(runs: readonly Trained[]): boolean {
  return runs.filter(({ result }) => result.status === "diverged").length * 2 >= runs.length;
}

/** The median of the last values; a run that diverged is worse than any that did not. */
export function medianEnd(runs: readonly Trained[], y: YField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  const badness = runs.map(({ result: { records, status } }) => {
    const value = records[records.length - 1][y];
    return status === "diverged" || value === null ? Infinity : sign * value;
  });
  return sign * median(badness);
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
export function medianPoints(runs: readonly Trained[], x: XField, y: YField): Point[] {
  const curves = runs.map(({ result }) => result);
  const byIteration = curves.map(({ records }) =>
    new Map(records.map((record) => [record.iteration, record]))
  );
  const lastOf = ({ records }: Curve) => records[records.length - 1].iteration;
  const iterations = [...new Set(byIteration.flatMap((records) => [...records.keys()]))]
    .sort((a, b) => a - b);
  const points: Point[] = [];
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
