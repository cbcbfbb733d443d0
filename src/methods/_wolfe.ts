/** A line search for the strong Wolfe conditions. */
import type { Objective } from "../problems/problem.ts";
import type { Vector } from "../types.ts";
import type { MethodContext } from "./method.ts";

/** c₁: the share of the first slope that the loss must fall by. */
const DECREASE = 1e-4;
/** Places that are tried on a line, at most. */
const MOST = 25;
/** A step is followed by one of at most this many times its length, or by that part of it. */
const LONGEST = 10;
/** A place is near an end of its interval that is nearer than this share of its length. */
const NEAR = 0.1;

/** A place on the line W + α·direction. */
interface Place {
  /** α. */
  step: number;
  /** L there. */
  loss: number;
  /** The derivative of L by α there. */
  slope: number;
}

/** Where a line search starts, and which way. */
interface Line {
  readonly objective: Objective;
  readonly weights: Vector;
  readonly direction: Vector;
  /** L(W). */
  readonly loss: number;
  /** ∇L(W)·direction, below 0. */
  readonly slope: number;
}

/** A line search, and the place that it found last. */
export interface LineSearch {
  /** W + α·direction. */
  readonly weights: Vector;
  /** ∇L there. */
  readonly gradient: Vector;
  /** α, the loss and the slope there. */
  readonly found: Readonly<Place>;
  /** Looks for a place, `first` being the first α to try; says whether there is one. */
  find(line: Line, first: number): boolean;
}

/**
 * Finds α with L(W + α·d) ≤ L(W) + c₁·α·∇L(W)·d and |∇L(W + α·d)·d| ≤ c₂·|∇L(W)·d|, where c₁ = 10⁻⁴ and
 * c₂ is `curvature`. Nocedal and Wright, "Numerical Optimization" (2006), algorithms 3.5 and 3.6 with cubic
 * interpolation. Where none of 25 places has both, it is the lowest one with the first.
 */
export function wolfeSearch({ space, size }: MethodContext, curvature: number): LineSearch {
  const weights = space.allocate(size);
  const gradient = space.allocate(size);
  // A good place is between `low`, the lowest one so far, and `high`, once that is known.
  const [now, low, high, before] = [0, 1, 2, 3].map((): Place => ({ step: 0, loss: 0, slope: 0 }));

  function look({ objective, weights: from, direction }: Line, step: number): void {
    space.copy(weights, from);
    space.addScaled(weights, step, direction);
    now.step = step;
    now.loss = objective.gradient(weights, gradient);
    now.slope = space.dot(gradient, direction);
  }

  function find(line: Line, first: number): boolean {
    low.step = 0;
    low.loss = line.loss;
    low.slope = line.slope;
    high.step = Infinity;
    let isNear = false;
    let step = first;
    for (let i = 0; i < MOST; i++) {
      look(line, step);
      const isLower = now.loss < low.loss && Number.isFinite(now.slope) &&
        now.loss <= line.loss + DECREASE * step * line.slope;
      if (isLower && Math.abs(now.slope) <= -curvature * line.slope) return true;
      if (isLower) {
        Object.assign(before, low);
        if (now.slope * (high.step - low.step) >= 0) Object.assign(high, low);
        Object.assign(low, now);
      } else Object.assign(high, now);
      if (high.step === Infinity) {
        step = beyond(before, low);
        continue;
      }
      step = between(low, high, isNear);
      isNear = !isNear && isNearEnd(step, low, high);
    }
    if (low.step > 0) look(line, low.step);
    return low.step > 0;
  }

  return { weights, gradient, found: now, find };
}

/** A step further than two places that both lead down. */
function beyond(before: Place, last: Place): number {
  const nearest = last.step + 0.01 * (last.step - before.step);
  const farthest = LONGEST * last.step;
  const step = cubic(before, last);
  return step > before.step ? Math.min(Math.max(step, nearest), farthest) : farthest;
}

/** A step between two places; well away from both where the one before was near one of them. */
function between(low: Place, high: Place, wasNear: boolean): number {
  const width = high.step - low.step; // negative where the lowest place is on the right
  if (!Number.isFinite(high.loss * high.loss)) return low.step + width / LONGEST; // far too far
  const share = (cubic(low, high) - low.step) / width;
  if (!(share > 0 && share < 1)) return low.step + width / 2;
  return low.step + width * (wasNear ? Math.min(Math.max(share, NEAR), 1 - NEAR) : share);
}

function isNearEnd(step: number, low: Place, high: Place): boolean {
  const share = (step - low.step) / (high.step - low.step);
  return share < NEAR || share > 1 - NEAR;
}

/** Where the cubic through two places with their slopes is lowest (equation 3.59); NaN where nowhere. */
function cubic(a: Place, b: Place): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - 3 * (b.loss - a.loss) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
}
