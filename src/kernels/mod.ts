/**
 * The arithmetic that everything else is made of, behind one interface.
 *
 * @module
 */
import type { Split, Vector } from "../types.ts";

/** Bits of the numbers a kernel computes with. */
export type Precision = "f32" | "f64";

/**
 * Dense kernels in one precision. Matrices are flat and row-major; the output comes first; nothing
 * is allocated. `reference.ts` fixes the order of every sum, and a faster backend must give the
 * same bits.
 */
export interface Kernels {
  /** Which numbers these kernels compute with. */
  readonly precision: Precision;
  /** Zeros, in this precision. */
  allocate(length: number): Vector;
  /** The nearest number of this precision. */
  round(x: number): number;
  /**
   * block ← the rows `examples[from … to − 1]` of `split`, minus `mean`, with a 1 appended (the
   * bias trick). block is (to − from, features + 1).
   */
  gather(
    block: Vector,
    split: Split,
    mean: Vector,
    examples: Uint32Array,
    from: number,
    to: number,
  ): void;
  /** scores ← block · weightsᵀ: (rows, classes) from (rows, columns) and (classes, columns). */
  scores(
    scores: Vector,
    weights: Vector,
    block: Vector,
    rows: number,
    columns: number,
    classes: number,
  ): void;
  /** gradient ← gradient + coefficientsᵀ · block: (classes, columns). */
  accumulate(
    gradient: Vector,
    coefficients: Vector,
    block: Vector,
    rows: number,
    columns: number,
    classes: number,
  ): void;
  /** y ← y + a·x. */
  addScaled(y: Vector, a: number, x: Vector): void;
  /** y ← y ÷ a. */
  divide(y: Vector, a: number): void;
  /** Σ aᵢ·bᵢ. */
  dot(a: Vector, b: Vector): number;
}
