/**
 * Where runs ended, as a table over seeds.
 *
 * @module
 */
import { type TextColumn, textTable } from "../../figures/render/table.ts";
import { median, readable } from "../../numbers.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { edgesOf, lastOf, type Outcomes, outcomesOf, stages } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

/**
 * The summary tables: one of all swept values and, where the best were run again, one of those.
 */
export function trainSummary(done: readonly Trained[], options: SummaryOptions = {}): string {
  const { best = null, ...rest } = options;
  const [swept, again] = stages(done, best);
  if (best === null || again.length === 0) return summaryTable(done, rest);
  const atEdge = edgesOf(best, swept)
    .map((words) => `${words}: the best lies at the edge of the sweep\n`);
  const heading = `The best ${pathWords(best.of)} of each, on other seeds:`;
  return [
    summaryTable(swept, rest),
    `${heading}\n\n${summaryTable(again, rest)}`,
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
  const groups = outcomesOf(done);
  const column = (heading: string, cell: (group: Outcomes) => string): TextColumn => ({
    heading,
    cells: groups.map(cell),
  });
  const swept = sweptPaths(done).map((path) =>
    column(pathWords(path), ({ runs: [run] }) => sweptText(run, path))
  );
  const losses = ({ last }: Outcomes) => last.map((record) => record.trainLoss);
  const accuracies = ({ last }: Outcomes) =>
    last.flatMap(({ testAccuracy }) => testAccuracy === null ? [] : 100 * testAccuracy);
  const hasTest = done.some(({ result: { records } }) => records[0].testAccuracy !== null);
  return textTable(
    [
      ...swept.length > 0 ? swept : [column("method", ({ words }) => words)],
      column("steps", ({ steps }) => readable(steps)),
      column("examples", ({ last }) => readable(median(last.map((record) => record.examples)))),
      column("final training loss", (group) => spread(losses(group), readable, group.hasDiverged)),
      ...hasTest
        ? [
          column("test accuracy, %", (group) => spread(accuracies(group), (one) => one.toFixed(1))),
        ]
        : [],
      column("ended", ({ runs }) => endings(runs)),
      ...timing ? [column("examples/s", ({ runs }) => readable(median(runs.map(speed))))] : [],
    ],
    width,
    Math.max(1, swept.length),
  );
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
