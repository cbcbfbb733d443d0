import { distinct, type NumberText, readable, short } from "../../numbers.ts";
import type { LinesFigure, Outside } from "../figure.ts";
import { tickCount, xAxis } from "./_axes.ts";
import { type Canvas, SYMBOLS } from "./_canvas.ts";
import { scaleOf } from "./_scale.ts";
import { type Area, columnOf, drawPart, letterOf, painted, rowOf } from "./_strokes.ts";

/** Columns that are left for lines, however narrow the canvas. */
const LEAST_WIDTH = 20;

/** The lines of a figure with its axes. */
export function plotRows(figure: LinesFigure, canvas: Canvas): string[] {
  const { x, y, height, kinks = [], above, below } = figure;
  const isShort = figure.numbers === "short";
  const text = isShort ? short : readable;
  const scales = { xScale: scaleOf(x, isShort), yScale: scaleOf(y, isShort) };
  const all: Area = { ...scales, width: canvas.width, height, color: canvas.color };
  const labels = yLabels(figure, all, text);
  const [top, bottom] = [above, below].map((one) => drawn(one, all));
  const texts = [...labels, top?.label ?? "", bottom?.label ?? ""];
  const margin = Math.max(...texts.map((label) => label.length)) + 2;
  const beside = wordsBeside(figure, all, canvas.width - margin - 2);
  const width = Math.max(LEAST_WIDTH, canvas.width - margin - 2 - beside.room);
  const area = { ...all, width };
  const row = (label: string, cells: readonly string[], words = "") =>
    `${label.padStart(margin)} ${label === "" ? "│" : "┤"}${cells.join("")}${words}`;
  const outside = (one: Outside | undefined) =>
    one === undefined ? [] : [row(one.label, outsideCells(one, area))];
  const ticks = area.xScale.ticks(tickCount(width));
  const [ruler, numbers] = xAxis(ticks, width, text, (value) => columnOf(area, value));
  const carets = new Array<string>(width).fill(" ");
  for (const place of kinks) carets[columnOf(area, place)] = SYMBOLS.kink;
  return [
    ...outside(top),
    ...cellsOf(figure, area).map((cells, i) => row(labels[i], cells, beside.texts[i])),
    ...outside(bottom),
    ...[ruler, ...kinks.length > 0 ? [` ${carets.join("")}`] : [], numbers]
      .map((axis) => `${" ".repeat(margin + 1)}${axis}`),
  ];
}

function yLabels({ guides = [] }: LinesFigure, area: Area, text: NumberText): string[] {
  const labels = new Array<string>(area.height + 1).fill("");
  for (const ticks of [area.yScale.ticks(Math.max(2, area.height >> 1)), guides]) {
    for (const [i, label] of distinct(ticks, text).entries()) labels[rowOf(area, ticks[i])] = label;
  }
  return labels;
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

function outsideCells({ points, mark }: Outside, area: Area): string[] {
  const cells = new Array<string>(area.width).fill(" ");
  for (const { x, line } of points.toReversed()) {
    const symbol = mark === undefined ? letterOf(line) : SYMBOLS[mark];
    cells[columnOf(area, x)] = painted(symbol, line, area.color);
  }
  return cells;
}

/** From what lies below to what lies on top. */
function cellsOf({ lines, dots = false, guides = [] }: LinesFigure, area: Area): string[][] {
  const { width, height, color } = area;
  const grid = Array.from({ length: height + 1 }, () => new Array<string>(width).fill(" "));
  for (const guide of guides) {
    const row = grid[rowOf(area, guide)];
    for (let column = 0; column < width; column += 2) row[column] = "·";
  }
  const put = ([x, y]: readonly [number, number], symbol: string, line: number) => {
    const [row, column] = [rowOf(area, y), columnOf(area, x)];
    if (!Number.isNaN(row + column)) grid[row][column] = painted(symbol, line, color);
  };
  // From the last line to the first, so that the first lies on top.
  const reversed = [...lines.entries()].reverse();
  for (const [i, { label, parts, diverged = false }] of reversed) {
    const letters = dots || label === null ? null : { diverged };
    for (const points of parts) drawPart(grid, points, i, area, letters);
  }
  if (dots) {
    for (const [i, { parts }] of reversed) {
      for (const point of parts.flat().reverse()) put(point, letterOf(i), i);
    }
  }
  for (const [i, { best }] of lines.entries()) {
    if (best !== undefined) put(best, SYMBOLS.best, i);
  }
  return grid;
}
