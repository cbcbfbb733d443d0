import { crossed } from "../../problems/difference.ts";
import type { Problem } from "../../problems/problem.ts";

/** How far weights are moved, where the largest is 1 or smaller. */
const STEP = 1e-7;

/** Products with the Hessian of the loss at some weights. */
export interface HessianProducts {
  /** H·v of a vector of length 1. */
  apply(vector: Float64Array): Float64Array;
  /** Kinks between the two places of all differences so far; null of a smooth loss. */
  kinks(): number | null;
}

/**
 * H·v = (∇L(W + h·v) − ∇L(W − h·v)) ∕ 2h of a problem in f64. With so short a step there is hardly
 * ever a kink between the two places; if there is, the difference is not linear in v.
 */
export function hessianAt(center: Float64Array, problem: Problem): HessianProducts {
  const h = STEP * center.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1);
  const [ahead, behind] = [0, 0].map(() => new Float64Array(center.length));
  let kinks: number | null = problem.bends(center) === null ? null : 0;
  return {
    apply(vector) {
      const places = [h, -h].map((step) => center.map((weight, k) => weight + step * vector[k]));
      problem.gradient(places[0], ahead);
      problem.gradient(places[1], behind);
      if (kinks !== null) {
        const [left, right] = places.map((place) => problem.bends(place));
        if (left !== null && right !== null) kinks += crossed(left, right).all;
      }
      return ahead.map((one, k) => (one - behind[k]) / (2 * h));
    },
    kinks: () => kinks,
  };
}
