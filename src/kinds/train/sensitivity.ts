import { z } from "zod";
import {
  type Axis,
  axisName,
  axisOf,
  type Line,
  type Point,
  type Words,
} from "../../figures/figure.ts";
import { counted, short, valueText } from "../../numbers.ts";
import {
  type Group,
  groupBy,
  medianText,
  pathWords,
  sweptNumber,
  sweptPaths,
  titleOf,
} from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import {
  FIELD_NAMES,
  haveDiverged,
  isBetterHigh,
  medianEnd,
  type Trained,
  Y_FIELDS,
  type YField,
} from "./_series.ts";

/** Where runs ended, against a field that was swept. */
export const sensitivity = defineFigure({
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
  make: ({ x, y, logX, logY, height }) => (runs: readonly Trained[]) => {
    const ended = runs.filter(({ result: { status } }) =>
      status !== "interrupted" && status !== "error"
    );
    const numbered = ended.filter((run) => sweptNumber(run, x) !== null);
    if (numbered.length === 0) {
      return [{ shape: "note", text: `No chart of sensitivity: no run has a number at ${x}.` }];
    }
    const others = sweptPaths(numbered).filter((path) => path !== x);
    const sweeps = groupBy(numbered, others).map((group) => sweepOf(group, x, y));
    const xAxis = axisOf(pathWords(x), sweeps.flatMap(({ swept }) => swept), logX);
    const points = sweeps.flatMap(({ line }) => line.parts.flat());
    const yAxis = axisOf(FIELD_NAMES[y], points.map(([, value]) => value), logY);
    const names = [axisName(yAxis.name, logY), axisName(xAxis.name, logX)];
    const diverged = sweeps.flatMap(({ diverged }, line) => diverged.map((x) => ({ x, line })));
    const notes = notDrawn(runs.length - numbered.length, points, diverged, xAxis, yAxis, x);
    return [{
      shape: "lines",
      heading: `final ${names.join(" against ")}${
        medianText(sweeps.flatMap(({ places }) => places))
      }`,
      x: xAxis,
      y: yAxis,
      lines: sweeps.map(({ line }) => line),
      dots: true,
      numbers: "short",
      above: { label: "diverged", mark: "diverged", points: diverged },
      legend: titleOf(others),
      notes: [
        ...sweeps.map((sweep, line) => ({ line, words: sweepWords(sweep, x, y) })),
        ...notes.map((words) => ({ words })),
      ],
      height,
    }];
  },
});

/** The runs that share all swept values but x. */
interface Sweep {
  readonly line: Line;
  /** The runs at each value of x, rising. */
  readonly places: readonly Group<Trained>[];
  /** All values of x, rising. */
  readonly swept: readonly number[];
  /** Values of x where half of the runs diverged, or more. */
  readonly diverged: readonly number[];
}

/** A line in parts that what diverged separates, with its best point. */
function sweepOf({ label, results }: Group<Trained>, x: string, y: YField): Sweep {
  const at = ({ results: [first] }: Group<Trained>) => sweptNumber(first, x) ?? NaN;
  const places = groupBy(results, [x]).sort((a, b) => at(a) - at(b));
  const parts: Point[][] = [[]];
  for (const place of places) {
    const end = medianEnd(place.results, y);
    if (haveDiverged(place.results)) parts.push([]);
    else if (Number.isFinite(end)) parts[parts.length - 1].push([at(place), end]);
  }
  const sign = isBetterHigh(y) ? -1 : 1;
  const best = parts.flat().toSorted(([, a], [, b]) => sign * (a - b)).at(0);
  return {
    line: { label, parts, ...best && { best } },
    places,
    swept: places.map(at),
    diverged: places.filter(({ results }) => haveDiverged(results)).map(at),
  };
}

/** `256: lowest (*) at step size 1e-6: 3.34; diverged (×) at 1e-3` */
function sweepWords(
  { line: { label, best }, swept, diverged }: Sweep,
  x: string,
  y: YField,
): Words {
  const isLost = diverged.length === swept.length;
  const isEdge = best?.[0] === swept[0] || best?.[0] === swept[swept.length - 1];
  return [
    label ? `${label}: ` : "",
    ...best === undefined ? [isLost ? "every run diverged" : `no ${FIELD_NAMES[y]} to show`] : [
      `${isBetterHigh(y) ? "highest" : "lowest"} (`,
      { mark: "best" } as const,
      `) at ${pathWords(x)} ${valueText(best[0])}: ${short(best[1])}`,
      isEdge ? ", at the edge of the grid: look further" : "",
    ],
    ...diverged.length === 0 || isLost ? [] : [
      "; diverged (",
      { mark: "diverged" } as const,
      `) at ${diverged.map(valueText).join(", ")}`,
    ],
  ];
}

/** What the chart leaves out, so that nothing is lost without a word. */
function notDrawn(
  left: number,
  points: readonly Point[],
  diverged: readonly { readonly x: number }[],
  xAxis: Axis,
  yAxis: Axis,
  x: string,
): string[] {
  const isOff = (value: number, { log }: Axis) => log && value <= 0;
  const off = points.filter(([x, y]) => isOff(x, xAxis) || isOff(y, yAxis)).length +
    diverged.filter(({ x }) => isOff(x, xAxis)).length;
  return [
    ...left > 0 ? [`Left out: ${counted(left, "run")} cut short or without a number at ${x}.`] : [],
    ...off > 0
      ? [`Not drawn: ${counted(off, "point")} at 0 or below, which a log scale does not have.`]
      : [],
  ];
}
