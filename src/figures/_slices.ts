import { counted } from "../numbers.ts";
import type { Normalization, RunLabel, Slice, SlicePoint } from "../types.ts";
import { pathWords, sweptPaths, sweptText } from "./_series.ts";
import { short } from "./_text.ts";

/** What a slice can show at its places. */
export const SLICE_FIELDS = ["loss", "dataLoss", "penalty"] as const;

/** A field that a chart of slices shows. */
export type SliceField = keyof SlicePoint & typeof SLICE_FIELDS[number];

/** What the fields are called on an axis. */
export const SLICE_FIELD_NAMES: Readonly<Record<SliceField, string>> = {
  loss: "loss",
  dataLoss: "loss without the penalty",
  penalty: "penalty",
};

const NORMALIZATIONS: Readonly<Record<Normalization, string>> = {
  none: "directions as long as they came",
  row: "each row of a direction as long as that of the weights",
  layer: "directions as long as the weights",
};

/** What tells results apart: the swept fields, and the seed where there are several. */
export interface Labels {
  /** Such as `batch size · seed`; empty for a single result. */
  readonly title: string;
  /** Such as `256 · 2`, one for each. */
  readonly texts: readonly string[];
}

/** The labels of results. */
export function labelsOf(results: readonly RunLabel[]): Labels {
  const paths = sweptPaths(results);
  const isSeeded = new Set(results.map(({ seed }) => seed)).size > 1;
  const names = [...paths.map(pathWords), ...isSeeded ? ["seed"] : []];
  if (names.length === 0 && results.length > 1) {
    return { title: "run", texts: results.map(({ run }) => String(run)) };
  }
  const texts = results.map((result) =>
    [...paths.map((path) => sweptText(result, path)), ...isSeeded ? [String(result.seed)] : []]
      .join(" · ")
  );
  return { title: names.join(" · "), texts };
}

/** A cosine smaller than this is that of a right angle in f32. */
const RIGHT_ANGLE = 1e-7;

/** A cosine; 0 where only rounding differs from it. */
export function cosineText(cosine: number): string {
  return Math.abs(cosine) < RIGHT_ANGLE ? "0" : short(cosine);
}

/**
 * Where a slice was taken: nobody can judge a landscape without its centre and its directions.
 * Slices that differ in their examples only have one origin, with all `counts` of them.
 */
export function origin(
  { center, normalization, norms, cosine, examples, b }: Slice,
  counts: readonly number[] = [examples],
): string {
  const unit = (name: string, norm: number | null) =>
    norm === null ? [] : [`‖${name}‖ = ${short(norm)}`];
  const lengths = [
    ...unit("W", norms.center),
    ...unit("U", norms.a),
    ...unit("V", norms.b),
    ...cosine === null ? [] : [`cosine of U and V ${cosineText(cosine)}`],
  ];
  const formula = b === null ? "W + a·U" : "W + a·U + b·V";
  return `${formula}: W is ${center}; ${NORMALIZATIONS[normalization]}; ${lengths.join(", ")}; ` +
    `over ${counts.map((count) => counted(count, "example")).join(" or ")}.`;
}
