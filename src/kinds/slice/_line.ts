import type { KinkSet, Minimum } from "../../problems/problem.ts";
import { counted, distinct, readable, short } from "../../numbers.ts";
import { extremesOf, lowestWords, notFiniteWords } from "./_extremes.ts";
import type { SliceField } from "./_words.ts";
import type { Slice } from "./slice.ts";

type Kinks = NonNullable<Slice["kinks"]>;

/** Where a slice along one direction is lowest: on the whole line where that is known. */
export function lowestOfLine({ a, points, kinks }: Slice, field: SliceField = "loss"): string {
  if (kinks === null || field !== "loss") return lowestWords(points, field);
  const { notFinite } = extremesOf(points, field);
  return [
    minimumWords(kinks.minimum, a),
    ...notFinite > 0 ? [notFiniteWords(notFinite)] : [],
  ].join("; ");
}

function minimumWords(minimum: Minimum | null, places: readonly number[]): string {
  if (minimum === null) return "the loss is the same all along the line";
  const { a, loss, flat: { min, max } = { min: a, max: a } } = minimum;
  const text = (place: number) => short(place, 6);
  const where = min === max
    ? `at a = ${text(a)}`
    : min === -Infinity
    ? `up to a = ${text(max)}`
    : max === Infinity
    ? `from a = ${text(min)} on`
    : `from a = ${text(min)} to ${text(max)}`;
  const side = max < places[0] ? "left" : min > places[places.length - 1] ? "right" : null;
  return `the lowest loss on the whole line is ${short(loss)}, ${where}` +
    (side === null ? "" : `, ${side} of the range`);
}

/** How places of kinks are written: each if there are at most `most`. */
interface Listing {
  readonly most: number;
  readonly digits: number;
}

/**
 * How many kinks a line has, and where. In two parts, as a chart shows between them how it marks
 * a kink.
 */
export function kinkWords(
  { inside, outside }: Kinks,
  [first]: readonly number[],
  listing: Listing,
): [count: string, where: string] {
  const count = inside.count + outside.count;
  if (count === 0) return ["the line has no kink", ", a place where its slope jumps"];
  const all = count === 1 ? "in the range" : "all in the range";
  const some = inside.count === 0 ? "none in the range" : `${readable(inside.count)} in the range`;
  const parts = [(outside.count === 0 ? all : some) + placesText(inside, listing)];
  if (outside.count > 0) {
    const left = outside.places.filter((at) => at < first).length;
    const sides = `, at ${counted(left, "place")} to the left and ` +
      `${readable(outside.places.length - left)} to the right`;
    parts.push(`${readable(outside.count)} outside${placesText(outside, listing, sides)}`);
  }
  return [`the slope jumps at ${counted(count, "kink")}`, `: ${parts.join(", and ")}`];
}

/** Places of kinks; `many` stands for too many. */
function placesText({ count, places }: KinkSet, { most, digits }: Listing, many = ""): string {
  if (places.length === 0) return "";
  const shared = places.length < count ? `, at ${counted(places.length, "place")}` : "";
  if (places.length > most) return many || shared;
  return `${shared || ", at"}${shared && ","} a = ${distinct(places, short, digits).join(", ")}`;
}
