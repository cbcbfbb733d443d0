import { z } from "zod";
import { axisName, axisOf, type Line, type Point } from "../../figures/figure.ts";
import { counted, median } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { groupBy, medianText, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { notDrawn } from "../_not_drawn.ts";
import { FIELD_NAMES, X_FIELDS, type XField, Y_FIELDS, type YField } from "./_fields.ts";
import { hasEnded, haveDiverged, lastOf } from "./_outcomes.ts";
import type { CurveRecord } from "./curve.ts";
import { numberedStepSize, type Trained } from "./spec.ts";

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
    const shown = comparable(runs);
    const groups = groupBy(shown, paths);
    const curves = groups.map(({ results }) => medianPoints(results, x, y));
    const lines = groups.map(({ label, results }, i): Line => ({
      label,
      parts: [curves[i].filter(isFinitePoint).map(({ x, y }): Point => [x, y])],
      ...results.length > 1 && {
        spread: curves[i].filter(({ low, high }) => Number.isFinite(low + high))
          .map(({ x, low, high }) => [x, low, high] as const),
      },
      diverged: haveDiverged(results),
    }));
    const lost = lines.flatMap(({ diverged = false }, line) =>
      diverged
        ? curves[line].slice(divergesAt(curves[line])).slice(0, 1).map(({ x }) => ({ x, line }))
        : []
    );
    const points = lines.flatMap(({ parts }) => parts.flat());
    const places = [...points.map(([x]) => x), ...lost.map(({ x }) => x)];
    const axes = {
      x: axisOf(FIELD_NAMES[x], places, logX),
      y: axisOf(FIELD_NAMES[y], heightsOf(lines, y, logY), logY),
    };
    const names = [axisName(axes.y.name, logY), axisName(axes.x.name, logX)];
    return [{
      shape: "lines",
      heading: names.join(" against ") + medianText(groups),
      ...axes,
      lines,
      numbers: "even",
      above: { label: "diverged", mark: "diverged", points: lost },
      legend: titleOf(paths),
      notes: [
        ...shown.length < runs.length
          ? [`Left out: ${counted(runs.length - shown.length, "run")} not finished.`]
          : [],
        ...notDrawn(points, [axes.x, axes.y]),
      ].map((words) => ({ words })),
      height,
    }];
  },
});

/** The runs that came to their end, as medians over others would be of half runs; all where none did. */
function comparable(runs: readonly Trained[]): readonly Trained[] {
  const ended = runs.filter(hasEnded);
  return ended.length > 0 ? ended : runs;
}

/** A point of a line: the median over seeds, and from where to where they are. */
interface MedianPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

function isFinitePoint({ y }: MedianPoint): boolean {
  return Number.isFinite(y);
}

/** Index of the point at which a median diverges: the first one that is infinite, or the last. */
function divergesAt(points: readonly MedianPoint[]): number {
  return Math.min(points.findLastIndex(isFinitePoint) + 1, points.length - 1);
}

/**
 * The heights that the y axis has to hold. What diverged grows without bounds: of it, only what is no
 * higher than the other lines, where there are any.
 */
function heightsOf(lines: readonly Line[], y: YField, log: boolean): number[] {
  const heights = (some: readonly Line[]) =>
    some.flatMap(({ parts }) => parts.flat().map(([, height]) => height));
  const others = heights(lines.filter(({ diverged = false }) => !diverged));
  const highest = axisOf(y, others, log).range?.[1] ?? Infinity;
  return heights(lines).filter((height) => !y.endsWith("Loss") || height <= highest);
}

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad, and so does the median then.
 */
function medianPoints(runs: readonly Trained[], x: XField, y: YField): MedianPoint[] {
  const curves = runs.map((run) => ({
    end: lastOf(run).iteration,
    hasDiverged: run.result.status === "diverged",
    at: new Map(run.result.records.map((record) => [record.iteration, { record, run }])),
  }));
  const iterations = [...new Set(curves.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  return iterations.flatMap((iteration): MedianPoint[] => {
    if (curves.some(({ at, end }) => !at.has(iteration) && end >= iteration)) return [];
    const here = curves.flatMap(({ at }) => at.get(iteration) ?? []);
    const lost = curves.filter(({ at, hasDiverged }) => hasDiverged && !at.has(iteration));
    const values = here.map(({ record, run }) => record[y] ?? givenOf(run, record, y));
    const all = [...values, ...lost.map(() => Infinity)];
    return [{
      x: median(here.map(({ record }) => record[x])),
      y: median(all),
      low: Math.min(...all),
      high: Math.max(...all),
    }];
  });
}

/** What is not recorded of each step: a step size that is one number. NaN of all else. */
function givenOf({ plan }: Trained, { iteration }: CurveRecord, y: YField): number {
  return y === "usedStepSize" && iteration > 0 ? numberedStepSize(plan.spec.method) ?? NaN : NaN;
}
