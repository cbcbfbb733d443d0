import type { Rng, Vector } from "../types.ts";
import type { MethodContext, Step } from "./method.ts";

/** Writes the weights to try next to `candidate`. */
type Propose = (candidate: Vector, weights: Vector, rng: Rng) => void;

/**
 * Tries one candidate a step and keeps it if its loss is lower. The loss of the start is the first
 * to beat. Losses of different batches say nothing of each other, so with batches the weights are
 * evaluated again on each.
 */
export function search({ space, size, isStochastic }: MethodContext, propose: Propose): Step {
  const candidate = space.allocate(size);
  let lowest: number | undefined;
  return (weights, objective, { rng }) => {
    const before = lowest === undefined || isStochastic
      ? orInfinity(objective.loss(weights))
      : lowest;
    propose(candidate, weights, rng);
    const loss = orInfinity(objective.loss(candidate));
    lowest = Math.min(before, loss);
    if (loss < before) space.copy(weights, candidate);
    return before;
  };
}

/** NaN is worse than any number. */
function orInfinity(loss: number): number {
  return Number.isNaN(loss) ? Infinity : loss;
}
