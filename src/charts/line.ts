import { blue, colored, cyan, green, magenta, plot, red, yellow } from "asciichart";
import { z } from "zod";
import { readable } from "../numbers.ts";
import { leaf } from "../registry.ts";
import type { Curve } from "../types.ts";
import { type Scale, scaleOf } from "./_scale.ts";
import {
  FIELD_NAMES,
  pathWords,
  type Series,
  seriesOf,
  sweptPaths,
  X_FIELDS,
  Y_FIELDS,
} from "./_series.ts";
import type { Canvas, Draw } from "./mod.ts";

/** asciichart's symbols: its own axis first, then ─ ╰ ╭ ╮ ╯ │ in four weights. */
const WEIGHTS = ["─╰╭╮╯│", "━┗┏┓┛┃", "═╚╔╗╝║", "╌╰╭╮╯╎"].map((
  line,
) => [" ", " ", " ", " ", ...line]);
const COLORS = [blue, yellow, green, magenta, cyan, red];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIVERGED = "×";
/** Columns between the letters on a line. */
const LETTER_EVERY = 24;

const path = z.string().min(1);

/** Curves as lines: one for each value of the swept fields, the median over seeds. */
export const line = leaf({
  name: "line",
  summary: "One line per value of the swept fields, the median over seeds",
  options: z.strictObject({
    x: z.enum(X_FIELDS).default("examples").describe("What runs to the right"),
    y: z.enum(Y_FIELDS).default("trainLoss").describe("What runs upwards"),
    series: z.union([path, z.array(path).min(1)], { error: "must be a path or a list of paths" })
      .optional().describe(
        "Fields that get a line for each value; all swept ones when left out",
      ),
    logX: z.boolean().default(false).describe("Logarithmic x axis, without x = 0"),
    logY: z.boolean().default(false).describe("Logarithmic y axis"),
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { x: "examples", y: "trainLoss", logY: true },
  make({ x, y, series: given, logX, logY, height }): Draw {
    return (curves: readonly Curve[], canvas: Canvas) => {
      const swept = sweptPaths(curves);
      const paths = given === undefined
        ? swept
        : swept.filter((path) => [given].flat().includes(path));
      const series = seriesOf(curves, paths, x, y);
      const points = series.flatMap((one) => one.points);
      const xScale = scaleOf(points.map(([value]) => value), logX);
      const yScale = scaleOf(points.map(([, value]) => value), logY);
      const axis = (name: string, isLog: boolean) => isLog ? `${name} (log scale)` : name;
      const heading = [
        `${axis(FIELD_NAMES[y], logY)} against ${axis(FIELD_NAMES[x], logX)}` +
        medianText(series),
        "",
      ];
      const labels = yLabels(yScale, height);
      const margin = Math.max(...labels.map((label) => label.length)) + 2;
      const width = Math.max(20, canvas.width - margin - 2);
      const grid = drawAll(series, xScale, yScale, { width, height, color: canvas.color });
      const rows = grid.map((cells, row) =>
        `${labels[row].padStart(margin)} ${labels[row] === "" ? "│" : "┤"}${cells.join("")}`
          .trimEnd()
      );
      return [
        ...heading,
        ...rows,
        ...xAxis(xScale, width).map((row) => `${" ".repeat(margin + 1)}${row}`.trimEnd()),
        ...legend(series, paths, canvas),
      ].map((row) => `${row}\n`).join("");
    };
  },
});

/** Where lines are drawn: (height + 1) rows of `width` cells. */
interface Area {
  readonly width: number;
  readonly height: number;
  readonly color: boolean;
}

function yLabels(scale: Scale, height: number): string[] {
  const labels = new Array<string>(height + 1).fill("");
  for (const { value, text } of labelled(scale.ticks(Math.max(2, height >> 1)))) {
    labels[height - Math.round(scale.at(value) * height)] = text;
  }
  return labels;
}

/** Ticks with as many digits as it takes to tell them apart. */
function labelled(ticks: readonly number[]): { value: number; text: string }[] {
  let digits = 2;
  const texts = () => ticks.map((tick) => readable(tick, digits));
  while (new Set(texts()).size < ticks.length && digits < 12) digits += 1;
  return texts().map((text, i) => ({ value: ticks[i], text }));
}

/** What a line is the median of, where there are several runs. */
function medianText(series: readonly Series[]): string {
  const runs = Math.max(...series.map((one) => one.runs));
  if (runs === 1) return "";
  return series.every((one) => one.runs === one.seeds)
    ? `, median of ${runs} seeds`
    : `, median of ${runs} runs`;
}

function drawAll(series: readonly Series[], xScale: Scale, yScale: Scale, area: Area): string[][] {
  const { width, height, color } = area;
  const grid = Array.from({ length: height + 1 }, () => new Array<string>(width).fill(" "));
  // From the last to the first, so that the first lies on top.
  for (let index = series.length - 1; index >= 0; index--) {
    const paint = (cell: string) => color ? colored(cell, COLORS[index % COLORS.length]) : cell;
    const samples = resample(series[index], xScale, yScale, area);
    const first = samples.findIndex((sample) => !Number.isNaN(sample));
    if (first < 0) continue;
    const drawn = samples.slice(first).filter((sample) => !Number.isNaN(sample));
    const last = Math.min(width - 1, first + drawn.length - 1);
    for (const [row, cells] of shape(drawn, height, index).entries()) {
      for (const [i, cell] of [...cells].entries()) {
        if (cell !== " " && first + i < width) grid[row][first + i] = paint(cell);
      }
    }
    const rowAt = (column: number) => height - Math.round(samples[column]);
    const end = first + drawn.length - 1; // at the right edge, one beyond the last cell
    const letter = LETTERS[index % LETTERS.length];
    const offset = first + Math.round((LETTER_EVERY * (index % 4)) / 4) + LETTER_EVERY / 4;
    for (let column = offset; column < last - 3; column += LETTER_EVERY) {
      grid[rowAt(column)][column] = paint(letter);
    }
    grid[rowAt(end)][last] = paint(series[index].diverged ? DIVERGED : letter);
  }
  return grid;
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
  { points }: Series,
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

function xAxis(scale: Scale, width: number): string[] {
  const ruler = new Array<string>(width).fill("─");
  const labels = new Array<string>(width).fill(" ");
  let free = 0;
  for (const { value, text: label } of labelled(scale.ticks(Math.max(2, Math.floor(width / 14))))) {
    const column = Math.min(width - 1, Math.round(scale.at(value) * width));
    const from = Math.min(width - label.length, Math.max(0, column - (label.length >> 1)));
    ruler[column] = "┬";
    if (from < free) continue;
    for (const [i, character] of [...label].entries()) labels[from + i] = character;
    free = from + label.length + 1;
  }
  return [`└${ruler.join("")}`, ` ${labels.join("")}`];
}

/** Letter, line and values of each series, as many to a row as fit. */
function legend(series: readonly Series[], paths: readonly string[], canvas: Canvas): string[] {
  if (paths.length === 0) return [];
  const rows = [`${paths.map(pathWords).join(" · ")}:`];
  for (const [index, { label, diverged }] of series.entries()) {
    const stroke = WEIGHTS[index % WEIGHTS.length][4].repeat(3);
    const key = `${LETTERS[index % LETTERS.length]} ${stroke}`;
    const words = ` ${label}${diverged ? ` (${DIVERGED} diverged)` : ""}`;
    const length = visibleLength(rows[rows.length - 1]) + key.length + words.length + 3;
    if (length > canvas.width) rows.push("");
    rows[rows.length - 1] += "  " +
      (canvas.color ? colored(key, COLORS[index % COLORS.length]) : key) + words;
  }
  return ["", ...rows];
}

function visibleLength(text: string): number {
  // deno-lint-ignore no-control-regex -- the escape codes that asciichart writes
  return text.replace(/\x1b\[\d+m/g, "").length;
}
