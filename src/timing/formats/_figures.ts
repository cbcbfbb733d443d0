import { median } from "simple-statistics";
import type { Measurement } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { changeText } from "./words.ts";

/** A figure with its bounds. */
export interface Bounded {
  readonly value: number;
  /** Null where they are not known. */
  readonly bounds: readonly [lower: number, upper: number] | null;
}

/** What is kept of a bench by those who follow one version after another. */
export interface Figure {
  readonly bench: string;
  /** Nanoseconds per iteration. */
  readonly time: Bounded;
  /** Examples per second; null for benches that do not go through examples. */
  readonly speed: Bounded | null;
  /** What else is worth knowing, a line each. */
  readonly notes: readonly string[];
}

/**
 * The figures of head. Their bounds are those of the ratio × the figures of base, so they hold the
 * noise of both.
 */
export function figuresOf({ head: { name }, benches }: TimingComparison): Figure[] {
  return benches.flatMap(({ bench, verdict, ratio, interval, base, head }): Figure[] => {
    if (head === null) return [];
    const { nanoseconds, examplesPerSecond, samples } = head;
    // What is above and below head, as a share of head: 1 is head itself.
    const shares = interval.map((bound) => bound / ratio);
    const isKnown = base !== null && shares.every((share) => share > 0 && share < Infinity);
    return [{
      bench,
      time: bounded(nanoseconds, isKnown ? shares.map((share) => nanoseconds * share) : []),
      speed: examplesPerSecond === null ? null : bounded(
        examplesPerSecond,
        isKnown ? shares.map((share) => examplesPerSecond / share) : [],
      ),
      notes: [
        `${name}: median of ${samples} processes`,
        ...Number.isFinite(ratio) ? [`${changeText(ratio)} time: ${verdict}`] : [verdict],
      ],
    }];
  });
}

/** The figures of a measurement: medians, with the smallest and the largest as bounds. */
export function figuresOfMeasurement({ name, samples }: Measurement): Figure[] {
  return [...Map.groupBy(samples, ({ bench }) => bench)].map(([bench, own]) => {
    const speeds = own.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
    const times = own.map(({ nanoseconds }) => nanoseconds);
    return {
      bench,
      time: bounded(median(times), times),
      speed: speeds.length === 0 ? null : bounded(median(speeds), speeds),
      notes: [`${name}: median of ${own.length} processes`],
    };
  });
}

/** The bounds of all `around`, and of the value itself. */
function bounded(value: number, around: readonly number[]): Bounded {
  if (around.length === 0) return { value, bounds: null };
  return { value, bounds: [Math.min(value, ...around), Math.max(value, ...around)] };
}
