import type { Kernels } from "../kernels/kernels.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { PictureSize, Vector } from "../types.ts";

/** One matrix of the weights, (rows, columns), row-major; layers lie one after another. */
export interface Layer {
  /** Such as `W`. */
  readonly name: string;
  /** Numbers that it gives for an example. */
  readonly rows: number;
  /** Numbers that it takes, with the constant 1 of the bias, which comes last. */
  readonly columns: number;
  /** What its rows are called, where they are classes with names. */
  readonly rowNames?: readonly string[];
  /** What a row without its last number looks like, where inputs are pictures. */
  readonly picture?: PictureSize;
}

/**
 * Deviation of the normal random numbers that runs start with: one for all weights, or `he`,
 * √(2 ∕ inputs) in each layer, with biases of 0 (He, Zhang, Ren and Sun, 2015).
 */
export type Scale = number | "he";

/** Where one thread keeps a block of rows, and what else a score function needs. */
export interface ScoresScratch {
  /** The rows as `Kernels.gather` lays them out, with a 1 appended to each. */
  readonly block: Vector;
  /** Other room, by any name. */
  readonly [name: string]: Vector;
}

/** A score function: a score for each class. It calls its kernels and holds no numbers of its own. */
export interface Scores {
  /** The matrices that its weights are made of. */
  readonly layers: readonly Layer[];
  /** Whether f(x; a·U + b·V) = a·f(x; U) + b·f(x; V): then slices and differences are cheap. */
  readonly isLinear: boolean;
  /** Where runs usually start; 1e-4 when left out. */
  readonly usualScale?: Scale;
  /**
   * For layers with max(0, z) between them and linear otherwise: the z of each hidden layer, (rows, its
   * units), by the last `forward`. A kink is where one changes its sign. Left out of others.
   */
  preactivations?(scratch: ScoresScratch): readonly Vector[];
  /** Room for a block of so many rows. */
  scratch(rows: number): ScoresScratch;
  /** scores ← f(x; W) of each row of the block: (rows, classes). */
  forward(scores: Vector, weights: Vector, scratch: ScoresScratch, rows: number): void;
  /**
   * gradient ← gradient + Σᵢ coefficientsᵢ · ∂f(xᵢ; W) ∕ ∂W over the rows of the last `forward`. When
   * fresh, what was in `gradient` counts as zeros. Coefficients are (rows, classes).
   */
  backward(
    gradient: Vector,
    coefficients: Vector,
    weights: Vector,
    scratch: ScoresScratch,
    rows: number,
    isFresh: boolean,
  ): void;
  /**
   * W ← W + a·(what `backward` would add of all rows of a batch ÷ their number), for negative a, to the bit as
   * `backward`, `Kernels.average` and `Kernels.addScaled` would do it. Left out where there is nothing to gain.
   */
  descend?(
    weights: Vector,
    a: number,
    coefficients: Vector,
    scratch: ScoresScratch,
    rows: number,
  ): void;
}

/** What a score function is made for. */
export interface ScoresContext {
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** Numbers in a row of a block, with the constant 1. */
  readonly columns: number;
  /** Scores that are wanted of each row. */
  readonly classes: number;
}

/** Score functions by name. */
export type ScoreFunctions = Registry<ScoresContext, Scores>;

/** Declares a score function. */
export const defineScores: Define<ScoresContext, Scores> = leaf;

/** Where runs with these scores usually start. */
export function scaleOf({ usualScale = 1e-4 }: Scores): Scale {
  return usualScale;
}

/** Number of weights. */
export function sizeOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}
