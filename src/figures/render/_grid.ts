import type { MapFigure } from "../figure.ts";
import { scaleOf } from "./_scale.ts";

/** Spreads `places` in even steps over so many pixels. */
function mapAxis(places: readonly number[], pixels: number) {
  const [first, last] = [places[0], places[places.length - 1]];
  // Half a place more at either end, so that the first and the last get as much room as the others.
  const half = places.length === 1 ? 0.5 : (last - first) / (places.length - 1) / 2;
  const low = first - half;
  const span = last + half - low;
  return {
    /** Index of the place that a pixel shows. */
    indexAt: (pixel: number) => Math.floor(((pixel + 0.5) * places.length) / pixels),
    /** The pixel of a value; NaN beyond the edges. */
    pixelOf(value: number): number {
      const share = (value - low) / span;
      // Between two pixels is in the right one, however the share was rounded.
      const pixel = Math.floor(share * pixels + 1e-9);
      return share >= 0 && share <= 1 ? Math.min(pixels - 1, pixel) : NaN;
    },
  };
}

/** A map as cells of text, each of them two pixels high; row 0 has the highest b. */
export interface Grid {
  readonly side: number;
  readonly rows: number;
  /** Whether a value has no place on the scale. */
  readonly hasHoles: boolean;
  /** Where the mean of a cell lies, 0 … 1; NaN where it has no place, and beyond the map. */
  at(column: number, row: number): number;
  /** The cell of a place; NaN beyond the edges. */
  cellOf(a: number, b: number): { column: number; row: number };
}

/** Spreads a map over `side` columns and half as many rows. */
export function gridOf({ a, b, values, z }: MapFigure, side: number): Grid {
  const across = mapAxis(a, side);
  const up = mapAxis(b, side);
  const scale = scaleOf(z);
  const heights = values.map((value) => scale.at(value ?? NaN));
  const pixel = (column: number, line: number) =>
    column < side && line < side
      ? heights[up.indexAt(side - 1 - line) * a.length + across.indexAt(column)]
      : NaN;
  return {
    side,
    rows: Math.ceil(side / 2),
    hasHoles: heights.some(Number.isNaN),
    at(column, row) {
      const known = [2 * row, 2 * row + 1].map((line) => pixel(column, line))
        .filter((place) => !Number.isNaN(place));
      return known.reduce((sum, place) => sum + place, 0) / known.length;
    },
    cellOf: (a, b) => ({
      column: across.pixelOf(a),
      row: Math.floor((side - 1 - up.pixelOf(b)) / 2),
    }),
  };
}
