import { z } from "zod";
import { axisName, axisOf, type Line, type Point } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { shortOr } from "./_words.ts";
import type { Curved } from "./spec.ts";

const [SIZE, NOISE] = ["batch size", "noise of the gradient"];

export const gradientNoise = defineFigure({
  name: "gradientNoise",
  summary: "How far the gradient of a batch is off, against its size: at the end of each run",
  options: z.strictObject({ height }),
  example: { height: 10 },
  make: ({ height }) => (done: readonly Curved[]) => {
    const { title, texts } = labelsOf(done);
    const ends = done.flatMap(({ result: { points } }, i) => {
      const last = points[points.length - 1];
      return last?.noise ? [{ label: texts[i], last, ...last.noise }] : [];
    });
    if (ends.length === 0) {
      return [{ shape: "note", text: "No noise, as there is no run with several examples." }];
    }
    const lines = ends.map(({ label, batches }): Line => ({
      label: done.length === 1 ? null : label,
      parts: [
        batches.map(({ size, measured }): Point => [size, measured]).filter(([, y]) => y > 0),
      ],
    }));
    const points = ends.flatMap(({ batches }) =>
      batches.map(({ size, measured }): Point => [size, measured])
    );
    const axes = {
      x: axisOf(SIZE, points.map(([x]) => x), true),
      y: axisOf(NOISE, points.map(([, y]) => y), true),
    };
    return [{
      shape: "lines",
      heading: `${axisName(NOISE, true)}, mean of ‖g − ∇L‖² over batches, against the ` +
        axisName(SIZE, true),
      ...axes,
      lines,
      dots: true,
      numbers: "short",
      legend: done.length === 1 ? "" : title,
      notes: [
        ...ends.map(({ label, trace, last: { squaredGradient } }, line) => {
          const words = `of one example tr(Σ) = ${shortOr(trace)}, with ‖∇L‖² = ` +
            shortOr(squaredGradient);
          return done.length === 1 ? { words } : { line, words: `${label}: ${words}` };
        }),
        ...notDrawn(points, [axes.x, axes.y]).map((words) => ({ words })),
      ],
      height,
    }];
  },
});
