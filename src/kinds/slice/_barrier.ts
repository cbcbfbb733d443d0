import type { Barrier, SlicePoint } from "./slice.ts";

/** A smaller share of the loss is what rounding three losses to f32 leaves: 3 ∕ 2²⁴. */
const ROUNDING = 2e-7;

/**
 * How far the loss on the way from W, at 0, to another run's end, at 1, rises above the straight line
 * between the losses of both; null when there is no place between them.
 */
export function barrierOf(
  points: readonly SlicePoint[],
  [first, last]: readonly number[],
): Barrier | null {
  const between = points.filter(({ a }) => a > 0 && a < 1);
  if (between.length === 0) return null;
  const excess = ({ a, loss }: SlicePoint) => loss - ((1 - a) * first + a * last);
  const top = between.reduce((top, point) => excess(point) > excess(top) ? point : top);
  const height = excess(top);
  return height > ROUNDING * Math.max(Math.abs(first), Math.abs(last))
    ? { height, a: top.a }
    : { height: 0, a: null };
}
