/** Where runs ended, as a table over seeds. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { wrapped } from "../../figures/render/wrap.ts";
import { median, readable } from "../../numbers.ts";
import { pathWords, seedCount, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { judgeName } from "./_fields.ts";
import { endOf, judgeOf, lastOf, type Outcomes, outcomesOf, stages } from "./_outcomes.ts";
import type { CurveRecord } from "./curve.ts";
import type { Trained } from "./spec.ts";

/**
 * The summary tables: one of all swept values and, where the best were run again, one of those.
 */
export function trainSummary(done: readonly Trained[], options: SummaryOptions = {}): string {
  const { best = null, planned } = options;
  const [swept, again] = stages(done, best);
  const tables = [summaryTable(swept, options, seedCount(swept, planned))];
  if (best !== null && again.length > 0) {
    const chooser = judgeOf(swept, best);
    const by = chooser === "trainLoss" ? "" : ` by ${judgeName(chooser)}`;
    tables.push(
      `The best ${pathWords(best.of)} of each${by}, on other seeds:\n`,
      summaryTable(again, options, best.seeds.length),
    );
  }
  const hasSpread = [swept, again].flatMap((some) => outcomesOf(some)).some(({ ended }) =>
    ended.length > 1
  );
  if (hasSpread) tables.push(wrapped(SPREAD, options.width ?? SPREAD.length).join("\n") + "\n");
  return tables.join("\n");
}

/**
 * For each combination of swept values the median over seeds, and in brackets the smallest and the
 * largest where there are several. Runs that did not come to their end have no final loss.
 */
function summaryTable(
  done: readonly Trained[],
  { timing = false, width }: SummaryOptions,
  seeds: number,
): string {
  const swept = sweptPaths(done).map((path): TableColumn<Outcomes> => [
    pathWords(path),
    ({ runs: [run] }) => sweptText(run, path),
  ]);
  const groups = outcomesOf(done);
  const accuracy = (part: "validation" | "test"): TableColumn<Outcomes> | false => {
    const of = (record: CurveRecord) => record[`${part}Accuracy`];
    const hasPart = done.some(({ result: { records } }) => of(records[0]) !== null);
    return hasPart && [
      `${part} accuracy, %`,
      ({ ended }) =>
        spread(ended.flatMap((run) => of(lastOf(run)) ?? []), (one) => (100 * one).toFixed(1)),
    ];
  };
  const columns: (TableColumn<Outcomes> | false)[] = [
    ...swept,
    swept.length === 0 && ["method", ({ words }) => words],
    ["steps", ({ last }) => countText(last.map(({ iteration }) => iteration))],
    ["examples", ({ last }) => countText(last.map(({ examples }) => examples))],
    ["final training loss", ({ ended }) => lossText(ended)],
    accuracy("validation"),
    accuracy("test"),
    ["ended", ({ runs }) => endings(runs, seeds)],
    timing && ["examples/s", ({ runs }) => readable(median(runs.map(speed)))],
  ];
  return tableOf(groups, columns, width, Math.max(1, swept.length));
}

/** What the cells of {@linkcode spread} say. */
const SPREAD = "a [b, c]: a is the median over seeds, b the smallest and c the largest of them";

/** Final losses over seeds; one that diverged is beyond any number. */
function lossText(ended: readonly Trained[]): string {
  if (ended.length === 1) return readable(lastOf(ended[0]).trainLoss);
  const losses = ended.map((run) => endOf(run, "trainLoss"));
  if (losses.length > 0 && Math.min(...losses) === Infinity) return "diverged";
  return spread(losses, (loss) => Number.isFinite(loss) ? readable(loss) : "diverged");
}

/** `100`, or `105 [100, 110]` where seeds differ. */
function countText(counts: readonly number[]): string {
  return spread([...new Set(counts)].length === 1 ? counts.slice(0, 1) : counts, readable);
}

/** `2.26 [2.24, 2.27]`: the median, the smallest and the largest. */
function spread(values: readonly number[], text: (value: number) => string): string {
  if (values.length === 0) return "–";
  if (values.length === 1) return text(values[0]);
  const [smallest, largest] = [Math.min(...values), Math.max(...values)];
  return `${text(median(values))} [${text(smallest)}, ${text(largest)}]`;
}

/** `done`, or `2 done, 1 diverged`, or `1 done, 2 not run` of three seeds */
function endings(runs: readonly Trained[], seeds: number): string {
  const byStatus = Map.groupBy(runs, ({ result }) => result.status);
  const missing = seeds - runs.length;
  if (byStatus.size === 1 && missing <= 0) return runs[0].result.status;
  return [
    ...[...byStatus].map(([status, { length }]) => `${length} ${status}`),
    ...missing > 0 ? [`${missing} not run`] : [],
  ].join(", ");
}

function speed(done: Trained): number {
  const { solverSeconds } = done.result.timing;
  return solverSeconds > 0 ? lastOf(done).examples / solverSeconds : 0;
}
