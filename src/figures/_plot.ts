import { blue, colored, cyan, green, magenta, plot, red, yellow } from "asciichart";
import { readable } from "../numbers.ts";
import { labelled, type NumberText, tickCount, xAxis } from "./_axes.ts";
import type { Scale } from "./_scale.ts";
import type { Canvas } from "./mod.ts";

/** asciichart's symbols: its own axis first, then ─ ╰ ╭ ╮ ╯ │ in four weights. */
const WEIGHTS = ["─╰╭╮╯│", "━┗┏┓┛┃", "═╚╔╗╝║", "╌╰╭╮╯╎"].map((
  line,
) => [" ", " ", " ", " ", ...line]);
const COLORS = [blue, yellow, green, magenta, cyan, red];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Columns between the letters on a line. */
const LETTER_EVERY = 24;
/** Columns that are left for lines, however narrow the canvas. */
const LEAST_WIDTH = 20;

/** What stands for a run that diverged. */
export const DIVERGED = "×";

/** A place in a plot. */
export type Point = readonly [x: number, y: number];

/** One line of a plot. */
export interface PlotLine {
  /** Its parts, each in rising order of x; nothing is drawn between two of them. */
  readonly parts: readonly (readonly Point[])[];
  /** What stands at its end in place of its letter. */
  readonly end?: string;
}

/** A symbol in the colour of one of the lines. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  /** The line's letter when left out. */
  readonly symbol?: string;
  /** Index of the line. */
  readonly line: number;
}

/** A row outside the y scale, for what has no place on it. */
export interface EdgeRow {
  readonly label: string;
  readonly marks: readonly Omit<Mark, "y">[];
}

/** Lines in a coordinate system. */
export interface Plot {
  readonly lines: readonly PlotLine[];
  readonly xScale: Scale;
  readonly yScale: Scale;
  /** Rows, less one. */
  readonly height: number;
  /** Where lines carry their letter: now and then, where they have a point, or nowhere. */
  readonly letters?: "along" | "points" | "none";
  /** Symbols over everything else. */
  readonly marks?: readonly Mark[];
  /** Heights at which a dotted line runs behind everything else; they get a label on the axis. */
  readonly guides?: readonly number[];
  /** Words to the right of a height, where there is room. */
  readonly words?: readonly { readonly y: number; readonly text: string }[];
  /** A row above the scale. */
  readonly above?: EdgeRow | undefined;
  /** A row below the scale. */
  readonly below?: EdgeRow | undefined;
  /** Places that get a `^` under the x axis. */
  readonly carets?: readonly number[];
  /** Numbers on the axes, with so many digits. */
  readonly text?: NumberText;
}

/** Where lines are drawn: (height + 1) rows of `width` cells. */
interface Area {
  readonly width: number;
  readonly height: number;
  readonly color: boolean;
}

/** The rows of a plot with its axes. */
export function plotRows(plot: Plot, canvas: Canvas): string[] {
  const { xScale, height, above, below, carets = [], text = readable } = plot;
  const labels = yLabels(plot, text);
  const edges = [above, below].map((edge) => edge?.label ?? "");
  const margin = Math.max(...[...labels, ...edges].map((label) => label.length)) + 2;
  const beside = wordsBeside(plot, canvas.width - margin - 2);
  const width = Math.max(LEAST_WIDTH, canvas.width - margin - 2 - beside.room);
  const area = { width, height, color: canvas.color };
  const row = (label: string, cells: readonly string[], words = "") =>
    `${label.padStart(margin)} ${label === "" ? "│" : "┤"}${cells.join("")}${words}`.trimEnd();
  const edgeRow = (edge: EdgeRow | undefined) =>
    edge === undefined ? [] : [row(edge.label, edgeCells(edge, xScale, area))];
  const column = (value: number) => columnOf(xScale, value, width);
  const [ruler, numbers] = xAxis(xScale.ticks(tickCount(width)), width, text, column);
  const caretCells = new Array<string>(width).fill(" ");
  for (const place of carets) caretCells[column(place)] = "^";
  return [
    ...edgeRow(above),
    ...drawAll(plot, area).map((cells, i) => row(labels[i], cells, beside.texts[i])),
    ...edgeRow(below),
    ...[ruler, ...carets.length > 0 ? [` ${caretCells.join("")}`] : [], numbers]
      .map((axis) => `${" ".repeat(margin + 1)}${axis}`.trimEnd()),
  ];
}

function columnOf(scale: Scale, value: number, width: number): number {
  return Math.min(width - 1, Math.round(scale.at(value) * width));
}

function rowOf(scale: Scale, value: number, height: number): number {
  return height - Math.round(scale.at(value) * height);
}

function yLabels({ yScale, height, guides = [] }: Plot, text: NumberText): string[] {
  const labels = new Array<string>(height + 1).fill("");
  for (const ticks of [yScale.ticks(Math.max(2, height >> 1)), guides]) {
    for (const tick of labelled(ticks, text)) {
      labels[rowOf(yScale, tick.value, height)] = tick.text;
    }
  }
  return labels;
}

/** The words to the right of the lines; none where the lines would become too short. */
function wordsBeside({ words = [], yScale, height }: Plot, width: number) {
  const texts = new Array<string>(height + 1).fill("");
  const room = 1 + Math.max(0, ...words.map(({ text }) => text.length));
  if (words.length === 0 || width - room < 2 * LEAST_WIDTH) return { room: 0, texts };
  for (const { y, text } of words) texts[rowOf(yScale, y, height)] = ` ${text}`;
  return { room, texts };
}

function edgeCells({ marks }: EdgeRow, xScale: Scale, { width, color }: Area): string[] {
  const cells = new Array<string>(width).fill(" ");
  for (const { x, line, symbol = letterOf(line) } of marks.toReversed()) {
    cells[columnOf(xScale, x, width)] = painted(symbol, line, color);
  }
  return cells;
}

function painted(cell: string, line: number, color: boolean): string {
  return color ? colored(cell, COLORS[line % COLORS.length]) : cell;
}

function drawAll(plot: Plot, area: Area): string[][] {
  const { lines, xScale, yScale, letters = "along", marks = [], guides = [] } = plot;
  const { width, height, color } = area;
  const grid = Array.from({ length: height + 1 }, () => new Array<string>(width).fill(" "));
  for (const guide of guides) {
    const row = grid[rowOf(yScale, guide, height)];
    for (let column = 0; column < width; column += 2) row[column] = "·";
  }
  // From the last to the first, so that the first lies on top.
  for (let index = lines.length - 1; index >= 0; index--) {
    for (const points of lines[index].parts) {
      const samples = resample(points, xScale, yScale, area);
      drawPart(grid, samples, index, area);
      if (letters === "along") drawLetters(grid, samples, index, lines[index].end, area);
    }
  }
  const points = letters === "points" ? lettersAtPoints(lines) : [];
  for (const { x, y, line, symbol = letterOf(line) } of [...points, ...marks]) {
    if (Number.isNaN(xScale.at(x)) || Number.isNaN(yScale.at(y))) continue;
    const cell = painted(symbol, line, color);
    grid[rowOf(yScale, y, height)][columnOf(xScale, x, width)] = cell;
  }
  return grid;
}

function lettersAtPoints(lines: readonly PlotLine[]): Mark[] {
  const marks = lines.flatMap(({ parts }, line) => parts.flat().map(([x, y]) => ({ x, y, line })));
  return marks.reverse(); // so that the first line's lie on top
}

function letterOf(line: number): string {
  return LETTERS[line % LETTERS.length];
}

/** Columns of the first and of the last sample; the last one may be one beyond the last cell. */
function extent(samples: readonly number[]): { first: number; end: number } {
  const isThere = (sample: number) => !Number.isNaN(sample);
  return { first: samples.findIndex(isThere), end: samples.findLastIndex(isThere) };
}

function drawPart(grid: string[][], samples: readonly number[], index: number, area: Area): void {
  const { width, height, color } = area;
  const { first, end } = extent(samples);
  if (first < 0) return;
  for (const [row, cells] of shape(samples.slice(first, end + 1), height, index).entries()) {
    for (const [i, cell] of [...cells].entries()) {
      if (cell !== " " && first + i < width) grid[row][first + i] = painted(cell, index, color);
    }
  }
}

/** The line's letter now and then, and what stands at its end. */
function drawLetters(
  grid: string[][],
  samples: readonly number[],
  index: number,
  symbol: string | undefined,
  { width, height, color }: Area,
): void {
  const { first, end } = extent(samples);
  if (first < 0) return;
  const last = Math.min(width - 1, end);
  const rowAt = (column: number) => height - Math.round(samples[column]);
  const letter = letterOf(index);
  const offset = first + Math.round((LETTER_EVERY * (index % 4)) / 4) + LETTER_EVERY / 4;
  for (let column = offset; column < last - 3; column += LETTER_EVERY) {
    grid[rowAt(column)][column] = painted(letter, index, color);
  }
  grid[rowAt(end)][last] = painted(symbol ?? letter, index, color);
}

/** The rows that asciichart draws for heights 0 … `height`, one column per pair of samples. */
function shape(samples: readonly number[], height: number, index: number): string[] {
  if (samples.length < 2) return [];
  // Rows in units of the chart, so that asciichart neither scales nor rounds by itself.
  const symbols = WEIGHTS[index % WEIGHTS.length];
  const format = () => " ";
  return plot([...samples], { min: 0, max: height, height, offset: 1, symbols, format })
    .split("\n")
    .map((row: string) => row.slice(1));
}

/** Heights at the left end of each column, and at the right end of the last; NaN off the line. */
function resample(
  points: readonly Point[],
  xScale: Scale,
  yScale: Scale,
  { width, height }: Area,
): number[] {
  const placed = points
    .map(([x, y]) => [xScale.at(x) * width, yScale.at(y) * height] as const)
    .filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y));
  const samples = new Array<number>(width + 1).fill(NaN);
  if (placed.length === 0) return samples;
  const start = Math.round(placed[0][0]);
  const end = Math.round(placed[placed.length - 1][0]);
  let right = 0;
  for (let column = start; column <= end; column++) {
    while (right < placed.length - 1 && placed[right][0] < column) right += 1;
    const [x0, y0] = placed[Math.max(0, right - 1)];
    const [x1, y1] = placed[right];
    const share = x1 === x0 ? 1 : Math.min(1, Math.max(0, (column - x0) / (x1 - x0)));
    samples[column] = y0 + (y1 - y0) * share;
  }
  return samples;
}

/** How a line looks: its letter and a stroke. */
export function lineKey(index: number, { color }: Canvas): string {
  return painted(
    `${letterOf(index)} ${WEIGHTS[index % WEIGHTS.length][4].repeat(3)}`,
    index,
    color,
  );
}
