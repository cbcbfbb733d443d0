import type { Rng, Step, Vector } from "../types.ts";
import type { MethodContext } from "./mod.ts";

/** Writes the weights to try next to `candidate`. */
type Propose = (candidate: Vector, weights: Vector, rng: Rng) => void;

/**
 * Tries one candidate a step and keeps it if its loss is lower. The loss of the start is the first
 * to beat. Losses of different batches say nothing of each other, so with batches the weights are
 * evaluated again on each.
 */
export function search({ kernels, size }: MethodContext, propose: Propose): Step {
  const candidate = kernels.allocate(size);
  let lowest: number | undefined;
  return (weights, objective, rng) => {
    if (lowest === undefined || objective.isStochastic) {
      lowest = orInfinity(objective.loss(weights));
    }
    propose(candidate, weights, rng);
    const loss = orInfinity(objective.loss(candidate));
    if (loss < lowest) {
      lowest = loss;
      kernels.copy(weights, candidate);
    }
  };
}

/** NaN is worse than any number. */
function orInfinity(loss: number): number {
  return Number.isNaN(loss) ? Infinity : loss;
}
