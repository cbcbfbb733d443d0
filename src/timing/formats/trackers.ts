/** What github-action-benchmark and Bencher read, which follow one version after another. */
import { inertJson } from "../../inert.ts";
import { InputError } from "../../errors.ts";
import { readable } from "../../numbers.ts";
import { byBench, type Measurement, type Medians, mediansOf } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { percentChange, settingText } from "./words.ts";

/** Two versions, of which the second is reported; or a single one. */
export type Timings = TimingComparison | Measurement;

/** What is measured, and its unit. */
const UNITS = { nanoseconds: "ns/iter", examplesPerSecond: "examples/s" } as const;
type Measure = keyof typeof UNITS;

/** A figure of a bench, with its bounds where they are known, and remarks. */
interface Figure {
  readonly bench: string;
  readonly value: number;
  readonly bounds: readonly [lower: number, upper: number] | null;
  readonly notes: readonly string[];
}

export const githubSmaller = (timings: Timings): string =>
  githubList("github-smaller", timings, "nanoseconds");

export const githubBigger = (timings: Timings): string =>
  githubList("github-bigger", timings, "examplesPerSecond");

/** @throws {InputError} When there is nothing to write, as the action refuses an empty list */
function githubList(format: string, timings: Timings, measure: Measure): string {
  const unit = UNITS[measure];
  const machine = settingText(("benches" in timings ? timings.head : timings).setting);
  const entries = figuresOf(timings, measure).map(({ bench, value, bounds, notes }) => ({
    name: bench,
    unit,
    value,
    range: bounds?.map((bound) => readable(bound, 4)).join(" – "),
    extra: [...notes, machine].join("\n"),
  }));
  if (entries.length > 0) return `${inertJson(entries)}\n`;
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
  const metrics = (measure: Measure) =>
    new Map(
      figuresOf(timings, measure).map(({ bench, value, bounds }) => [
        bench,
        { value, lower_value: bounds?.[0], upper_value: bounds?.[1] },
      ]),
    );
  const throughputs = metrics("examplesPerSecond");
  const entries = [...metrics("nanoseconds")]
    .map(([bench, latency]) => [bench, { latency, throughput: throughputs.get(bench) }]);
  return `${inertJson(Object.fromEntries(entries))}\n`;
}

/**
 * The figures of head, with bounds that are those of the ratio × the figures of base, so that they
 * hold the noise of both; or of a measurement, with the smallest and the largest as bounds.
 */
function figuresOf(timings: Timings, measure: Measure): Figure[] {
  const { name } = "benches" in timings ? timings.head : timings;
  const figure = (
    bench: string,
    { samples, [measure]: value }: Omit<Medians, "ceilingRatio">,
    around: readonly number[],
    ...notes: readonly string[]
  ): Figure[] =>
    value === null ? [] : [{
      bench,
      value,
      bounds: around.length > 0 ? [Math.min(value, ...around), Math.max(value, ...around)] : null,
      notes: [`${name}: median of ${samples} processes`, ...notes],
    }];
  if (!("benches" in timings)) {
    return byBench(timings.samples).flatMap(([bench, own]) =>
      figure(bench, mediansOf(own), own.flatMap((sample) => sample[measure] ?? []))
    );
  }
  return timings.benches.flatMap(({ bench, verdict, ratio, interval, base, head }) => {
    const value = head?.[measure];
    if (!head || !value) return [];
    // What is above and below head, as a share of head: 1 is head itself.
    const shares = interval.map((bound) => bound / ratio);
    const isKnown = base !== null && shares.every((one) => one > 0 && one < Infinity);
    const around = shares.map((one) => measure === "nanoseconds" ? value * one : value / one);
    const note = Number.isFinite(ratio) ? `${percentChange(ratio)} time: ${verdict}` : verdict;
    return figure(bench, head, isKnown ? around : [], note);
  });
}
