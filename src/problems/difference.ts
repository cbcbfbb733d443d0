/** Derivatives by differences of two losses, and the kinks between the two places. */
import type { Vector } from "../types.ts";

/** Which two losses a difference is between. */
export type Scheme = "forward" | "central";

/** How differences are taken. */
export interface Difference {
  /** The step. */
  readonly h: number;
  /** `forward`: (L(W + h) − L(W)) ∕ h. `central`: (L(W + h) − L(W − h)) ∕ 2h. */
  readonly scheme: Scheme;
}

/**
 * Checks a step.
 *
 * @throws {RangeError} When h is not a finite number above 0
 */
export function checkStep({ h }: Difference): void {
  if (h > 0 && h < Infinity) return;
  throw new RangeError(`Step h must be a finite number above 0: it is ${h}`);
}

/** How many numbers are above 0 in one vector and not in the other: the kinks between them. */
function signChanges(left: Vector, right: Vector): number {
  let count = 0;
  for (let j = 0; j < left.length; j++) if (left[j] > 0 !== right[j] > 0) count += 1;
  return count;
}

/** Losses with one weight moved, in f64. */
export interface Moved {
  /** L(W). */
  readonly loss: number;
  /** The derivative by weight k by differences. */
  derivative(k: number, difference: Difference): number;
  /** Kinks of the loss that weight k crosses between its two places. */
  kinks(k: number, difference: Difference): Crossed;
}

/** How many kinks are crossed. */
export interface Crossed {
  /** All. */
  readonly all: number;
  /** Those of hidden units. */
  readonly units: number;
}

/** The kinks between two places, from what bends at each. */
export function crossed(left: Bends, right: Bends): Crossed {
  const units = signChanges(left.units, right.units);
  return { all: signChanges(left.loss, right.loss) + units, units };
}

/** Numbers whose change of sign is a kink, by where it is. */
export interface Bends {
  /** In the loss itself: its margins, and weights that are penalised by their size. */
  readonly loss: Vector;
  /** In hidden units, max(0, z): their z for each example. */
  readonly units: Vector;
}
