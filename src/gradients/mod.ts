/**
 * Where gradients come from. To add a source: a file that exports a leaf, and its name in the list
 * below.
 *
 * @module
 */
import type { Kernels } from "../kernels/kernels.ts";
import type { BatchObjective } from "../problems/classifier.ts";
import { type LeafRegistry, registry } from "../registry.ts";
import type { Choice, Dataset } from "../types.ts";
import { analytic } from "./analytic.ts";
import { numerical } from "./numerical.ts";

/** What a source of gradients may use. */
export interface GradientContext {
  /** The objective with its own gradient. */
  readonly objective: BatchObjective;
  /** What that is over. */
  readonly dataset: Dataset;
  /** What its loss was made from. */
  readonly loss: Choice;
  /** The arithmetic of the weights. */
  readonly kernels: Kernels;
}

/** An objective whose gradients come from somewhere. */
export interface GradientSource {
  /** The objective. */
  readonly objective: BatchObjective;
  /** Losses that a gradient is made of; 0 when it has a formula. */
  readonly lossesPerGradient: number;
}

/** All sources of gradients by name. */
export const gradients: LeafRegistry<GradientContext, GradientSource> = registry("gradient", [
  analytic,
  numerical,
]);
