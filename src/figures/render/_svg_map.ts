// @ts-types="./_d3_contour.d.ts"
import { contours } from "d3-contour";
// @ts-types="./_d3_shape.d.ts"
import { line as linePath } from "d3-shape";
import { distinct, short } from "../../numbers.ts";
import { axisOf, type MapFigure, type Point, type Trace } from "../figure.ts";
import { scaleOf } from "./_scale.ts";
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
  wordsOf,
} from "./_svg.ts";
import { element, pixels } from "./markup.ts";
import { colorAt } from "./_viridis.ts";
import { wordsOfLine } from "./_svg_lines.ts";

/** Pixels of a side of the map. */
const SIDE = 440;
const TICKS = 7;
/** The bar of levels: its width, and how far right of the map. */
const BAR = { width: 18, away: 24 } as const;
/** Levels of shades, and lines of equal height. */
const SHADES = 30;
const LINES = 12;
/** Points of a path that are drawn one by one. */
const MOST_POINTS = 120;

/** Where a map is drawn, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  x(a: number): number;
  y(b: number): number;
}

/** Heading, the map with its axes and levels, and notes. */
export function mapBlock(figure: MapFigure): Block {
  const { title, heading, traces, notes, origin } = figure;
  return stacked([
    ...title === undefined ? [] : [paragraph(title, { class: "subtitle" })],
    paragraph(heading),
    gap(8),
    drawing(figure),
    ...notes.map((words) => paragraph(wordsOf(words), FAINT)),
    ...traces.map(({ mark, words }) =>
      typeof mark === "number" ? wordsOfLine(words, mark) : paragraph(wordsOf(words), FAINT)
    ),
    ...origin === "" ? [] : [paragraph(origin, FAINT)],
  ]);
}

/** Where places are, with the numbers on the axes. */
function frameOf({ a, b, names: [, up] }: MapFigure) {
  const ticks = [a, b].map((places) => scaleOf(axisOf("", places, false)).ticks(TICKS));
  const words = ticks.map((some) => distinct(some, short));
  const left = 10 + Math.max(textWidth(up), ...words[1].map(textWidth));
  const top = FONT.line;
  const frame: Frame = { left, top, side: SIDE, ...placesIn(a, b, left, top) };
  return { frame, ticks, words };
}

/** Where places are, in the coordinates of the element of class `plot`. */
export function framePlaces(figure: MapFigure): Frame {
  return frameOf(figure).frame;
}

function drawing(figure: MapFigure): Block {
  const { names: [right, up], traces } = figure;
  const { frame, ticks, words } = frameOf(figure);
  const { left, top } = frame;
  const bottom = top + SIDE;
  const parts = [
    text(`${up} ↑`, left, top - 5, { "text-anchor": "middle", class: "faint" }),
    levels(figure, left, top),
    element("rect", { x: left, y: top, width: SIDE, height: SIDE, class: "axis", fill: "none" }),
    ...ticks[0].map((tick, i) => {
      const x = frame.x(tick);
      return segment(x, bottom, x, bottom + 4, { class: "axis" }) +
        text(words[0][i], x, bottom + FONT.line, { "text-anchor": "middle" });
    }),
    ...ticks[1].map((tick, i) => {
      const y = frame.y(tick);
      return segment(left - 4, y, left, y, { class: "axis" }) +
        text(words[1][i], left - 7, y + 4, { "text-anchor": "end" });
    }),
    text(`${right} →`, left + SIDE, bottom + 2 * FONT.line, {
      "text-anchor": "end",
      class: "faint",
    }),
    bar(figure, left + SIDE + BAR.away, top),
    ...traces.map((trace) => traceSvg(trace, frame)),
  ];
  return {
    height: bottom + 2 * FONT.line + 10,
    svg: element("g", { class: "plot" }, parts.join("")),
  };
}

/** A pixel for each place; half a step more at either end, as each place has as much room. */
function placesIn(a: readonly number[], b: readonly number[], left: number, top: number) {
  const along = (places: readonly number[]) => {
    const [first, last] = [places[0], places[places.length - 1]];
    const half = places.length === 1 ? 0.5 : (last - first) / (places.length - 1) / 2;
    return (value: number) => SIDE * (value - first + half) / (last - first + 2 * half);
  };
  const [across, upwards] = [along(a), along(b)];
  return {
    x: (value: number) => left + across(value),
    y: (value: number) => top + SIDE - upwards(value),
  };
}

/** Shades, or lines of equal height; places without a number stay free and are crossed out. */
function levels({ a, b, values, z, contour }: MapFigure, left: number, top: number): string {
  const scale = scaleOf(z);
  const heights = values.map((value) => scale.at(value ?? NaN));
  const [across, down] = [SIDE / a.length, SIDE / b.length];
  const trace = contours().size([a.length, b.length]);
  // From places of the grid to pixels, upside down.
  const path = (level: number) =>
    trace.contour(heights, level).coordinates.map((rings) =>
      rings.map((ring) =>
        `M${
          ring.map(([x, y]) => `${pixels(left + x * across)},${pixels(top + SIDE - y * down)}`)
            .join("L")
        }Z`
      ).join("")
    ).join("");
  const frame = `M${pixels(left)},${top}h${SIDE}v${SIDE}h-${SIDE}Z`;
  const lowest = heights.some(Number.isNaN) ? path(-1) : frame;
  const layers = contour
    ? Array.from(
      { length: LINES - 1 },
      (_, i) => pathOf({ class: "line", stroke: colorAt((i + 1) / LINES) }, path((i + 1) / LINES)),
    )
    : Array.from({ length: SHADES }, (_, i) =>
      pathOf(
        { fill: colorAt((i + 0.5) / SHADES), "fill-rule": "evenodd" },
        i === 0 ? lowest : path(i / SHADES),
      ));
  const holes = heights.flatMap((height, i) => {
    if (!Number.isNaN(height)) return [];
    const x = left + (i % a.length) * across;
    const y = top + SIDE - (Math.floor(i / a.length) + 1) * down;
    return [element("path", {
      class: "hole",
      d: `M${pixels(x)},${pixels(y + down)}L${pixels(x + across)},${pixels(y)}`,
    })];
  });
  return element("g", { class: contour ? "contour" : "shades" }, [...layers, ...holes].join(""));
}

/** What the colours stand for. */
function bar({ z, contour }: MapFigure, left: number, top: number): string {
  if (z.range === null) return text(`${z.name}: no number`, left, top + FONT.line);
  const [low, high] = z.range;
  if (low === high) return text(`${z.name}: ${short(low)} everywhere`, left, top + FONT.line);
  const scale = scaleOf(z);
  const height = SIDE - FONT.line;
  const bottom = top + SIDE;
  const step = height / SHADES;
  const shades = Array.from({ length: SHADES }, (_, i) =>
    element("rect", {
      x: left,
      y: bottom - (i + 1) * step,
      width: contour ? BAR.width / 3 : BAR.width,
      height: step + 0.5,
      fill: colorAt((i + 0.5) / SHADES),
    }));
  const ticks = scale.ticks(2 * TICKS);
  const words = distinct(ticks, short);
  const numbers = ticks.map((tick, i) => {
    const y = bottom - scale.at(tick) * height;
    const x = left + BAR.width;
    return segment(x, y, x + 4, y, { class: "axis" }) + text(words[i], x + 8, y + 4);
  });
  const name = z.log ? `${z.name} (log scale)` : z.name;
  return [text(name, left, top + FONT.line - 8), ...shades, ...numbers].join("");
}

/** A line with a light one behind it, and the marks at its points. */
function traceSvg({ points, mark, end }: Trace, frame: Frame): string {
  const { left, top } = frame;
  const placed = points.map(([a, b]): Point => [frame.x(a), frame.y(b)]);
  const isInside = ([x, y]: Point) =>
    x >= left - 0.5 && x <= left + SIDE + 0.5 && y >= top - 0.5 && y <= top + SIDE + 0.5;
  const path = linePath<Point>().defined(([x, y]) => Number.isFinite(x + y)).digits(1)(placed);
  const { color, dashes } = typeof mark === "number"
    ? strokeOf(mark)
    : { color: "path", dashes: {} };
  const id = `map-${pixels(left)}`;
  const clip = element(
    "clipPath",
    { id },
    element("rect", {
      x: left,
      y: top,
      width: SIDE,
      height: SIDE,
    }),
  );
  const line = points.length < 2 ? "" : clip + element(
    "g",
    { "clip-path": `url(#${id})` },
    pathOf({ class: "casing" }, path) + pathOf({ class: `curve ${color}`, ...dashes }, path),
  );
  const last = placed.length - 1;
  const marks = placed.map((point, i) => {
    if (!isInside(point)) return "";
    const [x, y] = point;
    const own = i === last ? end ?? mark : mark;
    if (typeof own !== "number") {
      return i === last || points.length <= MOST_POINTS
        ? sign(own, x, y, { class: "mark on" })
        : "";
    }
    if (i < last && points.length > MOST_POINTS) return "";
    return element("circle", {
      class: `dot ${fillOf(own)}`,
      cx: x,
      cy: y,
      r: i === last ? 5 : 2,
    });
  });
  return line + marks.join("");
}
