import { z } from "zod";
import { axisName, axisOf, type Line } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { groupBy, medianText, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { FIELD_NAMES, X_FIELDS, Y_FIELDS } from "./_fields.ts";
import { medianPoints } from "./_medians.ts";
import { haveDiverged } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

const path = z.string().min(1);

export const line = defineFigure({
  name: "line",
  summary: "One line per value of the swept fields, the median over seeds",
  options: z.strictObject({
    x: z.enum(X_FIELDS).default("examples").describe("What runs to the right"),
    y: z.enum(Y_FIELDS).default("trainLoss").describe("What runs upwards"),
    series: z.union([path, z.array(path).min(1)], { error: "must be a path or a list of paths" })
      .optional().describe("Fields that get a line for each value; all swept ones when left out"),
    logX: z.boolean().default(false).describe("Logarithmic x axis, without x = 0"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height,
  }),
  example: { x: "examples", y: "trainLoss", logY: true },
  make: ({ x, y, series, logX, logY, height }) => (runs: readonly Trained[]) => {
    const paths = sweptPaths(runs)
      .filter((path) => series === undefined || [series].flat().includes(path));
    const groups = groupBy(runs, paths);
    const lines = groups.map(({ label, results }): Line => ({
      label,
      parts: [medianPoints(results, x, y)],
      diverged: haveDiverged(results),
    }));
    const points = lines.flatMap(({ parts }) => parts.flat());
    const names = [axisName(FIELD_NAMES[y], logY), axisName(FIELD_NAMES[x], logX)];
    return [{
      shape: "lines",
      heading: names.join(" against ") + medianText(groups),
      x: axisOf(FIELD_NAMES[x], points.map(([x]) => x), logX),
      y: axisOf(FIELD_NAMES[y], points.map(([, y]) => y), logY),
      lines,
      numbers: "even",
      legend: titleOf(paths),
      notes: [],
      height,
    }];
  },
});
