import { counted, distinct, readable, short } from "../../numbers.ts";
import { type Axis, axisOf, type MapFigure, type Point } from "../figure.ts";
import { axisRow, type Canvas, SYMBOLS, wordsText, xAxis } from "./_canvas.ts";
import { type Grid, gridOf } from "./_grid.ts";
import { levelsOf, type Look, mapCells, NOTHING, sampleOf } from "./_levels.ts";
import { bordersOf, scaleOf } from "./_scale.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Rows of a map that may take as many as it likes. */
const MOST_ROWS = 26;
/** Columns of a map, however narrow the canvas. */
const LEAST_SIDE = 8;

/** One map with its axes, legend and notes. */
export function mapRows(figure: MapFigure, canvas: Canvas): string[] {
  const { title, heading, a, b, height = MOST_ROWS, notes, origin } = figure;
  const yTicks = scaleOf(axisOf("b", b, false)).ticks(8);
  const yTexts = distinct(yTicks, short);
  const margin = Math.max(...yTexts.map((text) => text.length)) + 2;
  const grid = gridOf(figure, sideOf(figure, Math.min(canvas.width - margin - 6, 2 * height)));
  const marks = marksOf(figure, grid);
  const labels = new Map(yTexts.map((text, i) => [grid.cellOf(0, yTicks[i]).row, text]));
  const look = { contour: figure.contour, color: canvas.color };
  const xScale = scaleOf(axisOf("a", a, false));
  const [ruler, numbers] = xAxis(xScale, grid.side, short, (a) => grid.cellOf(a, 0).column);
  const drawing = [
    `${"b".padStart(margin)} ↑`,
    ...mapCells(grid, marks.at, look)
      .map((cells, row) => axisRow(labels.get(row) ?? "", margin, cells)),
    `${" ".repeat(margin + 1)}${ruler}→ a`,
    `${" ".repeat(margin + 1)}${numbers}`,
  ];
  const below = [...notes.map(wordsText), ...marks.notes, ...limits(figure, grid), origin];
  return [
    ...title === undefined ? [] : wrapped(title, canvas.width),
    ...wrapped(heading, canvas.width),
    "",
    ...beside(drawing, legendOf(figure.z, look), canvas.width),
    "",
    ...below.flatMap((note) => wrapped(note, canvas.width)),
  ];
}

/** Columns of a map: a whole number for each place, where there are that many. */
function sideOf({ a, b }: MapFigure, most: number): number {
  const places = Math.max(a.length, b.length);
  const room = Math.max(LEAST_SIDE, most);
  return places <= room ? places * Math.floor(room / places) : room;
}

/**
 * What stands over the levels, by row and column, and what it is: the centre, the path over it, and the
 * path's end over both.
 */
function marksOf({ center, path }: MapFigure, grid: Grid) {
  const at = new Map<string, string>();
  const put = ([a, b]: Point, symbol: string) => {
    const { column, row } = grid.cellOf(a, b);
    const isInside = !Number.isNaN(column) && !Number.isNaN(row);
    if (isInside) at.set(`${row},${column}`, symbol);
    return isInside;
  };
  for (const point of center.points) put(point, SYMBOLS.center);
  const steps = path?.points ?? [];
  const last = steps.length - 1;
  const outside = steps.filter((point, i) => !put(point, SYMBOLS[i === last ? "end" : "path"]));
  const beyond = outside.length > 0 ? `; ${counted(outside.length, "point")} beyond the edges` : "";
  return {
    at,
    notes: [
      // The path may lie over it.
      ...[...at.values()].includes(SYMBOLS.center) ? [wordsText(center.words)] : [],
      ...path === undefined ? [] : [`${wordsText(path.words)}${beyond}`],
    ],
  };
}

/** How each level looks and which values it stands for, the highest first. */
function legendOf(z: Axis, look: Look): string[] {
  const borders = bordersOf(z, levelsOf(look));
  if (borders.length === 0) return [`${z.name}: no number`];
  const [low, high] = [borders[0], borders[borders.length - 1]];
  if (low === high) return [`${z.name}: ${short(low)} everywhere`];
  const texts = distinct(borders, readable, 3);
  const width = Math.max(...texts.map((text) => text.length));
  const entries = look.contour
    ? texts.slice(1, -1).map((text, i) => `${sampleOf(i + 1, look)}: ${text.padStart(width)}`)
    : texts.slice(1).map((text, i) => `${sampleOf(i, look)} ${texts[i].padStart(width)} … ${text}`);
  return [z.name, ...entries.reverse()];
}

/** The legend to the right of the drawing where there is room, below it otherwise. */
function beside(drawing: readonly string[], legend: readonly string[], width: number): string[] {
  const left = Math.max(...drawing.map(visibleLength)) + 3;
  const right = Math.max(...legend.map(visibleLength));
  if (left + right <= width && legend.length < drawing.length) {
    return drawing.map((row, i) =>
      i - 1 in legend ? row + " ".repeat(left - visibleLength(row)) + legend[i - 1] : row
    );
  }
  return [...drawing, "", ...legend];
}

/** What a map cannot show. */
function limits({ a, b }: MapFigure, { side, hasHoles }: Grid): string[] {
  const found = hasHoles ? [`${NOTHING} not on the scale`] : [];
  if (Math.max(a.length, b.length) <= side) return found;
  return [`${side} × ${side} of ${a.length} × ${b.length} points are shown`, ...found];
}
