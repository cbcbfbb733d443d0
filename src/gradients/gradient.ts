import type { Objective, Problem } from "../problems/problem.ts";
import { type Define, leaf, type Registry } from "../registry.ts";

/** An objective whose gradients come from somewhere. */
export interface GradientSource {
  /** The objective. */
  readonly objective: Objective;
  /** Losses that a gradient is made of; 0 when it has a formula. */
  readonly lossesPerGradient: number;
  /** Makes a batch what the objective is over, as `Problem.use`. */
  use(batch: Uint32Array | null): void;
}

/** Sources of gradients by name, each made for a problem. */
export type Gradients = Registry<Problem, GradientSource>;

/** Declares a source of gradients. */
export const defineGradient: Define<Problem, GradientSource> = leaf;
