/** What a person reads: figures, table and finding of an experiment. */
import type { Experiment } from "../experiment/experiment.ts";
import type { Figure } from "../figures/figure.ts";
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
  const { title, question, total, runs: planned, best, kind, allows } = experiment;
  return [
    `${title}\n${question}\n`,
    ...isPart(experiment, done)
      ? [`INTERRUPTED: ${countComplete(experiment, done)} of ${total} runs are complete.\n`]
      : [],
    ...chartsOf(experiment, done).map((figure) => renderText(figure, canvas)),
    ...canvas.color ? keptOf(experiment, done).map((figure) => renderText(figure, canvas)) : [],
    kind.summary(done, { ...options, planned, best, allows }),
    renderText({ shape: "note", text: findingOf(experiment, done) }, canvas),
  ].join("\n");
}

/** What is shown of a result, as data that a renderer draws. */
export interface Shown {
  readonly title: string;
  readonly question: string;
  readonly figures: readonly Figure[];
  readonly finding: string;
}

/** Title, question, figures and finding. */
export function shownOf(experiment: Experiment, done: readonly AnyDone[]): Shown {
  const { title, question } = experiment;
  const figures = [...chartsOf(experiment, done), ...keptOf(experiment, done)];
  return { title, question, figures, finding: findingOf(experiment, done) };
}

/** The charts that an experiment asks for. */
function chartsOf({ charts, kind, best }: Experiment, done: readonly AnyDone[]): Figure[] {
  const shown = kind.drawn(done, best);
  const again = done.filter((one) => !shown.includes(one));
  return charts.flatMap((choice) => kind.figures.make(choice, undefined)(shown, again));
}

/** Pictures of arrays that were kept. */
function keptOf({ kind, best }: Experiment, done: readonly AnyDone[]): readonly Figure[] {
  return kind.keptFigures?.(kind.drawn(done, best), best) ?? [];
}

function findingOf(experiment: Experiment, done: readonly AnyDone[]): string {
  const { kind, best, runs: planned, allows } = experiment;
  return kind.finding(done, { best, planned, allows });
}

/** How many runs came to their end. */
export function countComplete({ kind }: Experiment, done: readonly AnyDone[]): number {
  return done.filter(({ result }) => !kind.isInterrupted(result)).length;
}

/** Whether these are not all results of an experiment, or one of them was interrupted. */
export function isPart(experiment: Experiment, done: readonly AnyDone[]): boolean {
  return countComplete(experiment, done) < experiment.total;
}
