import { z as schema } from "zod";
import { counted, readable } from "../numbers.ts";
import { leaf } from "../registry.ts";
import type { Slice } from "../types.ts";
import { labelled, tickCount, xAxis } from "./_axes.ts";
import { type SliceMap, sliceMap } from "./_map.ts";
import { type Cell, halves, INK, markOn, rowText, VIRIDIS } from "./_pixels.ts";
import { scaleOf } from "./_scale.ts";
import { axisName } from "./_series.ts";
import { labelsOf, origin, SLICE_FIELD_NAMES, SLICE_FIELDS, type SliceField } from "./_slices.ts";
import { joined, short, visibleLength, wrapped } from "./_text.ts";
import type { Canvas, DrawSlices } from "./mod.ts";

const NO_PLANE = "No map, as there is no slice with two directions.";
/** Rows of a map that may take as many as it likes. */
const MOST_ROWS = 26;
/** Columns of a map, however narrow the canvas. */
const LEAST_SIDE = 8;
/** Lines of a contour map carry a digit. */
const CONTOUR_LEVELS = 10;
/** A cell whose value has no place on the scale. */
const NOTHING = "!";
const CENTER = "+";
const STEP = "o";
const END = "●";

/** The loss over two directions, from above. */
export const heatmap = leaf({
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
  make(options): DrawSlices {
    return (slices: readonly Slice[], canvas: Canvas) => {
      const planes = slices.filter(({ b }) => b !== null);
      if (planes.length === 0) return joined(wrapped(NO_PLANE, canvas.width));
      const { title, texts } = labelsOf(planes);
      return joined(planes.flatMap((slice, i) => [
        ...i > 0 ? [""] : [],
        ...planes.length > 1 ? wrapped(`${title}: ${texts[i]}`, canvas.width) : [],
        ...mapRows(slice, options, canvas),
      ]));
    };
  },
});

/** The options of a map. */
interface Options {
  readonly z: SliceField;
  readonly logZ: boolean;
  readonly contour: boolean;
  readonly height?: number | undefined;
}

/** One map with its axes, legend and notes. */
function mapRows(slice: Slice, { z, logZ, contour, height }: Options, canvas: Canvas): string[] {
  const name = axisName(SLICE_FIELD_NAMES[z], logZ);
  const yTicks = labelled(scaleOf(slice.b ?? [], false).ticks(8), short);
  const margin = Math.max(...yTicks.map(({ text }) => text.length)) + 2;
  const side = sideOf(slice, Math.min(canvas.width - margin - 6, 2 * (height ?? MOST_ROWS)));
  const map = sliceMap(slice, z, logZ, side);
  const marks = marksOf(slice, map);
  const labels = new Map(yTicks.map(({ value, text }) => [map.cellOf(0, value).row, text]));
  const rows = cellsOf(map, marks, contour, canvas).map((cells, row) => {
    const label = labels.get(row) ?? "";
    return `${label.padStart(margin)} ${label === "" ? "│" : "┤"}${rowText(cells)}`;
  });
  const xTicks = scaleOf(slice.a, false).ticks(tickCount(side));
  const [ruler, numbers] = xAxis(xTicks, side, short, (a) => map.cellOf(a, 0).column);
  const drawing = [
    `${"b".padStart(margin)} ↑`,
    ...rows,
    `${" ".repeat(margin + 1)}${ruler}→ a`,
    `${" ".repeat(margin + 1)}${numbers}`,
  ];
  return [
    ...wrapped(
      `${contour ? "lines of equal " : ""}${name} over a (to the right) and b (upwards)`,
      canvas.width,
    ),
    "",
    ...beside(drawing, legendOf(map, SLICE_FIELD_NAMES[z], contour, canvas), canvas.width),
    "",
    ...[...notes(slice, z, marks), ...limits(slice, z, map)]
      .flatMap((note) => wrapped(note, canvas.width)),
    ...wrapped(origin(slice), canvas.width),
  ];
}

/** Columns of a map: a whole number for each place, where there are that many. */
function sideOf({ a, b }: Slice, most: number): number {
  const places = Math.max(a.length, b?.length ?? 1);
  const room = Math.max(LEAST_SIDE, most);
  return places <= room ? places * Math.floor(room / places) : room;
}

/** What stands over the levels, by row and column. */
interface Marks {
  readonly at: ReadonlyMap<string, string>;
  /** Points of the path beyond the edges. */
  readonly outside: number;
}

/** The centre, the path over it, and the path's end over both. */
function marksOf({ path }: Slice, map: SliceMap): Marks {
  const at = new Map<string, string>();
  const points = path?.points ?? [];
  const put = (a: number, b: number | null, text: string) => {
    const { column, row } = map.cellOf(a, b ?? NaN);
    const isInside = !Number.isNaN(column) && !Number.isNaN(row);
    if (isInside) at.set(`${row},${column}`, text);
    return isInside;
  };
  put(0, 0, CENTER);
  const drawn = points.filter(({ a, b }, i) => put(a, b, i === points.length - 1 ? END : STEP));
  return { at, outside: points.length - drawn.length };
}

/** The rows of a map, with marks over the levels. */
function cellsOf(map: SliceMap, { at }: Marks, contour: boolean, { color }: Canvas): Cell[][] {
  const levels = levelsOf(contour, color);
  const level = (place: number) =>
    Number.isNaN(place) ? undefined : Math.min(levels - 1, Math.floor(place * levels));
  const upper = (row: number, column: number) => level(map.at(column, 2 * row));
  const lower = (row: number, column: number) => level(map.at(column, 2 * row + 1));
  // A character is two lines high, so it shows their mean.
  const both = (row: number, column: number) => {
    const places = [map.at(column, 2 * row), map.at(column, 2 * row + 1)]
      .filter((place) => !Number.isNaN(place));
    return level(places.reduce((sum, place) => sum + place, 0) / places.length);
  };
  const cell = contour
    ? contourCell(both, color)
    : color
    ? (row: number, column: number) => halves(upper(row, column), lower(row, column))
    : (row: number, column: number) => ({ text: INK[both(row, column) ?? -1] ?? NOTHING });
  return Array.from(
    { length: Math.ceil(map.side / 2) },
    (_, row) =>
      Array.from({ length: map.side }, (_, column) => {
        const mark = at.get(`${row},${column}`);
        if (mark === undefined) return cell(row, column);
        return color && !contour ? markOn(upper(row, column), mark) : { text: mark };
      }),
  );
}

function levelsOf(contour: boolean, color: boolean): number {
  return contour ? CONTOUR_LEVELS : color ? VIRIDIS.length : INK.length;
}

/** The number of the line that runs between a cell and the one to its right or below it. */
function contourCell(level: (row: number, column: number) => number | undefined, color: boolean) {
  return (row: number, column: number): Cell => {
    const here = level(row, column);
    if (here === undefined) return { text: NOTHING };
    const around = [level(row, column + 1) ?? here, level(row + 1, column) ?? here];
    if (around.every((one) => one === here)) return { text: " " };
    const line = Math.max(here, ...around);
    return { text: String(line), ...color ? { front: contourColor(line) } : {} };
  };
}

function contourColor(line: number): number {
  return VIRIDIS[Math.round((line * (VIRIDIS.length - 1)) / (CONTOUR_LEVELS - 1))];
}

/** How each level looks and which values it stands for, the highest first. */
function legendOf(map: SliceMap, name: string, contour: boolean, { color }: Canvas): string[] {
  const borders = map.bounds(levelsOf(contour, color));
  if (borders.length === 0) return [`${name}: no number`];
  if (borders[0] === borders[borders.length - 1]) {
    return [`${name}: ${short(borders[0])} everywhere`];
  }
  const texts = labelled(borders, readable, 3).map(({ text }) => text);
  const width = Math.max(...texts.map((text) => text.length));
  const entries = contour
    ? texts.slice(1, -1).map((text, i) => {
      const front = color ? contourColor(i + 1) : undefined;
      return `${rowText([{ text: String(i + 1), front }])}: ${text.padStart(width)}`;
    })
    : texts.slice(1).map((text, i) => {
      const sample = color ? rowText([{ text: "██", front: VIRIDIS[i] }]) : `[${INK[i]}]`;
      return `${sample} ${texts[i].padStart(width)} … ${text}`;
    });
  return [name, ...entries.reverse()];
}

/** The legend to the right of the drawing where there is room, below it otherwise. */
function beside(drawing: readonly string[], legend: readonly string[], width: number): string[] {
  const left = Math.max(...drawing.map(visibleLength)) + 3;
  const right = Math.max(...legend.map(visibleLength));
  if (left + right <= width && legend.length < drawing.length) {
    return drawing.map((row, i) =>
      i === 0 || legend[i - 1] === undefined
        ? row
        : `${row}${" ".repeat(left - visibleLength(row))}${legend[i - 1]}`
    );
  }
  const [title, ...entries] = legend;
  const room = Math.max(0, ...entries.map(visibleLength)) + 3;
  const perRow = Math.max(1, Math.floor((width + 3) / room));
  const rows = entries.flatMap((_, i) =>
    i % perRow > 0 ? [] : [
      entries.slice(i, i + perRow)
        .map((entry) => entry + " ".repeat(room - visibleLength(entry))).join(""),
    ]
  );
  return [...drawing, "", ...wrapped(title, width), ...rows];
}

/** What a map cannot show. */
function limits({ a, b, points }: Slice, z: SliceField, map: SliceMap): string[] {
  const rows = b?.length ?? 1;
  const isOff = (value: number) => Number.isNaN(map.placeOf(value));
  return [
    ...Math.max(a.length, rows) > map.side
      ? [`${map.side} × ${map.side} of ${a.length} × ${rows} points are shown`]
      : [],
    ...points.some((point) => isOff(point[z])) ? [`${NOTHING} not on the scale`] : [],
  ];
}

/** The lowest point, and what the marks stand for. */
function notes(slice: Slice, z: SliceField, { at, outside }: Marks): string[] {
  const { points, path } = slice;
  const found = points.filter((point) => Number.isFinite(point[z]))
    .toSorted((left, right) => left[z] - right[z]).at(0);
  const hasCenter = [...at.values()].includes(CENTER);
  return [
    found === undefined
      ? "no number at any point"
      : `lowest of ${readable(points.length)} points: ${short(found[z])} at ` +
        `a = ${short(found.a)}, b = ${short(found.b ?? NaN)}`,
    ...hasCenter ? [`${CENTER} the centre W, at (0, 0)`] : [],
    ...path === null ? [] : [
      `${STEP} the path of the run, ${END} its end: ` +
      (path.explained === null
        ? "it does not move"
        : `${short(100 * path.explained)} % of the path's variance lies in this plane`) +
      (outside > 0 ? `; ${counted(outside, "point")} beyond the edges` : ""),
    ],
  ];
}
