/** Where runs ended, as a table over seeds. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { median, readable } from "../../numbers.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { lastOf, type Outcomes, outcomesOf, stages } from "./_outcomes.ts";
import { edgesOf } from "./best.ts";
import type { Trained } from "./spec.ts";

/**
 * The summary tables: one of all swept values and, where the best were run again, one of those.
 */
export function trainSummary(done: readonly Trained[], options: SummaryOptions = {}): string {
  const { best = null } = options;
  const [swept, again] = stages(done, best);
  if (best === null || again.length === 0) return summaryTable(done, options);
  const atEdge = edgesOf(best, swept)
    .map((words) => `${words}: the best lies at the edge of the sweep\n`);
  return [
    summaryTable(swept, options),
    `The best ${pathWords(best.of)} of each, on other seeds:\n\n${summaryTable(again, options)}`,
    ...atEdge.length > 0 ? [atEdge.join("")] : [],
  ].join("\n");
}

/**
 * For each combination of swept values the median over seeds, and in brackets the smallest and the
 * largest where there are several.
 */
function summaryTable(
  done: readonly Trained[],
  { timing = false, width }: SummaryOptions,
): string {
  const swept = sweptPaths(done).map((path): TableColumn<Outcomes> => [
    pathWords(path),
    ({ runs: [run] }) => sweptText(run, path),
  ]);
  const losses = ({ last }: Outcomes) => last.map((record) => record.trainLoss);
  const accuracies = ({ last }: Outcomes) =>
    last.flatMap(({ testAccuracy }) => testAccuracy === null ? [] : 100 * testAccuracy);
  const hasTest = done.some(({ result: { records } }) => records[0].testAccuracy !== null);
  const columns: (TableColumn<Outcomes> | false)[] = [
    ...swept,
    swept.length === 0 && ["method", ({ words }) => words],
    ["steps", ({ steps }) => readable(steps)],
    ["examples", ({ last }) => readable(median(last.map((record) => record.examples)))],
    ["final training loss", (group) => spread(losses(group), readable, group.hasDiverged)],
    hasTest && ["test accuracy, %", (group) => spread(accuracies(group), (one) => one.toFixed(1))],
    ["ended", ({ runs }) => endings(runs)],
    timing && ["examples/s", ({ runs }) => readable(median(runs.map(speed)))],
  ];
  return tableOf(outcomesOf(done), columns, width, Math.max(1, swept.length));
}

/** `2.26 [2.24, 2.27]`: the median, the smallest and the largest. */
function spread(
  values: readonly number[],
  text: (value: number) => string,
  hasDiverged = false,
): string {
  if (values.length === 0) return "–";
  if (values.length === 1) return text(values[0]);
  const middle = hasDiverged ? "diverged" : text(median(values));
  const sorted = values.toSorted((a, b) => a - b);
  return `${middle} [${text(sorted[0])}, ${text(sorted[sorted.length - 1])}]`;
}

/** `done`, or `2 done, 1 diverged` */
function endings(runs: readonly Trained[]): string {
  const byStatus = Map.groupBy(runs, ({ result }) => result.status);
  return byStatus.size === 1
    ? runs[0].result.status
    : [...byStatus].map(([status, { length }]) => `${length} ${status}`).join(", ");
}

function speed(done: Trained): number {
  const { solverSeconds } = done.result.timing;
  return solverSeconds > 0 ? lastOf(done).examples / solverSeconds : 0;
}
