/**
 * A comparison of times for people.
 *
 * @module
 */
import { type TextColumn, textTable } from "../../figures/table.ts";
import { counted, readable } from "../../numbers.ts";
import type { Setting } from "../samples/measurement.ts";
import type { BenchComparison, TimingComparison } from "../statistics/comparison.ts";
import { changeText, countsText, durationText, NOTHING } from "./words.ts";

/** What is told besides. */
export interface ComparisonTextOptions {
  /** The smallest slowdowns that are found on this machine, by bench. */
  readonly visible?: ReadonlyMap<string, number>;
  /** Whether times were compared in units of the ceiling bench. */
  readonly isByCeiling?: boolean;
}

/**
 * Both versions, a table with the worst first, and counts. Names of benches stand last: they are
 * long.
 */
export function comparisonText(
  { base, head, differences, benches }: TimingComparison,
  { visible = new Map(), isByCeiling = false }: ComparisonTextOptions = {},
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
    ...visible.size > 0 ? [column("seen from", ({ bench }) => seenText(visible.get(bench)))] : [],
    column("bench", ({ bench }) => bench, "left"),
  ];
  const reasons = benches.flatMap(({ bench, reason }) =>
    reason === null ? [] : `${bench}: ${reason}\n`
  );
  const notes = [
    ...benches.some(({ isRemeasured }) => isRemeasured)
      ? ["² looked changed and was measured again; the figures are of the second time\n"]
      : [],
    ...isByCeiling
      ? ["times are compared as multiples of the ceiling bench, so they differ from the columns\n"]
      : [],
    ...reasons,
  ];
  return [
    `${base.name} (${commitText(base)}) against ${head.name} (${commitText(head)})\n` +
    `${settingText(head.setting)}\n`,
    ...differences.length > 0 ? [`FORCED although they differ: ${differences.join("; ")}\n`] : [],
    textTable(columns),
    ...notes.length > 0 ? [notes.join("")] : [],
    `${counted(benches.length, "bench", "benches")}: ${countsText(benches)}\n`,
  ].join("\n");
}

function seenText(change: number | undefined): string {
  return change === undefined ? NOTHING : changeText(1 + change);
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
