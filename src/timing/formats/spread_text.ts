/**
 * A measurement for people: the times, and how much they differ between processes.
 *
 * @module
 */
import { coefficientOfVariation, median } from "simple-statistics";
import { textTable } from "../../figures/table.ts";
import { readable } from "../../numbers.ts";
import { fits } from "../samples/globs.ts";
import { histories } from "../statistics/history.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";
import { durationText, NOTHING } from "./words.ts";

/**
 * A row for each bench: the median of its times, examples per second, and the coefficient of
 * variation (standard deviation ÷ mean, over processes) of times and of their ratios to the
 * ceiling.
 */
export function spreadText(
  { samples }: Pick<Measurement, "samples">,
): string {
  const groups = [...Map.groupBy(samples, ({ bench }) => bench)];
  const times = groups.map(([, group]) => variation(group.map((one) => one.nanoseconds)));
  const ratios = groups.map(([, group]) => variation(group.map((one) => one.ceilingRatio)));
  const cells = (cell: (group: readonly Sample[]) => string) =>
    groups.map(([, group]) => cell(group));
  const table = textTable([
    {
      heading: "time",
      cells: cells((group) => durationText(median(group.map((one) => one.nanoseconds)) / 1e9)),
    },
    { heading: "examples/s", cells: cells(rateText) },
    {
      heading: "× ceiling",
      cells: cells((group) => readable(median(group.map((one) => one.ceilingRatio)))),
    },
    { heading: "variation (time)", cells: times.map(percent) },
    { heading: "variation (× ceiling)", cells: ratios.map(percent) },
    { heading: "bench", cells: groups.map(([bench]) => bench), align: "left" },
  ]);
  return `${table}\nVariation between processes, median over benches: ` +
    `${percent(middle(times))} of times, ${percent(middle(ratios))} of ratios to the ceiling\n`;
}

/**
 * Whether ratios to the ceiling make moments comparable: how much the medians of several
 * measurements vary with and without. Empty where there is one measurement only.
 */
export function momentsText(
  measurements: readonly Measurement[],
  globs: readonly string[] | undefined,
): string {
  const [times, ratios] = (["nanoseconds", "ceilingRatio"] as const).map((by) =>
    middle(
      histories(measurements, { by })
        .filter(({ bench }) => fits(bench, globs))
        .map(({ points }) => variation(points.map(({ value }) => value))),
    )
  );
  if (Number.isNaN(times)) return "";
  return "Variation between measurements, median over benches: " +
    `${percent(times)} of times, ${percent(ratios)} of ratios to the ceiling\n`;
}

function rateText(group: readonly Sample[]): string {
  const rates = group.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
  return rates.length === 0 ? NOTHING : readable(Math.round(median(rates)));
}

function variation(values: readonly number[]): number {
  return values.length < 2 ? NaN : coefficientOfVariation([...values]);
}

function middle(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? NaN : median(known);
}

function percent(share: number): string {
  return Number.isNaN(share) ? NOTHING : `${(share * 100).toFixed(1)} %`;
}
