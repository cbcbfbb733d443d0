import { checkStep, crossed, type Difference, type Moved } from "../problems/difference.ts";
import type { Problem } from "../problems/problem.ts";
import type { Vector } from "../types.ts";

/**
 * gradient ← ∂L ∕ ∂W by moving one weight at a time, and the loss at W. Knows nothing of the
 * objective but its losses: size + 1 of them for forward differences, 2·size + 1 for central ones.
 *
 * Differences of f32 losses are mostly rounding: give f64 weights, and an objective in f64.
 *
 * @throws {RangeError} When h is not a finite number above 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { numericalGradient } from "@descent-bench/descent-bench";
 *
 * const gradient = new Float64Array(2);
 * const parabola = { loss: ([x, y]: Float64Array) => x * x + 3 * y };
 * numericalGradient(parabola, Float64Array.of(1, 1), gradient, { h: 1e-5, scheme: "central" });
 * assertAlmostEquals(gradient[0], 2, 1e-9);
 * assertAlmostEquals(gradient[1], 3, 1e-9);
 * ```
 */
export function numericalGradient<Weights extends Vector>(
  objective: { loss(weights: Weights): number },
  weights: Weights,
  gradient: Vector,
  difference: Difference,
): number {
  const here = objective.loss(weights);
  for (let k = 0; k < weights.length; k++) {
    gradient[k] = derivativeBy(objective, weights, k, here, difference);
  }
  return here;
}

/** The derivative by weight k; `here` is the loss at the weights. */
function derivativeBy<Weights extends Vector>(
  objective: { loss(weights: Weights): number },
  weights: Weights,
  k: number,
  here: number,
  difference: Difference,
): number {
  checkStep(difference);
  const { h, scheme } = difference;
  const lossAt = () => objective.loss(weights);
  const above = withMoved(weights, k, h, lossAt);
  if (scheme === "forward") return (above - here) / h;
  return (above - withMoved(weights, k, -h, lossAt)) / (2 * h);
}

/** What `ask` says while weight k is moved by h. */
function withMoved<Answer>(weights: Vector, k: number, h: number, ask: () => Answer): Answer {
  const weight = weights[k];
  weights[k] = weight + h;
  const answer = ask();
  weights[k] = weight;
  return answer;
}

/** Losses with one weight moved of any problem in f64: by evaluating all of it each time. */
export function movedByLosses(problem: Problem, from: Vector): Moved {
  const weights = Float64Array.from(from);
  const bends = () => problem.bends(weights);
  const loss = problem.loss(weights);
  return {
    loss,
    derivative: (k, difference) => derivativeBy(problem, weights, k, loss, difference),
    kinks(k, { h, scheme }) {
      const left = withMoved(weights, k, scheme === "central" ? -h : 0, bends);
      const right = withMoved(weights, k, h, bends);
      return left === null || right === null ? { all: 0, units: 0 } : crossed(left, right);
    },
  };
}

/** Losses with one weight moved, the fastest way that a problem in f64 has. */
export function movedOf(problem: Problem, weights: Vector): Moved {
  return problem.shortcuts?.moved(weights) ?? movedByLosses(problem, weights);
}
