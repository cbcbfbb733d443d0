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
  { title, question, charts: choices, runs }: Experiment,
  curves: readonly Curve[],
  canvas: Canvas,
  options: SummaryOptions = {},
): string {
  return [
    `${title}\n${question}\n`,
    ...isPart(runs, curves) ? [`INTERRUPTED: ${curves.length} of ${runs.length} runs.\n`] : [],
    ...choices.map((choice) => charts.make(choice, undefined)(curves, canvas)),
    summaryTable(curves, options),
    wrap(finding(curves), canvas.width),
  ].join("\n");
}

/** Whether these are not all curves of an experiment, or one of them was cut short. */
export function isPart(runs: Experiment["runs"], curves: readonly Curve[]): boolean {
  return curves.length < runs.length || curves.some(({ status }) => status === "interrupted");
}

/** Breaks a text into lines of at most `width` characters, between words. */
function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${line}\n`).join("");
}
