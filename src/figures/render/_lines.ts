import { distinct, readable, short } from "../../numbers.ts";
import { type LinesFigure, marksOf, type Note, type Outside, type Point } from "../figure.ts";
import { axisRow, type Canvas, SYMBOLS, wordsText, xAxis } from "./_canvas.ts";
import { placed, scaleOf } from "./_scale.ts";
import { painted } from "./_paint.ts";
import { type Sheet, sheetOf } from "./_sheet.ts";
import { type Area, columnOf, drawPart, letterOf, lineKey, rowOf } from "./_strokes.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Columns that are left for lines, however narrow the canvas. */
const LEAST_WIDTH = 20;

/** The row over the highest one of the y axis. */
const ABOVE = -1;
/** Lines that have a letter of their own. */
const MOST_LINES = 26;

/** Heading, lines with axes, legend and notes. */
export function linesRows(whole: LinesFigure, canvas: Canvas): string[] {
  const figure = firstLines(whole);
  const { rows, sheet } = plot(figure, canvas);
  const more = [...hiddenWords(sheet), ...leftOut(whole)].map((words): Note => ({ words }));
  const notes = [...figure.notes, ...more].flatMap(({ line, words }) => {
    const key = line === undefined ? "" : `${lineKey(line, canvas.color)}  `;
    return wrapped(wordsText(words), canvas.width, key);
  });
  const below = [...legendRows(figure, canvas), ...notes];
  return [
    ...wrapped(figure.heading, canvas.width),
    "",
    ...rows,
    ...below.length > 0 ? ["", ...below] : [],
  ];
}

/** A figure with those of its lines that have a letter. */
function firstLines(figure: LinesFigure): LinesFigure {
  const { lines, notes, above, below } = figure;
  if (lines.length <= MOST_LINES) return figure;
  const few = (outside: Outside) => ({
    ...outside,
    points: outside.points.filter(({ line }) => line < MOST_LINES),
  });
  return {
    ...figure,
    lines: lines.slice(0, MOST_LINES),
    notes: notes.filter(({ line = 0 }) => line < MOST_LINES),
    ...above && { above: few(above) },
    ...below && { below: few(below) },
  };
}

/** Which lines have no letter. */
function leftOut({ lines }: LinesFigure): string[] {
  if (lines.length <= MOST_LINES) return [];
  const labels = lines.slice(MOST_LINES).map(({ label }) => label);
  const names = labels.length > 1 ? `${labels[0]} to ${labels[labels.length - 1]}` : labels[0];
  return [
    `Not drawn: ${labels.length} of ${lines.length} lines (${names}), as there are ` +
    `${MOST_LINES} letters.`,
  ];
}

/** `B, C lie under A.` */
function hiddenWords(sheet: Sheet): string[] {
  const letters = (lines: readonly number[]) => lines.map(letterOf).join(", ");
  return sheet.hidden().map(({ lines, under }) =>
    `${letters(lines)} ${lines.length === 1 ? "lies" : "lie"} under ${letters(under)}.`
  );
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

/** The lines with their axes, and what they are drawn on. */
function plot(figure: LinesFigure, canvas: Canvas): { rows: string[]; sheet: Sheet } {
  const { x, y, height, kinks = [], guides = [], above, below } = figure;
  const text = figure.numbers === "short" ? short : readable;
  const all: Area = { xScale: scaleOf(x), yScale: scaleOf(y), height, ...canvas };
  const labels = new Array<string>(height + 1).fill("");
  for (const ticks of [all.yScale.ticks(Math.max(2, height >> 1)), guides]) {
    for (const [i, label] of distinct(ticks, text).entries()) labels[rowOf(all, ticks[i])] = label;
  }
  const [top, bottom] = [above, below].map((outside) => placed(outside, all.xScale));
  const texts = [...labels, ...[...top, ...bottom].map(({ label }) => label)];
  const margin = Math.max(...texts.map((label) => label.length)) + 2;
  const beside = wordsBeside(figure, all, canvas.width - margin - 2);
  const width = Math.max(LEAST_WIDTH, canvas.width - margin - 2 - beside.room);
  const area = { ...all, width };
  const sheet = drawn(figure, area);
  for (const outside of top) drawOutside(sheet, outside, ABOVE, area);
  for (const outside of bottom) drawOutside(sheet, outside, height + 1, area);
  const row = (label: string, at: number, words = "") =>
    axisRow(label, margin, sheet.row(at) + words);
  const [ruler, numbers] = xAxis(area.xScale, width, text, (value) => columnOf(area, value));
  const carets = new Array<string>(width).fill(" ");
  for (const place of kinks) carets[columnOf(area, place)] = SYMBOLS.kink;
  const rows = [
    ...top.map(({ label }) => row(label, ABOVE)),
    ...labels.map((label, at) => row(label, at, beside.texts[at])),
    ...bottom.map(({ label }) => row(label, height + 1)),
    ...[ruler, ...kinks.length > 0 ? [` ${carets.join("")}`] : [], numbers]
      .map((axis) => `${" ".repeat(margin + 1)}${axis}`),
  ];
  return { rows, sheet };
}

/** The words to the right of the lines; none where the lines would become too short. */
function wordsBeside({ bands = [] }: LinesFigure, area: Area, width: number) {
  const texts = new Array<string>(area.height + 1).fill("");
  const room = 1 + Math.max(0, ...bands.map(({ text }) => text.length));
  if (bands.length === 0 || width - room < 2 * LEAST_WIDTH) return { room: 0, texts };
  for (const { y, text } of bands) texts[rowOf(area, y)] = ` ${text}`;
  return { room, texts };
}

function drawOutside(sheet: Sheet, { points, mark }: Outside, row: number, area: Area): void {
  for (const { x, line } of points.toReversed()) {
    const symbol = mark === undefined ? letterOf(line) : SYMBOLS[mark];
    sheet.put(row, columnOf(area, x), symbol, line);
  }
}

/** From what lies below to what lies on top. */
function drawn({ lines, dots = false, guides = [] }: LinesFigure, area: Area): Sheet {
  const { width, color } = area;
  const sheet = sheetOf(width, color);
  for (const guide of guides) {
    for (let column = 0; column < width; column += 2) sheet.mark(rowOf(area, guide), column, "·");
  }
  // From the last line to the first, so that the first lies on top.
  const reversed = [...lines.entries()].reverse();
  for (const [i, { label, parts }] of reversed) {
    for (const points of parts) drawPart(sheet, points, i, area, !dots && label !== null);
  }
  for (const [i, { parts }] of dots ? reversed : []) {
    for (const point of parts.flat()) {
      const [row, column] = cellOf(area, point);
      if (!Number.isNaN(row + column)) sheet.put(row, column, letterOf(i), i);
    }
  }
  for (const [i, line] of lines.entries()) {
    for (const [mark, at] of marksOf(line)) {
      const [row, column] = cellOf(area, at);
      if (!Number.isNaN(row + column)) sheet.mark(row, column, painted(SYMBOLS[mark], i, color));
    }
  }
  return sheet;
}

/** Row and column of a point; NaN where it has no place. */
function cellOf(area: Area, [x, y]: Point): [row: number, column: number] {
  return [rowOf(area, y), columnOf(area, x)];
}
