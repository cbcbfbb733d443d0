/**
 * What a person reads: charts, table and finding of an experiment.
 *
 * @module
 */
import { type Canvas, charts } from "../charts/mod.ts";
import type { Experiment } from "../experiment/load.ts";
import type { Curve } from "../types.ts";
import { finding, type SummaryOptions, summaryTable } from "./summary.ts";

/** Where a report goes when it is kept: no colour, and a width that fits code blocks. */
export const FILE_CANVAS: Canvas = { width: 100, color: false };

/** Title and question, the charts, the summary table and the finding. */
export function report(
  { title, question, charts: choices }: Pick<Experiment, "title" | "question" | "charts">,
  curves: readonly Curve[],
  canvas: Canvas,
  options: SummaryOptions = {},
): string {
  return [
    `${title}\n${question}\n`,
    ...choices.map((choice) => charts.make(choice, undefined)(curves, canvas)),
    summaryTable(curves, options),
    `${finding(curves)}\n`,
  ].join("\n");
}
