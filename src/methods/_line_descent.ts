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
  /** Twice what the loss changed by in the last step; 0 before the first. */
  readonly fall: number;
  /** Its W of after − W of before. */
  readonly moved: Vector;
  /** Its ∇L of after − ∇L of before. */
  readonly change: Vector;
}

/** Which way a method goes. */
export interface Guide {
  /** How exact its line searches are: c₂ of the Wolfe conditions. */
  readonly curvature: number;
  /** Writes the direction and returns which α to try first; null for the way against the gradient. */
  aim(line: Line): number | null;
  /** Learns from a step that was taken, all of it seen from where it began. */
  learn?(line: Line): void;
  /** Forgets all of it, where no lower place was found that way. */
  forget?(): void;
}

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
    fall: 0,
  } as { -readonly [Key in keyof Line]: Line[Key] };
  const { gradient, direction, moved, change } = line;
  let isNew = true;
  let isDone = false;

  /** Whether a lower place was found, which the search has then. */
  function isFound(first: number | null): boolean {
    if (first === null) {
      direction.fill(0);
      space.addScaled(direction, -1, gradient);
    }
    line.slope = space.dot(gradient, direction);
    if (!(line.slope < 0 && line.slope > -Infinity)) return false;
    const usual = line.fall < 0 ? line.fall / line.slope : Math.min(1, 1 / Math.sqrt(line.squared));
    return search.find(line, first ?? usual);
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
    const first = guide.aim(line);
    if (!isFound(first)) {
      guide.forget?.();
      isDone = first === null || !isFound(null);
      if (isDone) return loss;
    }
    const { found } = search;
    space.copy(moved, search.weights);
    space.addScaled(moved, -1, weights);
    space.copy(change, search.gradient);
    space.addScaled(change, -1, gradient);
    line.fall = 2 * (found.loss - loss);
    guide.learn?.(line);
    space.copy(weights, search.weights);
    space.copy(gradient, search.gradient);
    line.loss = found.loss;
    trace.usedStepSize = found.step;
    return loss;
  };
}
