import { counted, readable, short } from "../../numbers.ts";
import type { Normalization, Slice, SlicePoint } from "./slice.ts";

/** What a chart of slices can show, as words for its axis. */
export const SLICE_FIELD_NAMES = {
  loss: "loss",
  dataLoss: "loss without the penalty",
  penalty: "penalty",
};

export type SliceField = keyof typeof SLICE_FIELD_NAMES;

export const SLICE_FIELDS = Object.keys(SLICE_FIELD_NAMES) as SliceField[];

const NORMALIZATIONS: Readonly<Record<Normalization, string>> = {
  none: "directions as long as they came",
  row: "each row of a direction as long as that of the weights",
  layer: "directions as long as the weights",
};

/** A cosine smaller than this is that of a right angle in f32. */
const RIGHT_ANGLE = 1e-7;

/** A cosine: 0 where only rounding differs from it, a dash where there is none. */
export function cosineText(cosine: number | null): string {
  return cosine === null ? "–" : Math.abs(cosine) < RIGHT_ANGLE ? "0" : short(cosine);
}

/**
 * Where a slice was taken: nobody can judge a landscape without its centre and its directions.
 * Slices that differ in their examples only have one origin, with all `counts` of them.
 */
export function origin(
  { center, normalization, norms, cosine, examples, b }: Slice,
  counts: readonly number[] = [examples],
): string {
  const lengths = [
    `‖W‖ = ${short(norms.center)}`,
    `‖U‖ = ${short(norms.a)}`,
    ...norms.b === null ? [] : [`‖V‖ = ${short(norms.b)}`],
    ...cosine === null ? [] : [`cosine of U and V ${cosineText(cosine)}`],
  ];
  const formula = b === null ? "W + a·U" : "W + a·U + b·V";
  return `${formula}: W is ${center}; ${NORMALIZATIONS[normalization]}; ${lengths.join(", ")}; ` +
    `over ${counts.map((count) => counted(count, "example")).join(" or ")}.`;
}

/** Where a point lies, for people. */
export function placeWords({ a, b }: SlicePoint): string {
  return b === null ? `a = ${short(a)}` : `a = ${short(a)}, b = ${short(b)}`;
}

export function lowestOf(points: readonly SlicePoint[], field: SliceField): SlicePoint {
  return points.reduce((low, point) =>
    point[field] < low[field] || Number.isNaN(low[field]) ? point : low
  );
}

export function lowestWords(points: readonly SlicePoint[], field: SliceField): string {
  const lowest = lowestOf(points, field);
  if (!Number.isFinite(lowest[field])) return "no number at any point";
  return `lowest of ${readable(points.length)} points: ${short(lowest[field])} at ` +
    placeWords(lowest);
}
