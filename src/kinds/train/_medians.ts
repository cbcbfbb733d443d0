/**
 * How one line stands for several runs: by their median.
 *
 * @module
 */
import type { Point } from "../../figures/figure.ts";
import { median } from "../../numbers.ts";
import type { Curve, CurveRecord } from "../../types.ts";
import { isBetterHigh, type XField, type YField } from "./_fields.ts";

/** Whether half of the runs diverged, or more: then their median did. */
export function haveDiverged(curves: readonly Curve[]): boolean {
  return curves.filter(({ status }) => status === "diverged").length * 2 >= curves.length;
}

/** The median of the last values; a run that diverged is worse than any that did not. */
export function medianEnd(curves: readonly Curve[], y: YField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  const badness = curves.map(({ records, status }) => {
    const value = records[records.length - 1][y];
    return status === "diverged" || value === null ? Infinity : sign * value;
  });
  return sign * median(badness);
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
export function medianPoints(curves: readonly Curve[], x: XField, y: YField): Point[] {
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
