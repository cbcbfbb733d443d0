import { counted, distinct, readable, short } from "../../numbers.ts";
import { type Axis, axisOf, type MapFigure, type Trace } from "../figure.ts";
import { axisRow, type Canvas, SYMBOLS, wordsText, xAxis } from "./_canvas.ts";
import { type Grid, gridOf } from "./_grid.ts";
import { levelsOf, type Look, mapCells, NOTHING, sampleOf } from "./_levels.ts";
import { bordersOf, scaleOf } from "./_scale.ts";
import { letterOf } from "./_strokes.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Rows of a map that may take as many as it likes. */
const MOST_ROWS = 26;
/** Columns of a map, however narrow the canvas. */
const LEAST_SIDE = 8;

/** One map with its axes, legend and notes. */
export function mapRows(figure: MapFigure, canvas: Canvas): string[] {
  const { title, heading, names: [right, up], a, b, height = MOST_ROWS, notes, origin } = figure;
  const yTicks = scaleOf(axisOf("b", b, false)).ticks(8);
  const yTexts = distinct(yTicks, short);
  const margin = Math.max(up.length, ...yTexts.map((text) => text.length)) + 2;
  const grid = gridOf(figure, sideOf(figure, Math.min(canvas.width - margin - 6, 2 * height)));
  const marks = marksOf(figure, grid);
  const labels = new Map(yTexts.map((text, i) => [grid.cellOf(0, yTicks[i]).row, text]));
  const look = { contour: figure.contour, color: canvas.color };
  const xScale = scaleOf(axisOf("a", a, false));
  const [ruler, numbers] = xAxis(xScale, grid.side, short, (a) => grid.cellOf(a, 0).column);
  const drawing = [
    `${up.padStart(margin)} ↑`,
    ...mapCells(grid, marks.at, look)
      .map((cells, row) => axisRow(labels.get(row) ?? "", margin, cells)),
    `${" ".repeat(margin + 1)}${ruler}→ ${right}`,
    `${" ".repeat(margin + 1)}${numbers}`,
  ];
  const below = [...notes.map(wordsText), ...marks.notes, ...limits(figure, grid), origin]
    .filter((note) => note !== "");
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

/** What stands over the levels, by row and column, and what it is: a later trace lies over an earlier one. */
function marksOf({ traces }: MapFigure, grid: Grid) {
  const at = new Map<string, { readonly symbol: string; readonly trace: Trace }>();
  const outside = traces.map((trace) =>
    trace.points.filter(([a, b], i) => {
      const { column, row } = grid.cellOf(a, b);
      const isInside = !Number.isNaN(column) && !Number.isNaN(row);
      if (isInside) at.set(`${row},${column}`, { symbol: symbolAt(trace, i), trace });
      return !isInside;
    }).length
  );
  const seen = new Set([...at.values()].map(({ trace }) => trace));
  const notes = traces.flatMap((trace, i) => {
    const { length } = trace.points;
    // A place may lie under a path; a path is said wherever it is.
    if (length === 1 && typeof trace.mark !== "number" && !seen.has(trace)) return [];
    const beyond = outside[i] > 0 ? `; ${counted(outside[i], "point")} beyond the edges` : "";
    return [`${keyOf(trace)}${wordsText(trace.words)}${beyond}`];
  });
  return { at: new Map([...at].map(([place, { symbol }]) => [place, symbol])), notes };
}

/** What stands at a point of a trace: of a line, small letters up to a large one at its end. */
function symbolAt({ mark, end, points }: Trace, i: number): string {
  const isLast = i === points.length - 1;
  if (typeof mark !== "number") return SYMBOLS[isLast ? end ?? mark : mark];
  return isLast ? letterOf(mark) : letterOf(mark).toLowerCase();
}

/** `a … A `, the symbols of a line. */
function keyOf(trace: Trace): string {
  if (typeof trace.mark !== "number") return "";
  const letter = letterOf(trace.mark);
  return trace.points.length > 1 ? `${letter.toLowerCase()} … ${letter} ` : `${letter} `;
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
