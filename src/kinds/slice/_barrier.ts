import type { Barrier } from "./slice.ts";

/** A smaller share of the loss is what rounding three losses to f32 leaves: 3 ∕ 2²⁴. */
const ROUNDING = 2e-7;

/**
 * How far the loss on a way, from 0 to 1, rises above the straight line between the losses of its ends,
 * at those of the places that are between them; null when there are none.
 */
export function barrierOf(
  places: readonly number[],
  lossAt: (place: number) => number,
): Barrier | null {
  const [first, last] = [0, 1].map(lossAt);
  const between = places.filter((place) => place > 0 && place < 1);
  if (between.length === 0) return null;
  const excesses = between.map((place) => lossAt(place) - ((1 - place) * first + place * last));
  const height = excesses.reduce((most, excess) => excess > most ? excess : most);
  const isAbove = height > ROUNDING * Math.max(Math.abs(first), Math.abs(last));
  return {
    height: isAbove ? height : 0,
    at: isAbove ? between[excesses.indexOf(height)] : null,
    places: between.length,
  };
}
