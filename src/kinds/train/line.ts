import { z } from "zod";
import { axisName, axisOf, type Line, type Point } from "../../figures/figure.ts";
import { median } from "../../numbers.ts";
import { defineFigure } from "../kind.ts";
import { groupBy, medianText, sweptPaths, titleOf } from "../_groups.ts";
import {
  FIELD_NAMES,
  haveDiverged,
  type Trained,
  X_FIELDS,
  type XField,
  Y_FIELDS,
  type YField,
} from "./_series.ts";
import type { Curve, CurveRecord } from "./curve.ts";

const path = z.string().min(1);

/** Curves as lines: one for each value of the swept fields, the median over seeds. */
export const line = defineFigure({
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
  make: ({ x, y, series, logX, logY, height }) => (runs: readonly Trained[]) => {
    const swept = sweptPaths(runs);
    const paths = series === undefined
      ? swept
      : swept.filter((path) => [series].flat().includes(path));
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

/**
 * The median at every iteration that all runs still going have recorded. A run that diverged
 * before counts as infinitely bad; the line ends where the median does.
 */
function medianPoints(runs: readonly Trained[], x: XField, y: YField): Point[] {
  const curves = runs.map(({ result }) => result);
  const byIteration = curves.map(({ records }) =>
    new Map(records.map((record) => [record.iteration, record]))
  );
  const lastOf = ({ records }: Curve) => records[records.length - 1].iteration;
  const iterations = [...new Set(byIteration.flatMap((records) => [...records.keys()]))]
    .sort((a, b) => a - b);
  const points: Point[] = [];
  for (const iteration of iterations) {
    const here = byIteration.map((records) => records.get(iteration));
    const isCommon = curves.every((curve, i) => here[i] !== undefined || lastOf(curve) < iteration);
    if (!isCommon) continue;
    const present = here.filter((record): record is CurveRecord => record !== undefined);
    const lost = curves.filter((curve, i) => here[i] === undefined && curve.status === "diverged");
    const values = [...present.map((record) => record[y] ?? NaN), ...lost.map(() => Infinity)];
    points.push([median(present.map((record) => record[x])), median(values)]);
  }
  return points.filter(([, value]) => Number.isFinite(value));
}
