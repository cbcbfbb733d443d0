import { z } from "zod";
import { axisName, axisOf, type Figure, type MapFigure, type Trace } from "../../figures/figure.ts";
import { programOf } from "../../formulas/program.ts";
import { counted, short } from "../../numbers.ts";
import { labelsOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { byFunction } from "./_functions.ts";
import { lastOf } from "./_outcomes.ts";
import type { Curve } from "./curve.ts";
import type { Trained } from "./spec.ts";

/** Runs that have a letter of their own. */
const MOST_RUNS = 26;
/** Room around the paths, as a share of their width. */
const MARGIN = 0.15;
/** What is lower than this share of the highest lies on the ground of a logarithmic scale. */
const GROUND = 1e-4;

const NO_PATH = "No contour, as no run is on a written function of two variables.";

/** A run on a function of two variables. */
type OnPlane = Trained & { readonly result: { readonly path: NonNullable<Curve["path"]> } };
type Place = readonly [number, number];

export const contour = defineFigure({
  name: "contour",
  summary: "The paths of runs on a function of two variables, over its shades or contour lines",
  options: z.strictObject({
    logZ: z.boolean().default(true).describe(
      "Levels of equal ratio above the lowest value, where there is one",
    ),
    lines: z.boolean().default(false).describe("Lines of equal height instead of shades"),
    height: z.int().min(4).max(100).default(24).describe("Rows"),
  }),
  example: { logZ: false, lines: true, height: 12 },
  make: ({ logZ, lines, height }) => (done: readonly Trained[]): readonly Figure[] => {
    const runs = done.filter((one): one is OnPlane => one.result.path !== undefined);
    if (runs.length === 0) return [{ shape: "note", text: NO_PATH }];
    return [...byFunction(runs)].map(([title, group]) =>
      mapOf(title, group, { logZ, lines, height })
    );
  },
});

/** The paths over one function. */
function mapOf(
  title: string,
  runs: readonly OnPlane[],
  { logZ, lines, height }: { logZ: boolean; lines: boolean; height: number },
): MapFigure {
  const [{ plan, result: { path: { tape, minima } } }] = runs;
  const program = programOf(tape);
  const { start = {} } = plan.spec.problem as { start?: object };
  const own = Object.keys(start);
  const names: [string, string] = Array.isArray(start) || own.length !== 2
    ? ["x", "y"]
    : [own[0], own[1]];
  const [a, b] = ([0, 1] as const).map((k) => placesAlong(runs, k, 2 * height));
  const heights = b.flatMap((y) => a.map((x) => program.value(Float64Array.of(x, y))));
  const finite = heights.filter(Number.isFinite);
  const known = minima.map(({ value }) => value);
  const lowest = [...finite, ...known].reduce((one, other) => Math.min(one, other), Infinity);
  const highest = finite.reduce((one, other) => Math.max(one, other), -Infinity);
  // Not of a flat function, nor where it has no number or goes on falling beyond the edges.
  const isLog = logZ && highest > lowest &&
    (known.length > 0 || !isAtEdge(heights.indexOf(lowest), a.length, b.length));
  const ground = GROUND * (highest - lowest);
  const values = heights.map((value) =>
    !Number.isFinite(value) ? null : isLog ? Math.max(value - lowest, ground) : value
  );
  const zName = isLog ? `height above ${short(lowest)}` : "value";
  const shown = runs.slice(0, MOST_RUNS);
  const { title: fields, texts } = labelsOf(runs);
  return {
    shape: "map",
    ...title !== "" && { title },
    heading: `${lines ? "lines of equal " : ""}${axisName(zName, isLog)} ` +
      `over ${names[0]} (to the right) and ${names[1]} (upwards), with the path of each run` +
      (fields === "" ? "" : `, by ${fields}`),
    names,
    a,
    b,
    values,
    z: axisOf(zName, values.flatMap((value) => value ?? []), isLog),
    contour: lines,
    traces: [
      ...shown.map((one, i) => traceOf(one, i, texts[i], names)),
      ...startsOf(shown),
      ...minima.length === 0 ? [] : [{
        points: minima.map(({ at: [x, y] }): Place => [x, y]),
        mark: "minimum" as const,
        words: [
          { mark: "minimum" as const },
          ` ${minima.length === 1 ? "the minimum" : "the minima"}`,
        ],
      }],
    ],
    notes: [],
    origin: runs.length > shown.length
      ? `Not drawn: ${counted(runs.length - shown.length, "run")} after the first ${MOST_RUNS}.`
      : "",
    height,
  };
}

/** Whether a place of a map lies at its edge. */
function isAtEdge(index: number, width: number, height: number): boolean {
  const [row, column] = [Math.floor(index / width), index % width];
  return row === 0 || row === height - 1 || column === 0 || column === width - 1;
}

/** Where the runs start, each place once. */
function startsOf(runs: readonly OnPlane[]): Trace[] {
  const places = new Map(
    runs.map(({ result: { path: { places: [first] } } }) => [first.join(), first]),
  );
  const points = [...places.values()];
  const words = points.length === 1 ? " the start" : " the starts";
  return [{ points, mark: "center", words: [{ mark: "center" }, words] }];
}

/** The path of a run, after its start. */
function traceOf(run: OnPlane, i: number, label: string, names: readonly string[]): Trace {
  const { status, path: { places } } = run.result;
  const finite = places.filter((place) => place.every(Number.isFinite));
  const [x, y] = finite[finite.length - 1];
  const end = status === "diverged"
    ? "diverged"
    : `ends at ${names[0]} = ${short(x)}, ${names[1]} = ${short(y)}`;
  return {
    points: finite.slice(1),
    mark: i,
    words: `${label === "" ? "" : `${label}: `}${end}: ${short(lastOf(run).trainLoss)}`,
  };
}

/**
 * Even steps over what is to be seen along one axis: starts, known minima, and the paths of runs that did
 * not diverge; of those that did, only the start.
 */
function placesAlong(runs: readonly OnPlane[], k: 0 | 1, count: number): number[] {
  const seen = runs.flatMap(({ result: { status, path: { places, minima } } }) => [
    ...(status === "diverged" ? places.slice(0, 1) : places).map((place) => place[k]),
    ...minima.map(({ at }) => at[k]),
  ]).filter(Number.isFinite);
  const low = seen.reduce((one, other) => Math.min(one, other), Infinity);
  const high = seen.reduce((one, other) => Math.max(one, other), -Infinity);
  const room = high > low ? MARGIN * (high - low) : Math.max(1, Math.abs(low));
  const step = (high - low + 2 * room) / (count - 1);
  return Array.from({ length: count }, (_, i) => low - room + i * step);
}
