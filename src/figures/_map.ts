import { log10, power10 } from "../exact/math.ts";
import type { Slice } from "../types.ts";
import { scaleOf } from "./_scale.ts";
import type { SliceField } from "./_slices.ts";

/** Places along one direction, spread over pixels; each takes as much room as its neighbour. */
export interface MapAxis {
  readonly pixels: number;
  /** Index of the place that a pixel shows. */
  indexAt(pixel: number): number;
  /** The pixel of a value; NaN beyond the edges. */
  pixelOf(value: number): number;
}

/** Spreads rising `places` over so many pixels. */
export function mapAxis(places: readonly number[], pixels: number): MapAxis {
  const [first, last] = [places[0], places[places.length - 1]];
  // Half a place more at either end, so that the first and the last get as much room as the others.
  const half = places.length === 1 ? 0.5 : (last - first) / (places.length - 1) / 2;
  const low = first - half;
  const span = last + half - low;
  return {
    pixels,
    indexAt(pixel) {
      const value = low + (span * (pixel + 0.5)) / pixels;
      const nearer = (best: number, place: number, i: number) =>
        Math.abs(place - value) < Math.abs(places[best] - value) ? i : best;
      return places.reduce(nearer, 0);
    },
    pixelOf(value) {
      const share = (value - low) / span;
      // Between two pixels is in the right one, however the share was rounded.
      const pixel = Math.floor(share * pixels + 1e-9);
      return share >= 0 && share <= 1 ? Math.min(pixels - 1, pixel) : NaN;
    },
  };
}

/** Borders of levels of equal height between the smallest and the largest value. */
function bounds(values: readonly number[], isLog: boolean, levels: number): number[] {
  if (values.length === 0) return [];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const [bottom, top] = isLog ? [log10(low), log10(high)] : [low, high];
  const inner = Array.from({ length: levels - 1 }, (_, i) => {
    const place = bottom + ((top - bottom) * (i + 1)) / levels;
    return isLog ? power10(place) : place;
  });
  return [low, ...inner, high];
}

/** A square of pixels over a slice with two directions; line 0 is the highest b. */
export interface SliceMap {
  readonly side: number;
  /** Where a value of z lies, 0 … 1; NaN where it has no place on the scale. */
  placeOf(value: number): number;
  /** Values of z on the border between two levels, from the lowest to the highest. */
  bounds(levels: number): number[];
  /** Where z lies at a pixel; NaN below the map too. */
  at(column: number, line: number): number;
  /** The column and the row of text of a place; a row of text is two lines high. */
  cellOf(a: number, b: number): { column: number; row: number };
}

/** Spreads a slice over `side` × `side` pixels. */
export function sliceMap(slice: Slice, z: SliceField, isLog: boolean, side: number): SliceMap {
  const { a, b, points } = slice;
  const across = mapAxis(a, side);
  const up = mapAxis(b ?? [0], side);
  const values = points.map((point) => point[z]);
  const scale = scaleOf(values, isLog);
  const columns = Array.from({ length: side }, (_, i) => across.indexAt(i));
  const lines = Array.from({ length: side }, (_, i) => up.indexAt(side - 1 - i) * a.length);
  const shown = values.filter((value) => !Number.isNaN(scale.at(value)));
  return {
    side,
    bounds: (levels) => bounds(shown, isLog, levels),
    placeOf: scale.at,
    at: (column, line) => line < side ? scale.at(values[lines[line] + columns[column]]) : NaN,
    cellOf: (a, b) => ({
      column: across.pixelOf(a),
      row: Math.floor((side - 1 - up.pixelOf(b)) / 2),
    }),
  };
}
