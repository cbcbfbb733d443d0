import { byBench, type Measurement, mediansOf } from "../samples/measurement.ts";
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
  /** Nanoseconds per iteration. */
  readonly time: Bounded;
  /** Examples per second; null for benches that do not go through examples. */
  readonly speed: Bounded | null;
  /** What else is worth knowing, a line each. */
  readonly notes: readonly string[];
}

/** The figures of head, or of a measurement. */
export function figuresOf(timings: Timings): BenchFigure[] {
  return "benches" in timings ? ofHead(timings) : ofMeasurement(timings);
}

/** Bounds are those of the ratio × the figures of base, so they hold the noise of both. */
function ofHead({ head: { name }, benches }: TimingComparison): BenchFigure[] {
  return benches.flatMap(({ bench, verdict, ratio, interval, base, head }) => {
    if (head === null) return [];
    const { nanoseconds, examplesPerSecond, samples } = head;
    // What is above and below head, as a share of head: 1 is head itself.
    const shares = interval.map((bound) => bound / ratio);
    const known = base !== null && shares.every((one) => one > 0 && one < Infinity) ? shares : [];
    return {
      bench,
      time: bounded(nanoseconds, known.map((share) => nanoseconds * share)),
      speed: examplesPerSecond === null
        ? null
        : bounded(examplesPerSecond, known.map((share) => examplesPerSecond / share)),
      notes: [
        `${name}: median of ${samples} processes`,
        Number.isFinite(ratio) ? `${percentChange(ratio)} time: ${verdict}` : verdict,
      ],
    };
  });
}

/** Medians, with the smallest and the largest as bounds. */
function ofMeasurement({ name, samples }: Measurement): BenchFigure[] {
  return byBench(samples).map(([bench, own]) => {
    const { nanoseconds, examplesPerSecond } = mediansOf(own);
    return {
      bench,
      time: bounded(nanoseconds, own.map((one) => one.nanoseconds)),
      speed: examplesPerSecond === null
        ? null
        : bounded(examplesPerSecond, own.flatMap((one) => one.examplesPerSecond ?? [])),
      notes: [`${name}: median of ${own.length} processes`],
    };
  });
}

/** The bounds of all `around`, and of the value itself. */
function bounded(value: number, around: readonly number[]): Bounded {
  if (around.length === 0) return { value, bounds: null };
  return { value, bounds: [Math.min(value, ...around), Math.max(value, ...around)] };
}
