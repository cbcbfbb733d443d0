import { z } from "zod";
import { axisName, axisOf, type Point } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { counted } from "../../numbers.ts";
import { edgeOf, isAtKink } from "./_words.ts";
import type { Curved } from "./spec.ts";

/** Above it, steps along the gradient of a parabola grow. */
const EDGE = 2;

export const sharpness = defineFigure({
  name: "sharpness",
  summary: "The largest eigenvalue of the Hessian along runs, by itself or times the step size",
  options: z.strictObject({
    y: z.enum(["eigenvalue", "timesStepSize"]).default("eigenvalue").describe(
      "The eigenvalue, or that times the step size: above 2 descent on a parabola grows",
    ),
    logX: z.boolean().default(false).describe("Logarithmic x axis"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height,
  }),
  example: { y: "timesStepSize", logY: true, height: 10 },
  make: ({ y, logX, logY, height }) => (done: readonly Curved[]) => {
    const isScaled = y === "timesStepSize";
    const drawn = done.filter(({ plan }) => !isScaled || edgeOf(plan.spec) !== null);
    if (drawn.length === 0) {
      const why = done.length === 0 ? "run" : "run whose step size is one number";
      return [{ shape: "note", text: `No sharpness, as there is no ${why}.` }];
    }
    const { title, texts } = labelsOf(drawn);
    const lines = drawn.map(({ plan, result: { points } }) => {
      const scale = isScaled ? EDGE / (edgeOf(plan.spec) ?? 1) : 1;
      return points.filter((point) => !isAtKink(point)).map((
        { record: { iteration }, largest: [{ value }] },
      ): Point => [iteration, scale * value]);
    });
    const points = lines.flat();
    const left = drawn.flatMap(({ result }) => result.points.filter(isAtKink)).length;
    if (left > 0 && points.length === 0) {
      return [{ shape: "note", text: "No sharpness, as all points are at kinks." }];
    }
    const name = isScaled ? "largest eigenvalue × step size" : "largest eigenvalue";
    const axes = {
      x: axisOf("steps", points.map(([x]) => x), logX),
      y: axisOf(name, [...points.map(([, y]) => y), ...isScaled ? [EDGE] : []], logY),
    };
    const isOn = ([x, y]: Point) => (!logX || x > 0) && (!logY || y > 0);
    return [{
      shape: "lines",
      heading: `${axisName(name, logY)} against ${axisName("steps", logX)}`,
      ...axes,
      lines: lines.map((line, i) => ({
        label: drawn.length === 1 ? null : texts[i],
        parts: [line.filter(isOn)],
        diverged: drawn[i].result.status === "diverged",
      })),
      numbers: "short",
      guides: isScaled ? [EDGE] : [],
      legend: drawn.length === 1 ? "" : title,
      notes: [
        ...isScaled
          ? [{ words: "The line at 2: above it, steps along the gradient of a parabola grow." }]
          : [],
        ...left === 0 ? [] : [{
          words: `Not drawn: ${counted(left, "point")} at kinks, where there is no Hessian.`,
        }],
        ...notDrawn(points, [axes.x, axes.y]).map((words) => ({ words })),
      ],
      height,
    }];
  },
});
