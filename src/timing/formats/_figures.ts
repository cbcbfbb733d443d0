import { byBench, type Measurement, type Medians, mediansOf } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { percentChange } from "./words.ts";

/** Two versions, of which the second is reported; or a single one. */
export type Timings = TimingComparison | Measurement;

/** A figure with its bounds, which are null where they are not known. */
export interface Bounded {
  readonly value: number;
  readonly bounds: readonly [lower: number, upper: number] | null;
}

/** What is kept of a bench by those who follow one version after another. */
export interface BenchFigure {
  readonly bench: string;
  readonly time: Bounded;
  /** Examples per second; null for benches that do not go through examples. */
  readonly speed: Bounded | null;
  readonly notes: readonly string[];
}

/**
 * The figures of head, with bounds that are those of the ratio × the figures of base, so that they
 * hold the noise of both; or of a measurement, with the smallest and the largest as bounds.
 */
export function figuresOf(timings: Timings): BenchFigure[] {
  if (!("benches" in timings)) {
    return byBench(timings.samples).map(([bench, own]) => {
      const times = own.map(({ nanoseconds }) => nanoseconds);
      const speeds = own.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
      return figure(bench, timings.name, mediansOf(own), times, speeds);
    });
  }
  return timings.benches.flatMap(({ bench, verdict, ratio, interval, base, head }) => {
    if (head === null) return [];
    // What is above and below head, as a share of head: 1 is head itself.
    const shares = interval.map((bound) => bound / ratio);
    const known = base !== null && shares.every((one) => one > 0 && one < Infinity) ? shares : [];
    const times = known.map((share) => head.nanoseconds * share);
    const speeds = known.map((share) => (head.examplesPerSecond ?? NaN) / share);
    const note = Number.isFinite(ratio) ? `${percentChange(ratio)} time: ${verdict}` : verdict;
    return figure(bench, timings.head.name, head, times, speeds, note);
  });
}

function figure(
  bench: string,
  version: string,
  { nanoseconds, examplesPerSecond, samples }: Omit<Medians, "ceilingRatio">,
  times: readonly number[],
  speeds: readonly number[],
  ...notes: readonly string[]
): BenchFigure {
  return {
    bench,
    time: bounded(nanoseconds, times),
    speed: examplesPerSecond === null ? null : bounded(examplesPerSecond, speeds),
    notes: [`${version}: median of ${samples} processes`, ...notes],
  };
}

/** The bounds of all `around`, and of the value itself. */
function bounded(value: number, around: readonly number[]): Bounded {
  const bounds = [Math.min(value, ...around), Math.max(value, ...around)] as const;
  return { value, bounds: around.length === 0 ? null : bounds };
}
