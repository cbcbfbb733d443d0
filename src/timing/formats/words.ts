import { counted, grouped, readable } from "../../numbers.ts";
import type { Setting } from "../samples/measurement.ts";
import { type BenchComparison, VERDICTS } from "../statistics/comparison.ts";

export const NOTHING = "–";

/** `2 regressed, 31 unchanged` */
export function countsText(benches: readonly BenchComparison[]): string {
  if (benches.length === 0) return "no benches";
  const counts = Map.groupBy(benches, ({ verdict }) => verdict);
  return VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0;
    return count === 0 ? [] : `${grouped(count)} ${verdict}`;
  }).join(", ");
}

/** What a ratio adds, above 0 is slower: `+10.0 %`, `−5.0 %`. */
export function percentChange(ratio: number): string {
  if (!Number.isFinite(ratio)) return NOTHING;
  const percent = (100 * (ratio - 1)).toFixed(1).replace(/^-(0\.0)$/, "$1");
  return `${percent.startsWith("-") ? percent.replace("-", "−") : `+${percent}`} %`;
}

/** A time with the unit that suits it: `1.23 ms`. */
export function durationText(seconds: number): string {
  const units = [["s", 1], ["ms", 1e-3], ["µs", 1e-6]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["ns", 1e-9];
  return `${readable(seconds / size)} ${unit}`;
}

export function timeText(side: BenchComparison["base"]): string {
  return side === null ? NOTHING : durationText(side.nanoseconds / 1e9);
}

export function rateText(rate: number | null): string {
  return rate === null ? NOTHING : readable(Math.round(rate));
}

/** `AMD EPYC, 2 cores, linux x86_64, Deno 2.9.6` */
export function settingText({ cpu, cores, os, arch, deno }: Setting): string {
  return `${cpu}, ${counted(cores, "core")}, ${os} ${arch}, Deno ${deno}`;
}
