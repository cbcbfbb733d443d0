import { distinct, readable, short } from "../../numbers.ts";
import type { LinesFigure, Outside, Point } from "../figure.ts";
import { axisRow, type Canvas, SYMBOLS, wordsText, xAxis } from "./_canvas.ts";
import { scaleOf } from "./_scale.ts";
import { type Area, columnOf, drawPart, letterOf, lineKey, painted, rowOf } from "./_strokes.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Columns that are left for lines, however narrow the canvas. */
const LEAST_WIDTH = 20;

/** Heading, lines with axes, legend and notes. */
export function linesRows(figure: LinesFigure, canvas: Canvas): string[] {
  const notes = figure.notes.flatMap(({ line, words }) => {
    const key = line === undefined ? "" : `${lineKey(line, canvas.color)}  `;
    return wrapped(wordsText(words), canvas.width, key);
  });
  const below = [...legendRows(figure, canvas), ...notes];
  // Without notes it is one row, which a narrower screen breaks by itself.
  const heading = notes.length > 0 ? wrapped(figure.heading, canvas.width) : [figure.heading];
  return [
    ...heading,
    "",
    ...plotRows(figure, canvas),
    ...below.length > 0 ? ["", ...below] : [],
  ];
}

/** The title alone where notes name the lines; otherwise the lines behind it. */
function legendRows({ legend, lines, notes }: LinesFigure, { width, color }: Canvas): string[] {
  if (legend === "") return [];
  if (notes.some(({ line }) => line !== undefined)) return wrapped(`${legend}:`, width);
  const rows = [`${legend}:`];
  for (const [i, { label, diverged = false }] of lines.entries()) {
    const end = diverged ? ` (${SYMBOLS.diverged} diverged)` : "";
    const entry = `  ${lineKey(i, color)} ${label}${end}`;
    const length = visibleLength(rows[rows.length - 1]) + visibleLength(entry) + 1;
    if (length > width) rows.push("");
    rows[rows.length - 1] += entry;
  }
  return rows;
}

/** The lines with their axes. */
function plotRows(figure: LinesFigure, canvas: Canvas): string[] {
  const { x, y, height, kinks = [], guides = [], above, below } = figure;
  const text = figure.numbers === "short" ? short : readable;
  const all: Area = { xScale: scaleOf(x), yScale: scaleOf(y), height, ...canvas };
  const labels = new Array<string>(height + 1).fill("");
  for (const ticks of [all.yScale.ticks(Math.max(2, height >> 1)), guides]) {
    for (const [i, label] of distinct(ticks, text).entries()) labels[rowOf(all, ticks[i])] = label;
  }
  const outside = [above, below].map((one) => drawn(one, all));
  const texts = [...labels, ...outside.map((one) => one?.label ?? "")];
  const margin = Math.max(...texts.map((label) => label.length)) + 2;
  const beside = wordsBeside(figure, all, canvas.width - margin - 2);
  const width = Math.max(LEAST_WIDTH, canvas.width - margin - 2 - beside.room);
  const area = { ...all, width };
  const [top, bottom] = outside.map((one) =>
    one === undefined ? [] : [axisRow(one.label, margin, outsideCells(one, area))]
  );
  const [ruler, numbers] = xAxis(area.xScale, width, text, (value) => columnOf(area, value));
  const carets = new Array<string>(width).fill(" ");
  for (const place of kinks) carets[columnOf(area, place)] = SYMBOLS.kink;
  return [
    ...top,
    ...cellsOf(figure, area).map((cells, i) =>
      axisRow(labels[i], margin, cells.join("") + beside.texts[i])
    ),
    ...bottom,
    ...[ruler, ...kinks.length > 0 ? [` ${carets.join("")}`] : [], numbers]
      .map((axis) => `${" ".repeat(margin + 1)}${axis}`),
  ];
}

/** The words to the right of the lines; none where the lines would become too short. */
function wordsBeside({ bands = [] }: LinesFigure, area: Area, width: number) {
  const texts = new Array<string>(area.height + 1).fill("");
  const room = 1 + Math.max(0, ...bands.map(({ text }) => text.length));
  if (bands.length === 0 || width - room < 2 * LEAST_WIDTH) return { room: 0, texts };
  for (const { y, text } of bands) texts[rowOf(area, y)] = ` ${text}`;
  return { room, texts };
}

/** A row outside the y scale with those of its points that are on the x axis, if any. */
function drawn(outside: Outside | undefined, { xScale }: Area): Outside | undefined {
  const points = outside?.points.filter(({ x }) => !Number.isNaN(xScale.at(x))) ?? [];
  return outside === undefined || points.length === 0 ? undefined : { ...outside, points };
}

function outsideCells({ points, mark }: Outside, area: Area): string {
  const cells = new Array<string>(area.width).fill(" ");
  for (const { x, line } of points.toReversed()) {
    const symbol = mark === undefined ? letterOf(line) : SYMBOLS[mark];
    cells[columnOf(area, x)] = painted(symbol, line, area.color);
  }
  return cells.join("");
}

/** From what lies below to what lies on top. */
function cellsOf({ lines, dots = false, guides = [] }: LinesFigure, area: Area): string[][] {
  const { width, height, color } = area;
  const grid = Array.from({ length: height + 1 }, () => new Array<string>(width).fill(" "));
  for (const guide of guides) {
    const row = grid[rowOf(area, guide)];
    for (let column = 0; column < width; column += 2) row[column] = "·";
  }
  const put = ([x, y]: Point, symbol: string, line: number) => {
    const [row, column] = [rowOf(area, y), columnOf(area, x)];
    if (!Number.isNaN(row + column)) grid[row][column] = painted(symbol, line, color);
  };
  // From the last line to the first, so that the first lies on top.
  const reversed = [...lines.entries()].reverse();
  for (const [i, { label, parts, diverged = false }] of reversed) {
    const end = dots || label === null ? null : diverged ? SYMBOLS.diverged : letterOf(i);
    for (const points of parts) drawPart(grid, points, i, area, end);
  }
  for (const [i, { parts }] of dots ? reversed : []) {
    for (const point of parts.flat().reverse()) put(point, letterOf(i), i);
  }
  for (const [i, { best }] of lines.entries()) {
    if (best !== undefined) put(best, SYMBOLS.best, i);
  }
  return grid;
}
