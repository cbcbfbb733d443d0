import { coefficientOfVariation, median } from "simple-statistics";
import { readable } from "../../numbers.ts";
import { byBench, mediansOf, type Sample, type TimeField } from "../samples/measurement.ts";
import type { BenchHistory } from "../statistics/history.ts";
import { tableOf } from "./table.ts";
import { durationText, NOTHING, rateText } from "./words.ts";

/**
 * A row for each bench: medians, and the coefficient of variation (standard deviation ÷ mean, over
 * processes) of times and of their ratios to the ceiling.
 */
export function spreadText(samples: readonly Sample[]): string {
  const rows = byBench(samples).map(([bench, own]) => ({
    bench,
    ...mediansOf(own),
    ...variations(own),
  }));
  const table = tableOf(rows, [
    ["time", ({ nanoseconds }) => durationText(nanoseconds / 1e9)],
    ["examples/s", ({ examplesPerSecond }) => rateText(examplesPerSecond)],
    ["× ceiling", ({ ceilingRatio }) => readable(ceilingRatio)],
    ["variation (time)", ({ times }) => percent(times)],
    ["variation (× ceiling)", ({ ratios }) => percent(ratios)],
    ["bench", ({ bench }) => bench, "left"],
  ]);
  return `${table}\n${summary("processes", rows)}`;
}

/**
 * Whether ratios to the ceiling make moments comparable: how much the medians of several
 * measurements vary with and without. Empty where there is one measurement only.
 */
export function momentsText(histories: readonly BenchHistory[]): string {
  const rows = histories.filter(({ points }) => points.length > 1)
    .map(({ points }) => variations(points));
  return rows.length === 0 ? "" : summary("measurements", rows);
}

function summary(what: string, rows: readonly ReturnType<typeof variations>[]): string {
  const known = rows.filter(({ times }) => !Number.isNaN(times));
  const middle = (key: "times" | "ratios") =>
    percent(known.length === 0 ? NaN : median(known.map((row) => row[key])));
  return `Variation between ${what}, median over benches: ` +
    `${middle("times")} of times, ${middle("ratios")} of ratios to the ceiling\n`;
}

function variations(rows: readonly Pick<Sample, TimeField>[]) {
  const of = (field: TimeField) =>
    rows.length < 2 ? NaN : coefficientOfVariation(rows.map((row) => row[field]));
  return { times: of("nanoseconds"), ratios: of("ceilingRatio") };
}

function percent(share: number): string {
  return Number.isNaN(share) ? NOTHING : `${(share * 100).toFixed(1)} %`;
}
