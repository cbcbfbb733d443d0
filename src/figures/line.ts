import { z } from "zod";
import { leaf } from "../registry.ts";
import type { Curve } from "../types.ts";
import { DIVERGED, lineKey, plotRows } from "./_plot.ts";
import { scaleOf } from "./_scale.ts";
import {
  axisName,
  FIELD_NAMES,
  medianText,
  pathWords,
  seriesOf,
  sweptPaths,
  X_FIELDS,
  Y_FIELDS,
} from "./_series.ts";
import { visibleLength } from "./_text.ts";
import type { Canvas, Draw } from "./mod.ts";

const path = z.string().min(1);

/** Curves as lines: one for each value of the swept fields, the median over seeds. */
export const line = leaf({
  name: "line",
  summary: "One line per value of the swept fields, the median over seeds",
  options: z.strictObject({
    x: z.enum(X_FIELDS).default("examples").describe("What runs to the right"),
    y: z.enum(Y_FIELDS).default("trainLoss").describe("What runs upwards"),
    series: z.union([path, z.array(path).min(1)], { error: "must be a path or a list of paths" })
      .optional().describe(
        "Fields that get a line for each value; all swept ones when left out",
      ),
    logX: z.boolean().default(false).describe("Logarithmic x axis, without x = 0"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { x: "examples", y: "trainLoss", logY: true },
  make({ x, y, series: given, logX, logY, height }): Draw {
    return (curves: readonly Curve[], canvas: Canvas) => {
      const swept = sweptPaths(curves);
      const paths = given === undefined
        ? swept
        : swept.filter((path) => [given].flat().includes(path));
      const series = seriesOf(curves, paths, x, y);
      const points = series.flatMap((one) => one.points);
      const xScale = scaleOf(points.map(([value]) => value), logX);
      const yScale = scaleOf(points.map(([, value]) => value), logY);
      const lines = series.map(({ points, diverged }) => ({
        parts: [points],
        ...diverged ? { end: DIVERGED } : {},
      }));
      const labels = series.map(({ label, diverged }) =>
        `${label}${diverged ? ` (${DIVERGED} diverged)` : ""}`
      );
      return [
        `${axisName(FIELD_NAMES[y], logY)} against ${axisName(FIELD_NAMES[x], logX)}` +
        medianText(series),
        "",
        ...plotRows({ lines, xScale, yScale, height }, canvas),
        ...paths.length === 0
          ? []
          : ["", ...legend(paths.map(pathWords).join(" · "), labels, canvas)],
      ].map((row) => `${row}\n`).join("");
    };
  },
});

/** Letter, stroke and label of each line behind a title, as many to a row as fit. */
function legend(title: string, labels: readonly string[], canvas: Canvas): string[] {
  const rows = [`${title}:`];
  for (const [index, label] of labels.entries()) {
    const entry = `${lineKey(index, canvas)} ${label}`;
    const length = visibleLength(rows[rows.length - 1]) + visibleLength(entry) + 3;
    if (length > canvas.width) rows.push("");
    rows[rows.length - 1] += `  ${entry}`;
  }
  return rows;
}
