import { z } from "zod";
import { counted, median, valueText } from "../numbers.ts";
import { leaf } from "../registry.ts";
import type { Curve } from "../types.ts";
import { DIVERGED, type EdgeRow, lineKey, plotRows, type Point } from "./_plot.ts";
import { type Scale, scaleOf } from "./_scale.ts";
import {
  axisName,
  FIELD_NAMES,
  groupBy,
  haveDiverged,
  medianText,
  pathWords,
  sweptPaths,
  Y_FIELDS,
  type YField,
} from "./_series.ts";
import { joined, short, wrapped } from "./_text.ts";
import type { Canvas, Draw } from "./mod.ts";

/** What stands for the best point of a line. */
const BEST = "*";

/** Where runs ended, against a field that was swept. */
export const sensitivity = leaf({
  name: "sensitivity",
  summary: "Where runs ended against a swept number: how much depends on choosing it well",
  options: z.strictObject({
    x: z.string().min(1).default("method.stepSize")
      .describe("The swept field that runs to the right; its values must be numbers"),
    y: z.enum(Y_FIELDS).default("trainLoss").describe("What runs upwards: its last value"),
    logX: z.boolean().default(true).describe("Logarithmic x axis"),
    logY: z.boolean().default(true).describe("Logarithmic y axis"),
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { x: "method.stepSize", y: "trainLoss" },
  make({ x, y, logX, logY, height }): Draw {
    return (curves: readonly Curve[], canvas: Canvas) => {
      const ended = curves.filter(({ status }) => status !== "interrupted" && status !== "error");
      const numbered = ended.filter(({ values }) => typeof values[x] === "number");
      if (numbered.length === 0) {
        return joined(
          wrapped(`No chart of sensitivity: no run has a number at ${x}.`, canvas.width),
        );
      }
      const others = sweptPaths(numbered).filter((path) => path !== x);
      const lines = groupBy(numbered, others).map(({ label, runs }) => lineOf(label, runs, x, y));
      const xScale = scaleOf(lines.flatMap(({ swept }) => swept), logX, true);
      const yScale = scaleOf(
        lines.flatMap(({ parts }) => parts.flat().map(([, y]) => y)),
        logY,
        true,
      );
      const best = lines.map((line) => bestOf(line, isBetterHigh(y)));
      const rows = plotRows({
        lines,
        xScale,
        yScale,
        height,
        letters: "points",
        marks: best.flatMap((point, line) =>
          point === undefined ? [] : [{ x: point[0], y: point[1], symbol: BEST, line }]
        ),
        above: divergedRow(lines, xScale),
        text: short,
      }, canvas);
      const heading = `final ${axisName(FIELD_NAMES[y], logY)} against ` +
        `${axisName(pathWords(x), logX)}${medianText(lines)}`;
      return joined([
        ...wrapped(heading, canvas.width),
        "",
        ...rows,
        "",
        ...others.length === 0
          ? []
          : wrapped(`${others.map(pathWords).join(" · ")}:`, canvas.width),
        ...lines.flatMap((line, i) =>
          wrapped(lineWords(line, best[i], x, y), canvas.width, `${lineKey(i, canvas)}  `)
        ),
        ...notDrawn(curves.length - numbered.length, lines, xScale, yScale, x)
          .flatMap((note) => wrapped(note, canvas.width)),
      ]);
    };
  },
});

/** The runs that share all swept values but x. */
interface Line {
  readonly label: string;
  readonly runs: number;
  readonly seeds: number;
  /** All values of x, rising. */
  readonly swept: readonly number[];
  /** (x, y) of those that did not diverge, in parts that a diverged one separates. */
  readonly parts: readonly (readonly Point[])[];
  /** Values of x where half of the runs diverged, or more. */
  readonly diverged: readonly number[];
}

function isBetterHigh(y: YField): boolean {
  return y === "trainAccuracy" || y === "testAccuracy";
}

function lineOf(label: string, curves: readonly Curve[], x: string, y: YField): Line {
  const places = groupBy(curves, [x])
    .map(({ runs }) => ({ at: runs[0].values[x] as number, runs }))
    .sort((a, b) => a.at - b.at);
  const parts: Point[][] = [[]];
  for (const { at, runs } of places) {
    if (haveDiverged(runs)) parts.push([]);
    else parts[parts.length - 1].push([at, medianEnd(runs, y)]);
  }
  return {
    label,
    runs: Math.max(...places.map(({ runs }) => runs.length)),
    seeds: Math.max(...places.map(({ runs }) => new Set(runs.map(({ seed }) => seed)).size)),
    swept: places.map(({ at }) => at),
    parts: parts.map((part) => part.filter(([, value]) => Number.isFinite(value))),
    diverged: places.filter(({ runs }) => haveDiverged(runs)).map(({ at }) => at),
  };
}

/** The median of the last values; a run that diverged is worse than any that did not. */
function medianEnd(curves: readonly Curve[], y: YField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  const badness = curves.map(({ records, status }) => {
    const value = records[records.length - 1][y];
    return status === "diverged" || value === null ? Infinity : sign * value;
  });
  return sign * median(badness);
}

/** The best point of a line, on the scales or not. */
function bestOf({ parts }: Line, isHigh: boolean): Point | undefined {
  return parts.flat().toSorted(([, a], [, b]) => isHigh ? b - a : a - b).at(0);
}

function divergedRow(lines: readonly Line[], xScale: Scale): EdgeRow | undefined {
  const marks = lines.flatMap(({ diverged }, line) =>
    diverged.filter((x) => !Number.isNaN(xScale.at(x))).map((x) => ({ x, symbol: DIVERGED, line }))
  );
  return marks.length === 0 ? undefined : { label: "diverged", marks };
}

/** `256: lowest (*) at step size 1e-6: 3.34; diverged (×) at 1e-3` */
function lineWords(
  { label, swept, diverged }: Line,
  best: Point | undefined,
  x: string,
  y: YField,
): string {
  const isEdge = best !== undefined &&
    (best[0] === swept[0] || best[0] === swept[swept.length - 1]);
  const ends = best === undefined
    ? diverged.length === swept.length ? "every run diverged" : `no ${FIELD_NAMES[y]} to show`
    : `${isBetterHigh(y) ? "highest" : "lowest"} (${BEST}) at ${pathWords(x)} ` +
      `${valueText(best[0])}: ${short(best[1])}` +
      (isEdge ? ", at the edge of the grid: look further" : "");
  const lost = diverged.length === 0 || diverged.length === swept.length
    ? ""
    : `; diverged (${DIVERGED}) at ${diverged.map(valueText).join(", ")}`;
  return `${label === "" ? "" : `${label}: `}${ends}${lost}`;
}

/** What the chart leaves out, so that nothing is lost without a word. */
function notDrawn(
  runs: number,
  lines: readonly Line[],
  xScale: Scale,
  yScale: Scale,
  x: string,
): string[] {
  const points = lines.flatMap(({ parts }) => parts.flat());
  const crosses = lines.flatMap(({ diverged }) => diverged);
  const off = points.filter(([x, y]) => Number.isNaN(xScale.at(x)) || Number.isNaN(yScale.at(y)))
    .length + crosses.filter((x) => Number.isNaN(xScale.at(x))).length;
  return [
    ...runs > 0 ? [`Left out: ${counted(runs, "run")} cut short or without a number at ${x}.`] : [],
    ...off > 0
      ? [`Not drawn: ${counted(off, "point")} at 0 or below, which a log scale does not have.`]
      : [],
  ];
}
