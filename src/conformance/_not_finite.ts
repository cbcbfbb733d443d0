import type { Curve } from "../kinds/train/curve.ts";
import type { Objective } from "../problems/problem.ts";
import { seeing, type TrialOptions } from "./_trial.ts";

/** How a method keeps on where loss and gradient are not finite; null where its runs end as they should. */
export function notFinite(trying: (options: TrialOptions) => Curve): string | null {
  for (const value of [NaN, Infinity]) {
    const { status } = trying({ see: seeing((objective) => of(value, value, objective)) });
    if (status !== "diverged") {
      return `a run whose losses and gradients are ${value} ends as ${status}: ` +
        "return the loss that objective gave, whatever it is";
    }
  }
  let hasAsked = false;
  const see = seeing((objective) => {
    const changed = of(null, NaN, objective);
    return {
      ...changed,
      gradient(weights, gradient) {
        hasAsked = true;
        return changed.gradient(weights, gradient);
      },
    };
  });
  const { status } = trying({ see });
  return !hasAsked || status === "diverged"
    ? null
    : `a run whose gradients are NaN ends as ${status}, with finite numbers: ` +
      "let NaN go through, so that the weights show it";
}

/** An objective with such numbers; with losses as they are where `loss` is null. */
function of(loss: number | null, slope: number, objective: Objective): Objective {
  const { hessian } = objective;
  return {
    size: objective.size,
    space: objective.space,
    loss: (weights) => loss ?? objective.loss(weights),
    gradient(weights, gradient) {
      const before = objective.gradient(weights, gradient);
      gradient.fill(slope);
      return loss ?? before;
    },
    ...hessian !== undefined && {
      hessian(weights, values) {
        const before = hessian.call(objective, weights, values);
        values.fill(slope);
        return loss ?? before;
      },
    },
  };
}
