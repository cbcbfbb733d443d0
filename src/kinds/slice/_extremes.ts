import { counted, readable, short } from "../../numbers.ts";
import type { SliceField } from "./_words.ts";
import type { SlicePoint } from "./slice.ts";

/** The lowest and the highest points of a slice, among those that are finite numbers. */
export interface Extremes {
  /** The first of the lowest points; null when none is finite. */
  readonly lowest: SlicePoint | null;
  /** How many points are as low. */
  readonly asLow: number;
  /** The first of the highest points; null when none is finite. */
  readonly highest: SlicePoint | null;
  /** How many points are infinite or no number. */
  readonly notFinite: number;
}

export function extremesOf(points: readonly SlicePoint[], field: SliceField): Extremes {
  let [lowest, highest]: (SlicePoint | null)[] = [null, null];
  let [asLow, notFinite] = [0, 0];
  for (const point of points) {
    if (!Number.isFinite(point[field])) {
      notFinite += 1;
      continue;
    }
    if (lowest === null || point[field] < lowest[field]) [lowest, asLow] = [point, 0];
    if (point[field] === lowest[field]) asLow += 1;
    if (highest === null || point[field] > highest[field]) highest = point;
  }
  return { lowest, asLow, highest, notFinite };
}

/** The lowest of the points, in words. */
export function lowestWords(points: readonly SlicePoint[], field: SliceField): string {
  const { lowest, asLow, notFinite } = extremesOf(points, field);
  if (lowest === null) return notFiniteWords(notFinite);
  const place = lowest.b === null
    ? `a = ${short(lowest.a, 6)}`
    : `a = ${short(lowest.a, 6)}, b = ${short(lowest.b, 6)}`;
  return [
    `the lowest of ${counted(points.length, "point")} is ${short(lowest[field])} at ` +
    (asLow > 1 ? `${readable(asLow)} of them, such as ${place}` : place),
    ...notFinite > 0 ? [notFiniteWords(notFinite)] : [],
  ].join("; ");
}

export function notFiniteWords(count: number): string {
  return `not finite: ${counted(count, "point")}`;
}
