/**
 * What a person reads: charts, table and finding of an experiment.
 *
 * @module
 */
import { type Canvas, renderText } from "../figures/render/text.ts";
import { wrapped } from "../figures/render/wrap.ts";
import type { ExperimentOf } from "../kinds/plan.ts";
import type { Kind } from "../kinds/specs.ts";
import type { Results } from "../runs/experiment.ts";
import { tellingOf } from "../kinds/mod.ts";
import type { SummaryOptions } from "../kinds/train/summary.ts";

/** Where a report goes when it is kept: no colour, and charts of a width that fits code blocks. */
export const FILE_CANVAS: Canvas = { width: 100, color: false };

/** Title and question, the charts, the summary table and the finding. */
export function report<K extends Kind>(
  experiment: ExperimentOf<K>,
  results: readonly Results[K][],
  canvas: Canvas,
  options: SummaryOptions = {},
): string {
  const { title, question, charts: choices, total, best } = experiment;
  const { charts, drawn, isCut, summary, finding } = tellingOf(experiment);
  const shown = drawn(results, best);
  const complete = results.filter((result) => !isCut(result)).length;
  return [
    `${title}\n${question}\n`,
    ...isPart(experiment, results)
      ? [`INTERRUPTED: ${complete} of ${total} runs are complete.\n`]
      : [],
    ...choices.flatMap((choice) => charts.make(choice, undefined)(shown))
      .map((figure) => renderText(figure, canvas)),
    summary(results, { ...options, best }),
    wrapped(finding(results, { best }), canvas.width).map((row) => `${row}\n`).join(""),
  ].join("\n");
}

/** Whether these are not all results of an experiment, or one of them was cut short. */
export function isPart<K extends Kind>(
  experiment: ExperimentOf<K>,
  results: readonly Results[K][],
): boolean {
  return results.length < experiment.total || results.some(tellingOf(experiment).isCut);
}
