import {
  type Measurement,
  type Medians,
  mediansOf,
  type Provenance,
} from "../samples/measurement.ts";
import { checkComparable } from "../samples/settings.ts";
import { type ChangePoint, changePoints } from "./change_points.ts";
import { thresholdOf, type Thresholds } from "../samples/thresholds.ts";

export interface HistoryPoint extends Provenance, Medians {
  /** Whether the point before was measured with another Deno: a change may be Deno's. */
  readonly isNewDeno: boolean;
  /** Whether the bench computed something else before, or on other threads. */
  readonly isNewWork: boolean;
}

export interface BenchHistory {
  readonly bench: string;
  readonly points: readonly HistoryPoint[];
  /** Lasting changes of the ratio to the ceiling; none is looked for across points of other work. */
  readonly changes: readonly ChangePoint[];
}

/**
 * The history of each bench, benches in the order in which they first came. As measurements are of
 * many moments, changes are those of times in units of the ceiling bench.
 */
export function histories(
  all: readonly Measurement[],
  thresholds: Thresholds = {},
): BenchHistory[] {
  const ordered = inOrder(all);
  const machines = ordered.map((one) => ({ ...one, setting: { ...one.setting, deno: "" } }));
  for (const one of machines) checkComparable(machines[0], one);
  const benches = new Set(ordered.flatMap(({ samples }) => samples.map(({ bench }) => bench)));
  return [...benches].map((bench) => {
    const points = pointsOf(bench, ordered);
    return { bench, points, changes: changesOf(points, thresholdOf(bench, thresholds)) };
  });
}

export function inOrder(measurements: readonly Measurement[]): Measurement[] {
  const time = ({ started }: Measurement) => started.replace("Z", ""); // all of them are UTC
  return measurements.toSorted((a, b) => time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0);
}

function pointsOf(bench: string, measurements: readonly Measurement[]): HistoryPoint[] {
  const all = measurements.flatMap(({ samples, failures: _, ...provenance }) => {
    const own = samples.filter((sample) => sample.bench === bench);
    const work = new Set(own.map(({ inputs, threads }) => `${inputs} ${threads}`));
    return own.length === 0 ? [] : [{ point: { ...provenance, ...mediansOf(own) }, work }];
  });
  return all.map(({ point, work }, i) => {
    const before = all[i - 1] ?? { point, work };
    return {
      ...point,
      isNewDeno: before.point.setting.deno !== point.setting.deno,
      isNewWork: before.work.symmetricDifference(work).size > 0,
    };
  });
}

function changesOf(points: readonly HistoryPoint[], threshold: number): ChangePoint[] {
  const starts = points.flatMap(({ isNewWork }, i) => i === 0 || isNewWork ? [i] : []);
  return starts.flatMap((start, i) => {
    const part = points.slice(start, starts[i + 1]).map(({ ceilingRatio }) => ceilingRatio);
    return changePoints(part, threshold)
      .map((change) => ({ ...change, index: start + change.index }));
  });
}
