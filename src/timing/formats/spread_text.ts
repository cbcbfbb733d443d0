import { coefficientOfVariation } from "simple-statistics";
import { readable } from "../../numbers.ts";
import { byBench, mediansOf, type Sample, type TimeField } from "../samples/measurement.ts";
import { tableOf } from "../../figures/render/table.ts";
import { durationText, NOTHING, rateText } from "./words.ts";

/**
 * A row for each bench: medians, and the coefficient of variation (standard deviation ÷ mean, over
 * processes) of times and of their ratios to the ceiling.
 */
export function spreadText(samples: readonly Sample[]): string {
  const rows = byBench(samples).map(([bench, own]) => ({ bench, own, ...mediansOf(own) }));
  return tableOf(rows, [
    ["time", ({ nanoseconds }) => durationText(nanoseconds / 1e9)],
    ["examples/s", ({ examplesPerSecond }) => rateText(examplesPerSecond)],
    ["× ceiling", ({ ceilingRatio }) => readable(ceilingRatio)],
    ["variation (time)", ({ own }) => variation(own, "nanoseconds")],
    ["variation (× ceiling)", ({ own }) => variation(own, "ceilingRatio")],
    ["bench", ({ bench }) => bench, "left"],
  ]);
}

function variation(samples: readonly Sample[], field: TimeField): string {
  if (samples.length < 2) return NOTHING;
  const share = coefficientOfVariation(samples.map((sample) => sample[field]));
  return `${(share * 100).toFixed(1)} %`;
}
