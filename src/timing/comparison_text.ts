/**
 * A comparison of times for people.
 *
 * @module
 */
import { type TextColumn, textTable } from "../charts/table.ts";
import { counted, readable } from "../numbers.ts";
import { durationText } from "./rates.ts";
import type { BenchComparison, Setting, TimingComparison, Verdict } from "./types.ts";

const NOTHING = "–";
/** In the order in which they are counted. */
const VERDICTS: readonly Verdict[] = [
  "regressed",
  "incomparable",
  "inconclusive",
  "improved",
  "unchanged",
];

/** Both versions, a table with the worst first, and counts. Names of benches stand last: they are long. */
export function comparisonText(
  { base, head, differences, benches }: TimingComparison,
): string {
  const column = (
    heading: string,
    cell: (one: BenchComparison) => string,
    align: TextColumn["align"] = "right",
  ): TextColumn => ({ heading, cells: benches.map(cell), align });
  const columns = [
    column(
      "verdict",
      ({ verdict, isRemeasured }) => `${verdict}${isRemeasured ? " ²" : ""}`,
      "left",
    ),
    column("time", ({ ratio }) => changeText(ratio)),
    column("interval", intervalText),
    column(base.name, ({ base }) => timeText(base)),
    column(head.name, ({ head }) => timeText(head)),
    column("bench", ({ bench }) => bench, "left"),
  ];
  const reasons = benches.flatMap(({ bench, reason }) =>
    reason === null ? [] : `${bench}: ${reason}\n`
  );
  const notes = [
    ...benches.some(({ isRemeasured }) => isRemeasured)
      ? ["² looked changed and was measured again; the figures are of the second time\n"]
      : [],
    ...reasons,
  ];
  return [
    `${base.name} (${commitText(base)}) against ${head.name} (${commitText(head)})\n` +
    `${settingText(head.setting)}\n`,
    ...differences.length > 0 ? [`FORCED although they differ: ${differences.join("; ")}\n`] : [],
    textTable(columns),
    ...notes.length > 0 ? [notes.join("")] : [],
    `${verdictsText(benches)}\n`,
  ].join("\n");
}

/** `2 regressed, 14 unchanged` */
export function verdictsText(benches: readonly BenchComparison[]): string {
  const counts = VERDICTS.flatMap((wanted) => {
    const { length } = benches.filter(({ verdict }) => verdict === wanted);
    return length === 0 ? [] : [`${length} ${wanted}`];
  });
  return `${counted(benches.length, "bench", "benches")}: ${
    counts.join(", ") || "nothing to compare"
  }`;
}

/**
 * A ratio of times as a change.
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
  const percent = ((ratio - 1) * 100).toFixed(1);
  return `${ratio < 1 ? percent.replace("-", "−") : `+${percent}`} %`;
}

function intervalText({ interval: [lower, upper], ratio }: BenchComparison): string {
  return Number.isFinite(ratio) ? `${changeText(lower)} … ${changeText(upper)}` : NOTHING;
}

function timeText(side: BenchComparison["base"]): string {
  return side === null ? NOTHING : durationText(side.nanoseconds / 1e9);
}

function commitText({ commit, dirty }: TimingComparison["base"]): string {
  return commit === null ? "no commit" : `${commit.slice(0, 8)}${dirty ? ", changed" : ""}`;
}

function settingText({ cpu, cores, os, arch, deno }: Setting): string {
  return `${cpu}, ${readable(cores)} cores, ${os} ${arch}, Deno ${deno}`;
}
