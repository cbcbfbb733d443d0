/** How one line stands for several runs: by their median. */
import type { Point } from "../../figures/figure.ts";
import { median } from "../../numbers.ts";
import { isBetterHigh, type XField, type YField } from "./_fields.ts";
import { lastOf } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

/** The median of the last values; a run that diverged is worse than any that did not. */
export function medianEnd(runs: readonly Trained[], y: YField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  const badness = runs.map((run) => {
    const value = run.result.status === "diverged" ? null : lastOf(run)[y];
    return value === null ? Infinity : sign * value;
  });
  return sign * median(badness);
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
export function medianPoints(runs: readonly Trained[], x: XField, y: YField): Point[] {
  const curves = runs.map((run) => ({
    end: lastOf(run).iteration,
    hasDiverged: run.result.status === "diverged",
    at: new Map(run.result.records.map((record) => [record.iteration, record])),
  }));
  const iterations = [...new Set(curves.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  return iterations.flatMap((iteration): Point[] => {
    if (curves.some(({ at, end }) => !at.has(iteration) && end >= iteration)) return [];
    const here = curves.flatMap(({ at }) => at.get(iteration) ?? []);
    const lost = curves.filter(({ at, hasDiverged }) => hasDiverged && !at.has(iteration));
    const value = median([...here.map((record) => record[y] ?? NaN), ...lost.map(() => Infinity)]);
    return Number.isFinite(value) ? [[median(here.map((record) => record[x])), value]] : [];
  });
}
