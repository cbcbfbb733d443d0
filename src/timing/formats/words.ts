/**
 * Times, changes and verdicts as words, for tables and summaries.
 *
 * @module
 */
import { grouped, readable } from "../../numbers.ts";
import type { BenchComparison, Verdict } from "../statistics/comparison.ts";

/** A cell that says nothing. */
export const NOTHING = "–";

/** Verdicts from the worst. */
export const VERDICTS: readonly Verdict[] = [
  "regressed",
  "incomparable",
  "inconclusive",
  "improved",
  "unchanged",
];

/** `2 regressed, 31 unchanged` */
export function countsText(benches: readonly BenchComparison[]): string {
  if (benches.length === 0) return "no benches";
  const counts = Map.groupBy(benches, ({ verdict }) => verdict);
  return VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0;
    return count === 0 ? [] : [`${grouped(count)} ${verdict}`];
  }).join(", ");
}

/**
 * What a ratio adds; above 0 is slower.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([changeText(1.1), changeText(0.95)], ["+10.0 %", "−5.0 %"]);
 * ```
 */
export function changeText(ratio: number): string {
  if (!Number.isFinite(ratio)) return NOTHING;
  const percent = (100 * (ratio - 1)).toFixed(1).replace(/^-(0\.0)$/, "$1");
  return `${percent.startsWith("-") ? percent.replace("-", "−") : `+${percent}`} %`;
}

/**
 * A time with the unit that suits it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(durationText(0.00123), "1.23 ms");
 * ```
 */
export function durationText(seconds: number): string {
  const units = [["s", 1], ["ms", 1e-3], ["µs", 1e-6]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["ns", 1e-9];
  return `${readable(seconds / size)} ${unit}`;
}
