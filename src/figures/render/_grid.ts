import { log10, power10 } from "../../exact/math.ts";
import type { Axis, MapFigure } from "../figure.ts";
import { scaleOf } from "./_scale.ts";

/** Spreads rising `places` over so many pixels; each takes as much room as its neighbour. */
function mapAxis(places: readonly number[], pixels: number) {
  const [first, last] = [places[0], places[places.length - 1]];
  // Half a place more at either end, so that the first and the last get as much room as the others.
  const half = places.length === 1 ? 0.5 : (last - first) / (places.length - 1) / 2;
  const low = first - half;
  const span = last + half - low;
  return {
    /** Index of the place that a pixel shows. */
    indexAt(pixel: number): number {
      const value = low + (span * (pixel + 0.5)) / pixels;
      const nearer = (best: number, place: number, i: number) =>
        Math.abs(place - value) < Math.abs(places[best] - value) ? i : best;
      return places.reduce(nearer, 0);
    },
    /** The pixel of a value; NaN beyond the edges. */
    pixelOf(value: number): number {
      const share = (value - low) / span;
      // Between two pixels is in the right one, however the share was rounded.
      const pixel = Math.floor(share * pixels + 1e-9);
      return share >= 0 && share <= 1 ? Math.min(pixels - 1, pixel) : NaN;
    },
  };
}

/** Borders of levels of equal height between the smallest and the largest value. */
function bounds({ log, range }: Axis, levels: number): number[] {
  if (range === null) return [];
  const [low, high] = range;
  const [bottom, top] = log ? [log10(low), log10(high)] : [low, high];
  const inner = Array.from({ length: levels - 1 }, (_, i) => {
    const place = bottom + ((top - bottom) * (i + 1)) / levels;
    return log ? power10(place) : place;
  });
  return [low, ...inner, high];
}

/** A square of pixels over a map; line 0 is the highest b. */
export interface Grid {
  readonly side: number;
  /** Whether a value has no place on the scale. */
  readonly hasHoles: boolean;
  /** Values on the border between two levels, from the lowest to the highest. */
  bounds(levels: number): number[];
  /** Where the value at a pixel lies, 0 … 1; NaN where it has no place, and below the map. */
  at(column: number, line: number): number;
  /** The column and the row of text of a place; a row of text is two lines high. */
  cellOf(a: number, b: number): { column: number; row: number };
}

/** Spreads a map over `side` × `side` pixels. */
export function gridOf({ a, b, values, z }: MapFigure, side: number): Grid {
  const across = mapAxis(a, side);
  const up = mapAxis(b, side);
  const scale = scaleOf(z);
  const heights = values.map((value) => scale.at(value ?? NaN));
  const columns = Array.from({ length: side }, (_, i) => across.indexAt(i));
  const lines = Array.from({ length: side }, (_, i) => up.indexAt(side - 1 - i) * a.length);
  return {
    side,
    hasHoles: heights.some(Number.isNaN),
    bounds: (levels) => bounds(z, levels),
    at: (column, line) => line < side ? heights[lines[line] + columns[column]] : NaN,
    cellOf: (a, b) => ({
      column: across.pixelOf(a),
      row: Math.floor((side - 1 - up.pixelOf(b)) / 2),
    }),
  };
}
