import { referenceKernels } from "../kernels/reference.ts";
import type { Kinks, Range } from "./problem.ts";

const { rampSum } = referenceKernels("f64");

/** Σ max(0, offset + slope·a) ∕ examples + λ·‖W₀ + a·U‖², along a line. */
export interface Line {
  readonly offsets: Float64Array;
  readonly slopes: Float64Array;
  readonly examples: number;
  readonly l2: number;
  /** W₀·W₀, W₀·U and U·U. */
  readonly products: readonly [number, number, number];
}

/** The kinks of a line inside a range, and its lowest place. */
export function kinksOf(line: Line, { min, max }: Range): Kinks {
  const { offsets, slopes } = line;
  const bent: { readonly at: number; readonly slope: number }[] = [];
  for (let j = 0; j < slopes.length; j++) {
    // + 0, so that a kink at 0 is not at −0.
    if (slopes[j] !== 0) bent.push({ at: -offsets[j] / slopes[j] + 0, slope: slopes[j] });
  }
  bent.sort((one, other) => one.at - other.at);
  const places = bent.map(({ at }) => at).filter((at) => at >= min && at <= max);
  return {
    all: bent.length,
    inside: [...new Set(places)],
    minimum: lowest(line, bent),
  };
}

/**
 * The place where the derivative changes its sign. It is convex: from the left, every kink adds the
 * size of its slope, and between two kinks it rises by 2λ·‖U‖² a step. All times the number of
 * examples, as slopes that cancel do so without a division only.
 */
function lowest(
  line: Line,
  bent: readonly { readonly at: number; readonly slope: number }[],
): Kinks["minimum"] {
  const { offsets, slopes, examples, l2, products: [ww, wu, uu] } = line;
  const minimum = (a: number) => {
    const squaredNorm = Math.max(0, ww + 2 * a * wu + a * a * uu);
    return { a, loss: rampSum(offsets, a, slopes) / examples + l2 * squaredNorm };
  };
  const bend = 2 * l2 * examples;
  const derivative = (slope: number, a: number) => slope + bend * (wu + a * uu);
  // Where the parabola of a piece is lowest: slope + 2λ·N·(W·U + a·U·U) = 0.
  const vertex = (slope: number) => -(slope / bend + wu) / uu;
  // On the far left the terms with a negative slope are above 0.
  let slope = bent.reduce((sum, one) => sum + Math.min(0, one.slope), 0);
  for (const { at, slope: added } of bent) {
    if (derivative(slope, at) >= 0) return minimum(l2 > 0 ? vertex(slope) : at);
    slope += Math.abs(added);
    if (derivative(slope, at) >= 0) return minimum(at);
  }
  if (l2 > 0) return minimum(vertex(slope));
  const [last] = bent.slice(-1); // rounding may leave the last piece a slope just below 0
  return last === undefined ? null : minimum(last.at);
}
