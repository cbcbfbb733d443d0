// @ts-types="./_d3_shape.d.ts"
import { area as areaPath, line as linePath } from "d3-shape";
import { distinct, readable, short } from "../../numbers.ts";
import { type LinesFigure, marksOf, type Outside, type Point, type Words } from "../figure.ts";
import { placed, type Scale, scaleOf } from "./_scale.ts";
import {
  type Block,
  FAINT,
  fillOf,
  FONT,
  gap,
  paragraph,
  pathOf,
  segment,
  sign,
  stacked,
  strokeOf,
  text,
  textWidth,
  WIDTH,
  wordsOf,
} from "./_svg.ts";
import { type Attributes, element, pixels } from "./markup.ts";

/** Height of the plot, and what is left free at its top and bottom. */
const HEIGHT = 320;
const INSET = 6;
/** Height of the strips above and below it, for what lies outside. */
const STRIP = 20;
/** Pixels of a piece of a line in a legend, and between two entries. */
const SWATCH = 26;
const BETWEEN = 18;
/** The look of a guide. */
const GUIDE = { class: "axis", "stroke-dasharray": "2 4" };
/** Pixels of a tick of the x axis, and of the y axis. */
const TICK_WIDTH = 90;
const TICK_HEIGHT = 40;

/** The farthest place off an axis, in lengths of it. */
const FAR = 1000;

/** What a spread is. */
const SHADED = "Shaded: from the lowest to the highest of the runs.";

/** Where lines are drawn. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The pixel of a value; NaN where it has none. */
  x(value: number): number;
  y(value: number): number;
}

/** Heading, legend, lines with their axes, and notes. */
export function linesBlock(figure: LinesFigure): Block {
  const { heading, lines, notes } = figure;
  return stacked([
    paragraph(heading),
    legend(figure),
    gap(8),
    plotBlock(figure),
    ...lines.some(({ spread }) => spread !== undefined) ? [paragraph(SHADED, FAINT)] : [],
    ...notes.map(({ line, words }) =>
      line === undefined ? paragraph(wordsOf(words), FAINT) : wordsOfLine(words, line)
    ),
  ]);
}

/** Words about a line, behind a piece of it. */
export function wordsOfLine(words: Words, line: number): Block {
  return paragraph(wordsOf(words), {}, swatch(line, 0, FONT.line / 2), SWATCH + 6);
}

/** A piece of a line. */
export function swatch(line: number, x: number, y: number): string {
  const { color, dashes } = strokeOf(line);
  return segment(x, y, x + SWATCH - 4, y, { class: `curve ${color}`, ...dashes });
}

/** The title alone where notes name the lines; otherwise the lines behind it, in rows. */
function legend({ legend, lines, notes }: LinesFigure): Block {
  if (legend === "") return gap(0);
  const title = `${legend}:`;
  if (notes.some(({ line }) => line !== undefined)) return paragraph(title, FAINT);
  const parts = [text(title, 0, FONT.line - 5, FAINT)];
  let [x, y] = [textWidth(title) + BETWEEN / 2, 0];
  for (const [i, { label, diverged = false }] of lines.entries()) {
    const words = `${label ?? ""}${diverged ? " (× diverged)" : ""}`;
    const width = SWATCH + textWidth(words);
    if (x > 0 && x + width > WIDTH) [x, y] = [0, y + FONT.line];
    parts.push(swatch(i, x, y + FONT.line / 2));
    parts.push(text(words, x + SWATCH, y + FONT.line - 5));
    x += width + BETWEEN;
  }
  return { height: y + FONT.line, svg: parts.join("") };
}

/** Where lines are, and what stands beside them. */
function layoutOf(figure: LinesFigure) {
  const [xScale, yScale] = [scaleOf(figure.x), scaleOf(figure.y)];
  const hasPlace = (value: number) => !Number.isNaN(yScale.at(value));
  const guides = (figure.guides ?? []).filter(hasPlace);
  const bands = (figure.bands ?? []).filter(({ y }) => hasPlace(y));
  const [[above], [below]] = [figure.above, figure.below].map((one) => placed(one, xScale));
  const number = figure.numbers === "short" ? short : readable;
  const ticks = yScale.ticks(Math.round(HEIGHT / TICK_HEIGHT))
    .filter((tick) => !guides.includes(tick));
  const texts = [...distinct(ticks, number), ...distinct(guides, number)]
    .concat([above, below].map((outside) => outside?.label ?? ""));
  const left = 10 + Math.max(0, ...texts.map(textWidth));
  const right = WIDTH - 12 - Math.max(0, ...bands.map(({ text }) => textWidth(text) + 6));
  const top = above === undefined ? 0 : STRIP;
  const bottom = top + HEIGHT;
  const plot: Plot = {
    left,
    right,
    top,
    bottom,
    x: (value) => left + INSET + within(xScale.at(value)) * (right - left - 2 * INSET),
    y: (value) => bottom - INSET - within(yScale.at(value)) * (HEIGHT - 2 * INSET),
  };
  return { plot, xScale, ticks, guides, bands, above, below, number };
}

/** Where lines are, in the coordinates of the element of class `plot`. */
export function linePlaces(figure: LinesFigure): Plot {
  return layoutOf(figure).plot;
}

function plotBlock(figure: LinesFigure): Block {
  const { plot, xScale, ticks, guides, bands, above, below, number } = layoutOf(figure);
  const { left, right, top, bottom } = plot;
  const end = bottom + (below === undefined ? 0 : STRIP);
  const parts = [
    ...heights(plot, ticks, distinct(ticks, number), { class: "grid" }),
    ...heights(plot, guides, distinct(guides, number), GUIDE),
    segment(left, top, left, bottom, { class: "axis" }),
    ...xAxis(plot, xScale, number, end, figure),
    ...outside(plot, above, top - STRIP / 2),
    ...outside(plot, below, bottom + STRIP / 2),
    ...bands.map((band) => text(band.text, right + 6, plot.y(band.y) + 4, FAINT)),
    ...curves(plot, figure),
  ];
  return {
    height: end + 2 * FONT.line + 10,
    svg: element("g", { class: "plot" }, parts.join("")),
  };
}

/** Places far beyond an axis are as good as nearer ones, and no picture has to hold large numbers. */
function within(place: number): number {
  return Math.min(FAR, Math.max(-FAR, place));
}

/** Lines at heights, with their numbers. */
function heights(
  { left, right, y }: Plot,
  values: readonly number[],
  words: readonly string[],
  look: Attributes,
): string[] {
  return values.flatMap((value, i) => [
    segment(left, y(value), right, y(value), look),
    text(words[i], left - 6, y(value) + 4, { "text-anchor": "end" }),
  ]);
}

function xAxis(
  { left, right, top, bottom, x }: Plot,
  scale: Scale,
  number: (value: number) => string,
  end: number,
  { x: axis, kinks = [] }: LinesFigure,
): string[] {
  const ticks = scale.ticks(Math.floor((right - left) / TICK_WIDTH));
  const words = distinct(ticks, number);
  const name = axis.log ? `${axis.name} (log scale)` : axis.name;
  return [
    segment(left, end, right, end, { class: "axis" }),
    ...ticks.flatMap((tick, i) => {
      const half = textWidth(words[i]) / 2;
      const middle = Math.min(WIDTH - half, Math.max(half, x(tick)));
      return [
        segment(x(tick), top, x(tick), bottom, { class: "grid" }),
        segment(x(tick), end, x(tick), end + 4, { class: "axis" }),
        text(words[i], middle, end + FONT.line, { "text-anchor": "middle" }),
      ];
    }),
    ...kinks.filter((place) => !Number.isNaN(x(place))).map((place) =>
      segment(x(place), bottom - 7, x(place), bottom, { class: "axis" })
    ),
    text(`${name} →`, right, end + 2 * FONT.line, { "text-anchor": "end", class: "faint" }),
  ];
}

/** What lies outside the y axis, at its x. */
function outside({ left, x }: Plot, some: Outside | undefined, middle: number): string[] {
  if (some === undefined) return [];
  const { label, points, mark = "end" } = some;
  return [
    text(label, left - 6, middle + 4, { "text-anchor": "end" }),
    ...points.map((point) =>
      sign(mark, x(point.x), middle, { class: `mark ${fillOf(point.line)}` })
    ),
  ];
}

/** Spreads below, then lines from the last to the first, then single points. */
function curves(plot: Plot, { lines, dots = false }: LinesFigure): string[] {
  const { left, right, top, bottom, x, y } = plot;
  const isPlaced = ([a, b]: Point) => Number.isFinite(x(a) + y(b));
  const path = linePath<Point>().x(([a]) => x(a)).y(([, b]) => y(b)).defined(isPlaced).digits(1);
  const spread = areaPath<readonly [number, number, number]>()
    .x(([a]) => x(a)).y0(([, low]) => y(low)).y1(([, , high]) => y(high))
    .defined(([a, low, high]) => Number.isFinite(x(a) + y(low) + y(high))).digits(1);
  const clip = `clip-${[left, top, right].map(pixels).join("-")}`; // the same name is the same place
  const clipped = element(
    "clipPath",
    { id: clip },
    element("rect", {
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
    }),
  );
  const reversed = [...lines.entries()].reverse();
  const drawn = [
    ...reversed.map(([i, line]) =>
      line.spread === undefined ? "" : pathOf({ class: `spread ${fillOf(i)}` }, spread(line.spread))
    ),
    ...reversed.flatMap(([i, { parts }]) =>
      parts.filter(({ length }) => length > 1).map((part) => {
        const { color, dashes } = strokeOf(i);
        return pathOf({ class: `curve ${color}`, ...dashes }, path(part));
      })
    ),
  ];
  const points = reversed.flatMap(([i, line]) => [
    ...(dots ? line.parts.flat() : line.parts.filter(({ length }) => length === 1).flat())
      .filter(isPlaced)
      .map(([a, b]) => element("circle", { class: fillOf(i), cx: x(a), cy: y(b), r: 3 })),
    ...marksOf(line).filter(([, at]) => isPlaced(at))
      .map(([mark, [a, b]]) => sign(mark, x(a), y(b), { class: `mark ${fillOf(i)}` })),
  ]);
  return [clipped, element("g", { "clip-path": `url(#${clip})` }, drawn.join("")), ...points];
}
