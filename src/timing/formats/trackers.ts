/**
 * What programs read that follow one version after another: github-action-benchmark (with
 * `tool: customSmallerIsBetter` and `customBiggerIsBetter`) and Bencher.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { readable } from "../../numbers.ts";
import { byBench, type Measurement, type Medians, mediansOf } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { percentChange, settingText } from "./words.ts";

/** Two versions, of which the second is reported; or a single one. */
export type Timings = TimingComparison | Measurement;

/** A figure with its bounds, which are null where they are not known. */
interface Bounded {
  readonly value: number;
  readonly bounds: readonly [lower: number, upper: number] | null;
}

/** Nanoseconds per iteration; examples per second, if the bench goes through examples; remarks. */
interface BenchFigure {
  readonly bench: string;
  readonly time: Bounded;
  readonly speed: Bounded | null;
  readonly notes: readonly string[];
}

/** `customSmallerIsBetter`: nanoseconds per iteration of head, or of a measurement. */
export function githubSmaller(timings: Timings): string {
  return listOf("github-smaller", "ns/iter", timings, ({ time }) => time);
}

/** `customBiggerIsBetter`: examples per second of head, or of a measurement. */
export function githubBigger(timings: Timings): string {
  return listOf("github-bigger", "examples/s", timings, ({ speed }) => speed);
}

/** @throws {InputError} When there is nothing to write, as the action refuses an empty list */
function listOf(
  format: string,
  unit: string,
  timings: Timings,
  of: (figure: BenchFigure) => Bounded | null,
): string {
  const machine = settingText(("benches" in timings ? timings.head : timings).setting);
  const entries = figuresOf(timings).flatMap((figure) => {
    const { value, bounds } = of(figure) ?? {};
    return value === undefined ? [] : {
      name: figure.bench,
      unit,
      value,
      ...bounds ? { range: bounds.map((bound) => readable(bound, 4)).join(" – ") } : {},
      extra: [...figure.notes, machine].join("\n"),
    };
  });
  if (entries.length > 0) return `${JSON.stringify(entries, null, 2)}\n`;
  throw new InputError(
    `Cannot write ${format} as no bench has a figure in ${unit}: the action refuses an empty list`,
  );
}

/**
 * Bencher Metric Format (BMF), what `bencher run --adapter json` reads, of head or of a measurement:
 * `latency` in nanoseconds per iteration, and `throughput` in examples per second for benches that go
 * through examples. An operation is an example.
 */
export function bencherMetrics(timings: Timings): string {
  const metric = ({ value, bounds }: Bounded) =>
    bounds === null ? { value } : { value, lower_value: bounds[0], upper_value: bounds[1] };
  const entries = figuresOf(timings).map(({ bench, time, speed }) => [bench, {
    latency: metric(time),
    ...speed === null ? {} : { throughput: metric(speed) },
  }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/**
 * The figures of head, with bounds that are those of the ratio × the figures of base, so that they
 * hold the noise of both; or of a measurement, with the smallest and the largest as bounds.
 */
function figuresOf(timings: Timings): BenchFigure[] {
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
