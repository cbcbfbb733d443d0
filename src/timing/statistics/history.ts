/**
 * Saved measurements of one machine as series: one for each bench, with what changed it.
 *
 * @module
 */
import { median } from "simple-statistics";
import { type ChangePoint, changePoints } from "./change_points.ts";
import { checkComparable } from "../samples/settings.ts";
import { thresholdOf } from "./thresholds.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";
import type { ComparisonOptions } from "./compare.ts";

/** A bench in one measurement. */
export interface HistoryPoint {
  readonly name: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly started: string;
  /** Version of Deno. */
  readonly deno: string;
  /** Median of what the history is of: nanoseconds, or the ratio to the ceiling. */
  readonly value: number;
  /** Median; null for benches that do not go through examples. */
  readonly examplesPerSecond: number | null;
  readonly samples: number;
  /** Whether the point before was measured with another Deno: a change may be Deno's. */
  readonly isNewDeno: boolean;
  /**
   * Whether the bench computed something else before, or on other threads: no change is looked for
   * across it.
   */
  readonly isNewWork: boolean;
}

/** A bench in all measurements that have it. */
export interface BenchHistory {
  readonly bench: string;
  /** In the order of time. */
  readonly points: readonly HistoryPoint[];
  /**
   * Lasting changes larger than the threshold, by the index of the first point of the new level.
   */
  readonly changes: readonly ChangePoint[];
}

/**
 * How a history is made. `by` is the ratio to the ceiling unless told, as its measurements are of
 * many moments.
 */
export type HistoryOptions = Pick<
  ComparisonOptions,
  "by" | "threshold" | "thresholds" | "isForced"
>;

/**
 * The history of each bench, benches in the order in which they first came.
 *
 * @throws {InputError} When the machines differ and it is not forced; other versions of Deno are marked
 */
export function histories(
  measurements: readonly Measurement[],
  { by = "ceilingRatio", threshold, thresholds = [], isForced = false }: HistoryOptions = {},
): BenchHistory[] {
  const ordered = measurements.toSorted((a, b) =>
    a.started < b.started ? -1 : a.started > b.started ? 1 : 0
  );
  for (const one of ordered) {
    checkComparable(withoutDeno(ordered[0]), withoutDeno(one), { force: isForced });
  }
  const thresholdFor = thresholdOf(thresholds, threshold);
  const benches = new Set(ordered.flatMap(({ samples }) => samples.map(({ bench }) => bench)));
  return [...benches].map((bench) => {
    const points = pointsOf(bench, ordered, by);
    return { bench, points, changes: changesOf(points, thresholdFor(bench)) };
  });
}

function pointsOf(
  bench: string,
  measurements: readonly Measurement[],
  by: "nanoseconds" | "ceilingRatio",
): HistoryPoint[] {
  let before: { readonly deno: string; readonly work: string } | null = null;
  return measurements.flatMap(({ name, commit, dirty, started, setting: { deno }, samples }) => {
    const own = samples.filter((sample) => sample.bench === bench);
    if (own.length === 0) return [];
    const now = { deno, work: workOf(own) };
    const [isNewDeno, isNewWork] = [
      before !== null && before.deno !== now.deno,
      before !== null && before.work !== now.work,
    ];
    before = now;
    const rates = own.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
    return [{
      name,
      commit,
      dirty,
      started,
      deno,
      value: median(own.map((sample) => sample[by])),
      examplesPerSecond: rates.length === own.length ? median(rates) : null,
      samples: own.length,
      isNewDeno,
      isNewWork,
    }];
  });
}

const workOf = (samples: readonly Sample[]) =>
  JSON.stringify([...new Set(samples.map(({ inputs, threads }) => `${inputs} ${threads}`))]);

/** Changes between points of the same work. */
function changesOf(points: readonly HistoryPoint[], threshold: number): ChangePoint[] {
  const starts = points.flatMap(({ isNewWork }, i) => i === 0 || isNewWork ? [i] : []);
  return starts.flatMap((start, i) => {
    const part = points.slice(start, starts[i + 1]).map(({ value }) => value);
    return changePoints(part, { threshold })
      .map((change) => ({ ...change, index: start + change.index }));
  });
}

/** For its machine alone. */
const withoutDeno = ({ name, setting }: Measurement) => ({
  name,
  setting: { ...setting, deno: "" },
});
