import { counted, readable, short } from "../../numbers.ts";
import type { Normalization, Slice } from "./slice.ts";

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

/** How far the loss rises between two ends, for each way that a slice has. */
export function barrierWords({ barriers, b }: Pick<Slice, "barriers" | "b">): string[] {
  return (["a", "b"] as const).flatMap((name) => {
    const barrier = barriers[name];
    if (barrier === null) return [];
    const ends = b === null ? "the ends" : `W and W + ${name === "a" ? "U" : "V"}`;
    const { height, at, places } = barrier;
    return at === null
      ? `no barrier shows between ${ends}: at none of ${
        counted(places, "place")
      } is the loss above ` +
        "the straight line"
      : `the barrier between ${ends} is ${readable(height)} high, at ${name} = ${short(at, 6)}`;
  });
}

/** A cosine smaller than this is that of a right angle in f32. */
const RIGHT_ANGLE = 1e-7;

/** A cosine: 0 where only rounding differs from it, a dash where there is none. */
export function cosineText(cosine: number | null): string {
  return cosine === null ? "–" : Math.abs(cosine) < RIGHT_ANGLE ? "0" : short(cosine);
}

function angleText(cosine: number): string {
  const text = cosineText(cosine);
  return `cosine of U and V ${text} (${text === "0" ? "a right angle" : "0 is a right angle"})`;
}

/**
 * Where a slice was taken: nobody can judge a landscape without its centre and its directions.
 * Slices that differ in their examples only have one origin, with all `counts` of them.
 */
export function origin(
  { center, ends, normalization, norms, cosine, examples, b }: Slice,
  counts: readonly number[] = [examples],
): string {
  const lengths = [
    `lengths ‖W‖ = ${short(norms.center)}`,
    `‖U‖ = ${short(norms.a)}`,
    ...norms.b === null ? [] : [`‖V‖ = ${short(norms.b)}`],
    ...cosine === null ? [] : [angleText(cosine)],
  ];
  const formula = b === null ? "W + a·U" : "W + a·U + b·V";
  const places = [
    `W is ${center}`,
    ...ends.a === null ? [] : [`W + U is ${ends.a}`],
    ...ends.b === null ? [] : [`W + V is ${ends.b}`],
  ];
  return `${formula}: ${places.join("; ")}; ${NORMALIZATIONS[normalization]}; ${
    lengths.join(", ")
  }; ` +
    `over ${counts.map((count) => counted(count, "example")).join(" or ")}.`;
}
