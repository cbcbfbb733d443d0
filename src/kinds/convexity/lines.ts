import { z } from "zod";
import { axisName, axisOf, type Point } from "../../figures/figure.ts";
import { counted, short } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { excessOf, minimaOf, tallyAlong } from "./_tally.ts";
import type { Counted } from "./spec.ts";

export const lines = defineFigure({
  name: "lines",
  summary: "The loss along one line of each count: the one where it is farthest above a chord",
  options: z.strictObject({
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height,
  }),
  example: { height: 10 },
  make: ({ logY, height }) => (done: readonly Counted[]) => {
    if (done.length === 0) return [{ shape: "note", text: "No lines, as there is no count." }];
    const { title, texts } = labelsOf(done);
    const label = (i: number) => done.length === 1 ? null : texts[i];
    const shown = done.map(({ result: { a, lines } }) => {
      const line = leastConvex(lines);
      const points = a.map((place, at): Point => [place, lines[line][at]]);
      return { line, points: points.filter(([, loss]) => Number.isFinite(loss)) };
    });
    const points = shown.flatMap(({ points }) => points);
    const x = axisOf("a", done.flatMap(({ result: { a } }) => a), false);
    const y = axisOf("loss", points.map(([, loss]) => loss), logY);
    return [{
      shape: "lines",
      heading: `${axisName("loss", logY)} against a, steps along a random line, in lengths of ` +
        "the centre",
      x,
      y,
      lines: shown.map(({ points }, i) => ({ label: label(i), parts: [points] })),
      numbers: "short",
      legend: done.length === 1 ? "" : title,
      notes: [
        ...shown.map(({ line }, i) => {
          const words = lineWords(done[i], line);
          return done.length === 1 ? { words } : { line: i, words: `${label(i)}: ${words}` };
        }),
        ...notDrawn(points, [x, y]).map((words) => ({ words })),
      ],
      height,
    }];
  },
});

/** The index of the line where the loss is farthest above a chord; the first one where it is nowhere. */
function leastConvex(lines: readonly (readonly number[])[]): number {
  const excesses = lines.map((losses) => {
    const { worst } = tallyAlong(losses);
    return worst === null ? 0 : excessOf(worst);
  });
  return excesses.indexOf(Math.max(...excesses));
}

/** Which line it is, and what was counted on it. */
function lineWords({ result: { lines } }: Counted, line: number): string {
  const { worst } = tallyAlong(lines[line]);
  const above = worst === null
    ? "the loss is above no chord"
    : `the loss is up to ${short(excessOf(worst))} above a chord`;
  const minima = minimaOf(lines[line]).length;
  return `line ${line + 1} of ${lines.length}: ${above}, with ${
    counted(minima, "local minimum", "local minima")
  }`;
}
