import { counted } from "../../numbers.ts";
import type { Provenance } from "../samples/measurement.ts";
import type { BenchComparison, TimingComparison } from "../statistics/comparison.ts";
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { countsText, NOTHING, percentChange, settingText, timeText } from "./words.ts";

/**
 * A comparison for people: both versions, a table with the worst first, and counts. Names of benches
 * stand last: they are long.
 */
export function comparisonText(
  { base, head, differences, benches }: TimingComparison,
  { visible = new Map(), isByCeiling = false }: {
    /** The smallest slowdowns that are found on this machine, by bench. */
    readonly visible?: ReadonlyMap<string, number>;
    readonly isByCeiling?: boolean;
  } = {},
): string {
  const seen: TableColumn<BenchComparison> = [
    "seen from",
    ({ bench }) => percentChange(1 + (visible.get(bench) ?? NaN)),
  ];
  const columns: TableColumn<BenchComparison>[] = [
    ["verdict", ({ verdict, isRemeasured }) => `${verdict}${isRemeasured ? " ²" : ""}`, "left"],
    ["time", ({ ratio }) => percentChange(ratio)],
    [
      "interval",
      ({ ratio, interval: [lower, upper] }) =>
        Number.isFinite(ratio) ? `${percentChange(lower)} … ${percentChange(upper)}` : NOTHING,
    ],
    [base.name, ({ base }) => timeText(base)],
    [head.name, ({ head }) => timeText(head)],
    ...visible.size > 0 ? [seen] : [],
    ["bench", ({ bench }) => bench, "left"],
  ];
  const notes = [
    benches.some(({ isRemeasured }) => isRemeasured) &&
    "² looked changed and was measured again; the figures are of the second time",
    isByCeiling &&
    "times are compared as multiples of the ceiling bench, so they differ from the columns",
    ...benches.map(({ bench, reason }) => reason !== null && `${bench}: ${reason}`),
  ].filter((note) => note !== false).map((note) => `${note}\n`).join("");
  return [
    `${base.name} (${commitText(base)}) against ${head.name} (${commitText(head)})\n` +
    `${settingText(head.setting)}\n`,
    ...differences.length > 0 ? [`FORCED although they differ: ${differences.join("; ")}\n`] : [],
    tableOf(benches, columns),
    ...notes === "" ? [] : [notes],
    `${counted(benches.length, "bench", "benches")}: ${countsText(benches)}\n`,
  ].join("\n");
}

function commitText({ commit, dirty }: Provenance): string {
  return `${commit?.slice(0, 8) ?? "no commit"}${dirty ? ", changed" : ""}`;
}
