/** Points to the `d` of a path; null of no points. */
interface Path<Datum> {
  (points: readonly Datum[]): string | null;
  /** Which points have a place; nothing is drawn to and from the others. */
  defined(isThere: (point: Datum) => boolean): this;
  /** Digits behind the point. */
  digits(count: number): this;
}
type Place<Datum> = (point: Datum) => number;

interface Line<Datum> extends Path<Datum> {
  x(place: Place<Datum>): this;
  y(place: Place<Datum>): this;
}
interface Area<Datum> extends Path<Datum> {
  x(place: Place<Datum>): this;
  y0(place: Place<Datum>): this;
  y1(place: Place<Datum>): this;
}
/** Straight from point to point. */
export function line<Datum>(): Line<Datum>;
/** What lies between two such lines. */
export function area<Datum>(): Area<Datum>;
