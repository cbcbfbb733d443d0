/** What a person reads: figures, table and finding of an experiment. */
import type { Experiment } from "../experiment/experiment.ts";
import { type Canvas, renderText } from "../figures/render/text.ts";
import type { AnyDone, SummaryOptions } from "../kinds/kind.ts";

/** Where a report goes when it is kept: no colour, and charts of a width that fits code blocks. */
export const FILE_CANVAS: Canvas = { width: 100, color: false };

/** Title and question, the figures, the summary table and the finding. */
export function report(
  experiment: Experiment,
  done: readonly AnyDone[],
  canvas: Canvas,
  options: SummaryOptions = {},
): string {
  const { title, question, charts, total, runs: planned, best, kind, allows } = experiment;
  const shown = kind.drawn(done, best);
  const again = done.filter((one) => !shown.includes(one));
  return [
    `${title}\n${question}\n`,
    ...isPart(experiment, done)
      ? [`INTERRUPTED: ${countComplete(experiment, done)} of ${total} runs are complete.\n`]
      : [],
    ...charts.flatMap((choice) => kind.figures.make(choice, undefined)(shown, again))
      .map((figure) => renderText(figure, canvas)),
    ...canvas.color
      ? (kind.keptFigures?.(shown, best) ?? []).map((figure) => renderText(figure, canvas))
      : [],
    kind.summary(done, { ...options, planned, best, allows }),
    renderText({ shape: "note", text: kind.finding(done, { best, planned, allows }) }, canvas),
  ].join("\n");
}

/** How many runs came to their end. */
export function countComplete({ kind }: Experiment, done: readonly AnyDone[]): number {
  return done.filter(({ result }) => !kind.isInterrupted(result)).length;
}

/** Whether these are not all results of an experiment, or one of them was interrupted. */
export function isPart(experiment: Experiment, done: readonly AnyDone[]): boolean {
  return countComplete(experiment, done) < experiment.total;
}
