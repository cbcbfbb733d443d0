import { referenceKernels } from "../kernels/reference.ts";
import type { Kinks, KinkSet, Minimum, Range } from "./problem.ts";

const { rampSum } = referenceKernels("f64");

/** Σ max(0, offset + slope·a) ∕ examples + λ·‖W₀ + a·U‖² and a straight part, along a line. */
export interface Line {
  readonly offsets: Float64Array;
  readonly slopes: Float64Array;
  readonly examples: number;
  readonly l2: number;
  /** W₀·W₀, W₀·U and U·U. */
  readonly products: readonly [number, number, number];
  /** What is added: offset + slope·a. */
  readonly straight: { readonly offset: number; readonly slope: number };
}

/** The kink of one term, and the term's slope on one side of it. */
interface Bend {
  readonly at: number;
  readonly slope: number;
}

/** The kinks of a line inside a range and outside, and its lowest place. */
export function kinksOf(line: Line, { min, max }: Range): Kinks {
  const { offsets, slopes, l2 } = line;
  const bends: Bend[] = [];
  for (let j = 0; j < slopes.length; j++) {
    // + 0, so that a kink at 0 is not at −0.
    if (slopes[j] !== 0) bends.push({ at: -offsets[j] / slopes[j] + 0, slope: slopes[j] });
  }
  bends.sort((one, other) => one.at - other.at);
  const isInside = ({ at }: Bend) => at >= min && at <= max;
  return {
    inside: setOf(bends.filter(isInside)),
    outside: setOf(bends.filter((bend) => !isInside(bend))),
    minimum: l2 > 0 ? lowestOfBowl(line, bends) : lowestOfPieces(line, bends),
  };
}

function setOf(bends: readonly Bend[]): KinkSet {
  return { count: bends.length, places: [...new Set(bends.map(({ at }) => at))] };
}

// The derivative rises from left to right: every kink adds the size of its slope, and a penalty
// 2λ·‖U‖² a step. Where it changes its sign the loss is lowest. All times the number of examples, as
// slopes that cancel do so without a division only.

/** On the far left the terms with a negative slope are above 0. */
function slopeOnTheLeft({ examples, straight }: Line, bends: readonly Bend[]): number {
  return bends.reduce((sum, { slope }) => sum + Math.min(0, slope), examples * straight.slope);
}

/** Without a penalty: at a kink, or all between two where the pieces cancel. */
function lowestOfPieces(line: Line, bends: readonly Bend[]): Minimum | null {
  if (bends.length === 0) return null;
  const rounding = bends.length * Number.EPSILON *
    bends.reduce((sum, { slope }) => sum + Math.abs(slope), 0);
  let slope = slopeOnTheLeft(line, bends);
  let passed = 0;
  while (slope < -rounding && passed < bends.length) slope += Math.abs(bends[passed++].slope);
  const min = passed === 0 ? -Infinity : bends[passed - 1].at;
  const max = passed === bends.length ? Infinity : bends[passed].at;
  const a = passed === 0 ? max : min;
  return { a, loss: lossAt(line, a), ...slope <= rounding && min < max && { flat: { min, max } } };
}

/** With a penalty: at a kink, or where the parabola of a piece is lowest. */
function lowestOfBowl(line: Line, bends: readonly Bend[]): Minimum {
  const { examples, l2, products: [_, wu, uu] } = line;
  const bend = 2 * l2 * examples;
  const derivative = (slope: number, a: number) => slope + bend * (wu + a * uu);
  const minimum = (a: number) => ({ a, loss: lossAt(line, a) });
  // slope + 2λ·N·(W·U + a·U·U) = 0
  const vertex = (slope: number) => minimum(-(slope / bend + wu) / uu);
  let slope = slopeOnTheLeft(line, bends);
  for (const { at, slope: added } of bends) {
    if (derivative(slope, at) >= 0) return vertex(slope);
    slope += Math.abs(added);
    if (derivative(slope, at) >= 0) return minimum(at);
  }
  return vertex(slope);
}

function lossAt(line: Line, a: number): number {
  const { offsets, slopes, examples, l2, products: [ww, wu, uu], straight } = line;
  const squaredNorm = Math.max(0, ww + 2 * a * wu + a * a * uu);
  const pieces = rampSum(offsets, a, slopes) / examples + (straight.offset + straight.slope * a);
  return pieces + l2 * squaredNorm;
}
