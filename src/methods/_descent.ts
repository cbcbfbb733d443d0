import type { MethodContext, StepSize, Way } from "../step_sizes/step_size.ts";
import type { Clipping } from "./_clip.ts";
import { ruleSteps } from "./_rule_steps.ts";
import type { Rule, Step } from "./rule.ts";

/** What a step along a direction is made of. */
interface DescentParts {
  readonly rule: Rule;
  readonly stepSize: StepSize;
  readonly clip: Clipping | null;
}

/** W ← W − η·direction, with the direction from a rule and η from a step size. */
export function descent({ rule, stepSize, clip }: DescentParts, context: MethodContext): Step {
  const { space, size } = context;
  const gradient = space.allocate(size);
  const direction = rule === null ? gradient : space.allocate(size);
  const steps = typeof rule === "object" && rule !== null ? ruleSteps(rule, context) : null;
  // One object for all steps, as nothing is allocated in a step.
  const way = { gradient, direction } as { -readonly [Key in keyof Way]: Way[Key] };
  let now: Parameters<Step>[2];
  let isKnown = false;

  function differentiate(): number {
    const loss = way.objective.gradient(way.weights, gradient);
    clip?.(gradient, now.trace);
    return loss;
  }
  function look(): Way {
    if (isKnown) return way;
    isKnown = true;
    way.loss = differentiate();
    if (typeof rule === "function") rule(direction, gradient, way.weights);
    else steps?.look(direction, way.weights, gradient, now);
    return way;
  }

  return (weights, objective, moment) => {
    way.objective = objective;
    way.weights = weights;
    now = moment;
    isKnown = false;
    const rate = stepSize(now, look);
    if (!isKnown) {
      // Nobody has seen the direction: there is a faster way than to write it out.
      if (steps !== null) {
        const loss = differentiate();
        steps.move(weights, gradient, rate, now);
        return loss;
      }
      if (rule === null && clip === null && objective.descend !== undefined) {
        return objective.descend(weights, rate);
      }
    }
    const { loss } = look();
    space.addScaled(weights, -rate, direction); // W ← W − η·direction
    return loss;
  };
}
