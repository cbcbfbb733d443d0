import type { Kernels } from "../kernels/kernels.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { Penalty } from "./penalty.ts";
import type { Vector } from "../types.ts";

/** A loss of scores, with the strength of its penalty on the weights. */
export interface Loss {
  /** What is added to the mean of Lᵢ. */
  readonly penalty: Penalty;
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
   * weights, not at all along a direction; 0 where a class has none. A kink is where one changes
   * its sign.
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

/** Losses by name. */
export type Losses = Registry<Kernels, Loss>;

/** Declares a loss: `make` builds it from its options, for given kernels. */
export const defineLoss: Define<Kernels, Loss> = leaf;
