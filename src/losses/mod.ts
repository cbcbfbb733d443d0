/**
 * The losses. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Kernels } from "../kernels/mod.ts";
import { type LeafRegistry, registry } from "../registry.ts";
import type { Vector } from "../types.ts";
import { svm } from "./svm.ts";

/** A loss of scores, with the strength of its penalty on the weights. */
export interface Loss {
  /** λ in L = mean of Lᵢ + λ·ΣW². */
  readonly l2: number;
  /**
   * Returns Lᵢ from the scores of example i, `scores[at … at + classes − 1]`, and writes
   * ∂Lᵢ ∕ ∂s to the same places of `coefficients`.
   */
  ofExample(
    scores: Vector,
    coefficients: Vector,
    at: number,
    classes: number,
    label: number,
  ): number;
}

/** All losses by name. */
export const losses: LeafRegistry<Kernels, Loss> = registry("loss", [svm]);
