import { z as schema } from "zod";
import { axisName, axisOf, type MapFigure, type Point, type Trace } from "../../figures/figure.ts";
import { short } from "../../numbers.ts";
import { labelsOf } from "../_groups.ts";
import { notDrawn } from "../_not_drawn.ts";
import { defineFigure } from "../kind.ts";
import { lowestWords } from "./_extremes.ts";
import { origin, SLICE_FIELD_NAMES, SLICE_FIELDS } from "./_words.ts";
import type { Path, Slice } from "./slice.ts";
import type { Sliced } from "./spec.ts";

const NO_PLANE = "No map, as there is no slice with two directions.";

export const heatmap = defineFigure({
  name: "heatmap",
  summary: "The loss over two directions, from above: shades or contour lines",
  options: schema.strictObject({
    z: schema.enum(SLICE_FIELDS).default("loss").describe("What is shown as height"),
    logZ: schema.boolean().default(false).describe("Levels of equal ratio, not difference"),
    contour: schema.boolean().default(false).describe("Lines of equal height instead of shades"),
    height: schema.int().min(4).max(100).optional()
      .describe("Rows; as many as the points need when left out"),
  }),
  example: { z: "loss", logZ: true, height: 12 },
  make: ({ z, logZ, contour, height }) => (done: readonly Sliced[]) => {
    const planes = done.filter(({ result: { b } }) => b !== null);
    if (planes.length === 0) return [{ shape: "note", text: NO_PLANE }];
    const { title, texts } = labelsOf(planes);
    const name = SLICE_FIELD_NAMES[z];
    return planes.map(({ result: slice }, i): MapFigure => {
      const values = slice.points.map((point) => point[z]);
      const axis = axisOf(name, values, logZ);
      return {
        shape: "map",
        ...planes.length > 1 && { title: `${title}: ${texts[i]}` },
        heading: `${contour ? "lines of equal " : ""}${axisName(name, logZ)} ` +
          "over a (to the right) and b (upwards)",
        a: slice.a,
        b: slice.b ?? [],
        values: values.map((value) => Number.isFinite(value) ? value : null),
        z: axis,
        contour,
        names: ["a", "b"],
        traces: [CENTER, ...endsOf(slice), ...slice.path ? [traceOf(slice.path)] : []],
        notes: [
          lowestWords(slice.points, z),
          ...notDrawn(values.map((value) => [value]), [axis]),
        ],
        origin: origin(slice),
        ...height !== undefined && { height },
      };
    });
  },
});

const CENTER: Trace = {
  points: [[0, 0]],
  mark: "center",
  words: [{ mark: "center" }, " the centre W, at (0, 0)"],
};

/** Where directions lead to the ends of runs. */
function endsOf({ ends }: Slice): Trace[] {
  const [a, b]: Point[] = [[1, 0], [0, 1]];
  const points = [...ends.a === null ? [] : [a], ...ends.b === null ? [] : [b]];
  if (points.length === 0) return [];
  const places = points.map(([a, b]) => `(${a}, ${b})`).join(" and ");
  return [{ points, mark: "end", words: [{ mark: "end" }, ` where other runs end: ${places}`] }];
}

/** The path of a run, and how much of it the plane shows. */
function traceOf({ points, explained }: Path): Trace {
  const share = explained === null
    ? "it does not move"
    : `${short(100 * explained)} % of the path's variance lies in this plane`;
  return {
    points: points.map(({ a, b }) => [a, b ?? 0]),
    mark: "path",
    end: "end",
    words: [{ mark: "path" }, " the path of the run, ", { mark: "end" }, ` its end: ${share}`],
  };
}
