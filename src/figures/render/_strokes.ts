import { plot } from "asciichart";
import type { Point } from "../figure.ts";
import type { Scale } from "./_scale.ts";

/** asciichart's symbols: its own axis first, then ─ ╰ ╭ ╮ ╯ │ in four weights. */
const WEIGHTS = ["─╰╭╮╯│", "━┗┏┓┛┃", "═╚╔╗╝║", "╌╰╭╮╯╎"].map((line) => [..."    ", ...line]);
/** Blue, orange, green, magenta, teal and red: neither too light for white nor too dark for black. */
const COLORS: readonly number[] = [33, 166, 28, 163, 30, 160];
/** Columns between the letters on a line. */
const LETTER_EVERY = 24;

/** Where lines are drawn: (height + 1) rows of `width` cells. */
export interface Area {
  readonly width: number;
  readonly height: number;
  readonly color: boolean;
  readonly xScale: Scale;
  readonly yScale: Scale;
}

/** The column of a value of x; NaN where it has none. */
export function columnOf({ xScale, width }: Area, x: number): number {
  return Math.min(width - 1, Math.round(xScale.at(x) * width));
}

/** The row of a value of y; NaN where it has none. */
export function rowOf({ yScale, height }: Area, y: number): number {
  return height - Math.round(yScale.at(y) * height);
}

export function letterOf(line: number): string {
  return String.fromCharCode("A".charCodeAt(0) + line % 26);
}

export function painted(cell: string, line: number, color: boolean): string {
  return color ? `\x1b[38;5;${COLORS[line % COLORS.length]}m${cell}\x1b[0m` : cell;
}

/** How a line looks: its letter and a stroke. */
export function lineKey(line: number, color: boolean): string {
  const stroke = WEIGHTS[line % WEIGHTS.length][4].repeat(3);
  return painted(`${letterOf(line)} ${stroke}`, line, color);
}

/** One part of a line; with `mark`, that at its end and the line's letter now and then. */
export function drawPart(
  grid: string[][],
  points: readonly Point[],
  line: number,
  area: Area,
  mark: string | null,
): void {
  const { width, height, color } = area;
  const samples = resample(points, area);
  const first = samples.findIndex((sample) => !Number.isNaN(sample));
  if (first < 0) return;
  // The last sample may be one beyond the last cell.
  const end = samples.findLastIndex((sample) => !Number.isNaN(sample));
  // Rows in units of the chart, so that asciichart neither scales nor rounds by itself.
  const symbols = WEIGHTS[line % WEIGHTS.length];
  const options = { min: 0, max: height, height, offset: 1, symbols, format: () => " " };
  const rows = end > first ? plot(samples.slice(first, end + 1), options).split("\n") : [];
  for (const [row, cells] of rows.entries()) {
    for (const [i, cell] of [...cells.slice(1)].entries()) {
      if (cell !== " " && first + i < width) grid[row][first + i] = painted(cell, line, color);
    }
  }
  if (mark === null) return;
  const put = (text: string, at: number, column = at) => {
    grid[height - Math.round(samples[at])][column] = painted(text, line, color);
  };
  const last = Math.min(width - 1, end);
  const offset = first + Math.round((LETTER_EVERY * (line % 4)) / 4) + LETTER_EVERY / 4;
  for (let at = offset; at < last - 3; at += LETTER_EVERY) put(letterOf(line), at);
  put(mark, end, last);
}

/** Heights at the left end of each column, and at the right end of the last; NaN off the line. */
function resample(
  points: readonly Point[],
  { width, height, xScale, yScale }: Area,
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
