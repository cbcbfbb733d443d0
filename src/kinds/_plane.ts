import type { Parts, Problem } from "../problems/problem.ts";
import type { Vector } from "../types.ts";

/** The parts of the loss at W₀ + a·U (+ b·V), given those vectors, the fastest way a problem has. */
export function partsOver(
  vectors: readonly Vector[],
  problem: Problem,
): (a: number, b: number) => Parts {
  return problem.shortcuts?.plane?.(vectors) ?? byLosses(vectors, problem);
}

function byLosses(
  [center, u, v]: readonly Vector[],
  problem: Problem,
): (a: number, b: number) => Parts {
  const { size, space } = problem;
  const weights = space.allocate(size);
  return (a, b) => {
    space.copy(weights, center);
    space.addScaled(weights, a, u);
    if (v !== undefined) space.addScaled(weights, b, v);
    return problem.parts(weights);
  };
}
