import { plot } from "asciichart";
import type { Point } from "../figure.ts";
import { painted } from "./_paint.ts";
import type { Scale } from "./_scale.ts";
import type { Sheet } from "./_sheet.ts";

/** asciichart's symbols: its own axis first, then ─ ╰ ╭ ╮ ╯ │ in four weights. */
const WEIGHTS = ["─╰╭╮╯│", "━┗┏┓┛┃", "═╚╔╗╝║", "╌╰╭╮╯╎"].map((line) => [..."    ", ...line]);
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
  return String.fromCharCode("A".charCodeAt(0) + line);
}

/** How a line looks: its letter and a stroke. */
export function lineKey(line: number, color: boolean): string {
  const stroke = WEIGHTS[line % WEIGHTS.length][4].repeat(3);
  return painted(`${letterOf(line)} ${stroke}`, line, color);
}

/** One part of a line, with its letter now and then and at its end where that is asked for. */
export function drawPart(
  sheet: Sheet,
  points: readonly Point[],
  line: number,
  area: Area,
  hasLetters: boolean,
): void {
  const { width, height } = area;
  const samples = inside(resample(points, area), height);
  // Rows in units of the chart, so that asciichart neither scales nor rounds by itself.
  const symbols = WEIGHTS[line % WEIGHTS.length];
  const options = { min: 0, max: height, height, offset: 1, symbols, format: () => " " };
  for (const { from, to } of stretches(samples)) {
    const rows = to > from ? plot(samples.slice(from, to + 1), options).split("\n") : [];
    for (const [row, cells] of rows.entries()) {
      for (const [i, cell] of [...cells.slice(1)].entries()) {
        if (cell !== " " && from + i < width) sheet.put(row, from + i, cell, line);
      }
    }
    // The last sample may be one beyond the last cell.
    const last = Math.min(width - 1, to);
    const put = (at: number, column = at) =>
      sheet.put(height - Math.round(samples[at]), column, letterOf(line), line);
    const offset = from + Math.round((LETTER_EVERY * (line % 4)) / 4) + LETTER_EVERY / 4;
    for (let at = offset; hasLetters && at < last - 3; at += LETTER_EVERY) put(at);
    if (hasLetters) put(to, last);
  }
}

/** Heights without those beyond the chart, but for one at its edge where a line leaves it. */
function inside(samples: readonly number[], height: number): number[] {
  const isIn = (sample: number) => sample > -0.5 && sample < height + 0.5;
  return samples.map((sample, i) =>
    [sample, samples[i - 1], samples[i + 1]].some(isIn)
      ? Math.min(height, Math.max(0, sample))
      : NaN
  );
}

/** Where there are samples without a gap, from the first to the last one. */
function stretches(samples: readonly number[]): { from: number; to: number }[] {
  const isGap = (at: number) => Number.isNaN(samples[at] ?? NaN);
  const all = [...samples.keys()];
  const starts = all.filter((at) => !isGap(at) && isGap(at - 1));
  const ends = all.filter((at) => !isGap(at) && isGap(at + 1));
  return starts.map((from, i) => ({ from, to: ends[i] }));
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
