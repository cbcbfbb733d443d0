/**
 * The losses. To add one: a file that exports a leaf, and its name in the list below.
 *
 * @module
 */
import type { Kernels } from "../kernels/kernels.ts";
import { type LeafRegistry, registry } from "../registry.ts";
import type { Choice, Vector } from "../types.ts";
import { svm } from "./svm.ts";

/** A loss of scores, with the strength of its penalty on the weights. */
export interface Loss {
  /** From what another thread makes the same loss. Without it, sums stay on one thread. */
  readonly choice?: Choice;
  /** λ in L = mean of Lᵢ + λ·ΣW². */
  readonly l2: number;
  /**
   * losses ← Lᵢ of each row i of `scores`, whose correct class is labels[i]; coefficients ←
   * ∂Lᵢ ∕ ∂s, at the same places. Scores and coefficients are (rows, classes), row-major.
   */
  ofRows(
    losses: Vector,
    coefficients: Vector,
    scores: Vector,
    labels: Uint8Array,
    rows: number,
    classes: number,
  ): void;
  /**
   * For losses made of straight pieces, Lᵢ = Σ max(0, m): margins ← the m of each row, (rows,
   * classes), each linear in the scores but for a constant, which counts `constants` times: once at
   * weights, not at all along a direction. 0 at the correct class. A kink is where one changes its
   * sign.
   */
  margins?(
    margins: Vector,
    scores: Vector,
    labels: Uint8Array,
    rows: number,
    classes: number,
    constants: 0 | 1,
  ): void;
}

/** All losses by name. */
export const losses: LeafRegistry<Kernels, Loss> = registry("loss", [svm]);
