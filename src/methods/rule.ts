/** What a method does in a step, and the rule that it may follow. */
import type { Objective } from "../problems/problem.ts";
import type { Moment } from "../step_sizes/step_size.ts";
import type { Vector } from "../types.ts";

/**
 * Moves `weights` one step and returns L(W) of before. Its state was allocated once, when the step was
 * made. A loss that is not finite ends the run, and so does a step that asks for nothing.
 */
export type Step = (weights: Vector, objective: Objective, now: Moment) => number;

/**
 * An update rule, which gives the direction of W ← W − η·direction: as formulas, which run in one pass over
 * the weights; as a function of whole vectors, direction ← which way; or null, for the gradient itself.
 */
export type Rule =
  | ElementwiseRule
  | ((direction: Vector, gradient: Vector, weights: Vector) => void)
  | null;

/**
 * An update rule, number by number. Its formulas may name the gradient `g`, the weights `w`, its states
 * and its scalars, and use `+ − * ∕`, `sqrt abs sign min max` and brackets. What has none but scalars in
 * it is computed once a step, in f64; all else in the precision of the weights, each operation rounded
 * by itself.
 */
export interface ElementwiseRule {
  /** Numbers by name, read at each step: an object that `next` may change. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** What happens before each step. */
  next?(now: Moment): void;
  /**
   * Vectors that are kept from step to step, all 0 at first, by name: the formula of what each becomes,
   * in order; a formula sees the states before it as they have become. One whose own past no formula
   * reads is not kept: it is a name for a part of the others.
   */
  readonly state?: Readonly<Record<string, string>>;
  /** The formula of the direction, with the states as they have become: W ← W − η·direction. */
  readonly direction: string;
}
