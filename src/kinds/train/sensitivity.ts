import { z } from "zod";
import { axisName, axisOf } from "../../figures/figure.ts";
import type { Axis, Line, LinesFigure, Note, Point, Words } from "../../figures/figure.ts";
import { counted, short, valueText } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { groupBy, medianText, pathWords, sweptNumber, sweptPaths, titleOf } from "../_groups.ts";
import type { Group } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { FIELD_NAMES, isBetterHigh, Y_FIELDS, type YField } from "./_fields.ts";
import { medianEnd } from "./_medians.ts";
import { hasEnded, haveDiverged } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

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
    height,
  }),
  example: { x: "method.stepSize", y: "trainLoss" },
  make: ({ x, y, logX, logY, height }) => (runs: readonly Trained[]) => {
    const numbered = runs.filter((run) => hasEnded(run) && sweptNumber(run, x) !== null);
    if (numbered.length === 0) {
      return [{ shape: "note", text: `No chart of sensitivity: no run has a number at ${x}.` }];
    }
    const others = sweptPaths(numbered).filter((path) => path !== x);
    const sweeps = groupBy(numbered, others).map((group) => sweepOf(group, x, y));
    const lines = sweeps.map(({ line }) => line);
    const ends = lines.flatMap(({ parts }) => parts.flat().map(([, end]) => end));
    const axes = {
      x: axisOf(pathWords(x), sweeps.flatMap(({ swept }) => swept), logX),
      y: axisOf(FIELD_NAMES[y], ends, logY),
    };
    const names = [axisName(axes.y.name, logY), axisName(axes.x.name, logX)];
    const medians = medianText(sweeps.flatMap(({ places }) => places));
    const left = runs.length - numbered.length;
    return [{
      shape: "lines",
      heading: `final ${names.join(" against ")}${medians}`,
      ...axes,
      lines,
      dots: true,
      numbers: "short",
      above: {
        label: "diverged",
        mark: "diverged",
        points: sweeps.flatMap(({ diverged }, line) => diverged.map((x) => ({ x, line }))),
      },
      legend: titleOf(others),
      notes: [
        ...sweeps.map((sweep, line) => ({ line, words: sweepWords(sweep, x, y) })),
        ...left === 0 ? [] : [{
          words: `Left out: ${counted(left, "run")} interrupted or without a number at ${x}.`,
        }],
        ...notDrawn(sweeps, axes),
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
  const before = label ? `${label}: ` : "";
  const isLost = diverged.length === swept.length;
  const isEdge = best?.[0] === swept[0] || best?.[0] === swept[swept.length - 1];
  const found: Words = best === undefined
    ? [before, isLost ? "every run diverged" : `no ${FIELD_NAMES[y]} to show`]
    : [
      `${before}${isBetterHigh(y) ? "highest" : "lowest"} (`,
      { mark: "best" },
      `) at ${pathWords(x)} ${valueText(best[0])}: ${short(best[1])}`,
      isEdge ? ", at the edge of the grid: look further" : "",
    ];
  if (diverged.length === 0 || isLost) return found;
  return [
    ...found,
    "; diverged (",
    { mark: "diverged" },
    `) at ${diverged.map(valueText).join(", ")}`,
  ];
}

/** What logarithmic axes leave out, so that nothing is lost without a word. */
function notDrawn(sweeps: readonly Sweep[], { x, y }: Pick<LinesFigure, "x" | "y">): Note[] {
  const isOff = (value: number, { log }: Axis) => log && value <= 0;
  const off = sweeps.flatMap(({ line: { parts }, diverged }) => [
    ...parts.flat().filter(([at, end]) => isOff(at, x) || isOff(end, y)),
    ...diverged.filter((at) => isOff(at, x)),
  ]).length;
  const points = counted(off, "point");
  const words = `Not drawn: ${points} at 0 or below, which a log scale does not have.`;
  return off === 0 ? [] : [{ words }];
}
