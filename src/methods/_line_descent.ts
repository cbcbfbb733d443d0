/** Methods that go down along lines, as far as a line search says. */
import { ensure } from "../errors.ts";
import type { Objective } from "../problems/problem.ts";
import type { Vector } from "../types.ts";
import { wolfeSearch } from "./_wolfe.ts";
import type { MethodContext, Step } from "./method.ts";

/** A line from W, and the step along it once it was taken. */
export interface Line {
  /** What is minimised. */
  readonly objective: Objective;
  /** W. */
  readonly weights: Vector;
  /** L(W). */
  readonly loss: number;
  /** ∇L(W). */
  readonly gradient: Vector;
  /** ‖∇L(W)‖². */
  readonly squared: number;
  /** Which way; before it is known, that of the step before. */
  readonly direction: Vector;
  /** ∇L(W)·direction. */
  readonly slope: number;
  /** Its W of after − W of before. */
  readonly moved: Vector;
  /** Its ∇L of after − ∇L of before. */
  readonly change: Vector;
}

/** Which way a method goes. */
export interface Guide {
  /** How exact its line searches are: c₂ of the Wolfe conditions. */
  readonly curvature: number;
  /** Which α is tried first; left out, as much as the last step says. */
  readonly first?: number;
  /** Writes the direction; false where it is against the gradient. */
  aim(line: Line): boolean;
  /** Learns from a step that was taken, all of it seen from where it began. */
  learn?(line: Line): void;
  /** Forgets all of it, where no lower place was found that way. */
  forget?(): void;
}

/** A step is tried first that is at most this many times as long as the last one. */
const LONGEST = 10;

/**
 * Goes to a lower place along a line at each step: that of the guide, or against the gradient where there
 * is none that way. Where there is none against the gradient either, it asks for nothing more.
 *
 * @throws {InputError} When each step sees another batch
 */
export function lineDescent(context: MethodContext, guide: Guide): Step {
  const { space, size, isStochastic } = context;
  ensure(!isStochastic, 'batchSize: must be "full", as losses of different batches do not compare');
  const search = wolfeSearch(context, guide.curvature);
  // One object for all steps, as nothing is allocated in a step.
  const line = {
    gradient: space.allocate(size),
    direction: space.allocate(size),
    moved: space.allocate(size),
    change: space.allocate(size),
  } as { -readonly [Key in keyof Line]: Line[Key] };
  const { gradient, direction, moved, change } = line;
  // Of the last step: twice what the loss fell by, and how far it went; 0 before the first.
  let [fall, length] = [0, 0];
  let isNew = true;
  let isDone = false;

  /** As much as would give the last fall again (equation 3.60), but not much further than that step. */
  function firstStep(): number {
    const whole = Math.sqrt(space.dot(direction, direction));
    if (length === 0) return Math.min(1, 1 / whole);
    return Math.min(-fall / line.slope, LONGEST * length / whole);
  }

  /** Whether there is a lower place along the guide's line, or against the gradient. */
  function isFound(isGuided: boolean): boolean {
    if (!isGuided) {
      direction.fill(0);
      space.addScaled(direction, -1, gradient);
    }
    line.slope = space.dot(gradient, direction);
    if (!(line.slope < 0 && line.slope > -Infinity)) return false;
    return search.find(line, isGuided && guide.first !== undefined ? guide.first : firstStep());
  }

  return (weights, objective, { trace }) => {
    if (isDone) return line.loss;
    line.weights = weights;
    line.objective = objective;
    if (isNew) line.loss = objective.gradient(weights, gradient);
    isNew = false;
    const { loss } = line;
    line.squared = space.dot(gradient, gradient);
    if (!Number.isFinite(line.squared)) return NaN;
    if (!Number.isFinite(loss)) return loss;
    const isGuided = guide.aim(line);
    if (!isFound(isGuided)) {
      guide.forget?.();
      isDone = !isGuided || !isFound(false);
      if (isDone) return loss;
    }
    const { found } = search;
    space.copy(moved, search.weights);
    space.addScaled(moved, -1, weights);
    space.copy(change, search.gradient);
    space.addScaled(change, -1, gradient);
    guide.learn?.(line);
    space.copy(weights, search.weights);
    space.copy(gradient, search.gradient);
    line.loss = found.loss;
    fall = 2 * (loss - found.loss);
    length = Math.sqrt(space.dot(moved, moved));
    trace.usedStepSize = found.step;
    return loss;
  };
}
