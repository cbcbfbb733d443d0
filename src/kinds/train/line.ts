import { z } from "zod";
import { axisName, axisOf, type Line, type Point } from "../../figures/figure.ts";
import { median } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { groupBy, medianText, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { FIELD_NAMES, X_FIELDS, type XField, Y_FIELDS, type YField } from "./_fields.ts";
import { hasEnded, haveDiverged, lastOf } from "./_outcomes.ts";
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
    const groups = groupBy(comparable(runs), paths);
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

/** The runs that came to their end, as medians over others would be of half runs; all where none did. */
function comparable(runs: readonly Trained[]): readonly Trained[] {
  const ended = runs.filter(hasEnded);
  return ended.length > 0 ? ended : runs;
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
function medianPoints(runs: readonly Trained[], x: XField, y: YField): Point[] {
  const curves = runs.map((run) => ({
    end: lastOf(run).iteration,
    hasDiverged: run.result.status === "diverged",
    at: new Map(run.result.records.map((record) => [record.iteration, record])),
  }));
  const iterations = [...new Set(curves.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  return iterations.flatMap((iteration): Point[] => {
    if (curves.some(({ at, end }) => !at.has(iteration) && end >= iteration)) return [];
    const here = curves.flatMap(({ at }) => at.get(iteration) ?? []);
    const lost = curves.filter(({ at, hasDiverged }) => hasDiverged && !at.has(iteration));
    const value = median([...here.map((record) => record[y] ?? NaN), ...lost.map(() => Infinity)]);
    return Number.isFinite(value) ? [[median(here.map((record) => record[x])), value]] : [];
  });
}
