import type { Axis } from "../figures/figure.ts";
import { counted } from "../numbers.ts";

/**
 * A sentence on what logarithmic axes leave out, so that nothing is lost without a word; none where
 * everything has a place. A point has a coordinate for each axis.
 */
export function notDrawn(
  points: readonly (readonly number[])[],
  axes: readonly Axis[],
): string[] {
  const isOff = (point: readonly number[], i: number) => axes[i].log && point[i] <= 0;
  const names = axes.filter((_, i) => points.some((point) => isOff(point, i)))
    .map(({ name }) => name);
  const off = points.filter((point) => point.some((_, i) => isOff(point, i))).length;
  return off === 0 ? [] : [
    `Not drawn: ${counted(off, "point")} at ${names.join(" or ")} 0 or below, which a log scale ` +
    "does not have.",
  ];
}
