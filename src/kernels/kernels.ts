import type { Split, Vector } from "../types.ts";
import type { Elementwise, ElementwiseProgram } from "./elementwise.ts";

export type { Elementwise, ElementwiseOperation, ElementwiseProgram } from "./elementwise.ts";

/** Bits of the numbers a kernel computes with. */
export type Precision = "f32" | "f64";

/**
 * All kernels, in one precision. Matrices are flat and row-major; the output comes first; nothing
 * is allocated. `reference.ts` fixes the order of every sum, and a faster backend must give the
 * same bits.
 *
 * Arrays that a kernel reads or writes come from the `allocate` functions of the same kernels.
 */
export interface Kernels extends Memory, Vectors, Dense {}

/** Where kernels find their arrays. All start as zeros. */
export interface Memory {
  /** Numbers in the precision of the kernels. */
  allocate(length: number): Vector;
  /** Room for `gather` to put rows in, and for what `scores` needs beside it. */
  allocateBlock(rows: number, columns: number, classes: number): Vector;
  /** Numbers in double precision, for sums over examples. */
  allocateDoubles(length: number): Float64Array;
  /** Bytes: pixels and labels. */
  allocateBytes(length: number): Uint8Array;
  /** Indices of examples. */
  allocateIndices(length: number): Uint32Array;
  /** The same examples where these kernels can read them: copied only if they are elsewhere. */
  adopt(split: Split): Split;
  /**
   * What is allocated from now on is free again when the scope is disposed of. Scopes nest; one that
   * ends before a later one has ended throws.
   */
  scope(): Disposable;
}

/** What a method does with weights and gradients, whatever they are of: all of them (length). */
export interface Vectors {
  /** What these kernels are called on the command line and in manifests. */
  readonly backend: string;
  /** Which numbers these kernels compute with. */
  readonly precision: Precision;
  /** The nearest number of this precision. */
  round(x: number): number;
  /** y ← x. */
  copy(y: Vector, x: Vector): void;
  /** y ← y + a·x. */
  addScaled(y: Vector, a: number, x: Vector): void;
  /** Σ aᵢ·bᵢ. */
  dot(a: Vector, b: Vector): number;
  /**
   * out ← (parts[0] + parts[1] + …) ÷ divisor; parts is (count, length) and may be `out` itself.
   */
  average(out: Vector, parts: Vector, count: number, divisor: number): void;
  /** Arithmetic number by number: one pass over the vectors, whatever the program. */
  elementwise(program: ElementwiseProgram): Elementwise;
}

/**
 * What layers do with a block of rows, and what follows from their scores. A new loss needs
 * no member here: as a plain loop it takes a few operations for each score, where the product
 * before it took two for each column.
 */
export interface Dense {
  /**
   * block ← the rows `examples[from … to − 1]` of `split`, minus `mean`, with a 1 appended (the
   * bias trick): (to − from, features + 1), laid out as these kernels like it. labels ← their
   * labels, (to − from).
   */
  gather(
    block: Vector,
    labels: Uint8Array,
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
  /**
   * block ← max(0, sums), with a 1 appended to each row: (rows, units + 1) from (rows, units), laid out
   * as by `gather`. NaN stays.
   */
  relu(block: Vector, sums: Vector, rows: number, units: number): void;
  /**
   * out ← coefficients · weights, without the last column of the weights, and 0 where `sums` are not
   * above 0: (rows, units) from (rows, classes), (classes, units + 1) and (rows, units). It takes the
   * derivative by the scores back through a layer and the `relu` before it.
   */
  throughRelu(
    out: Vector,
    coefficients: Vector,
    weights: Vector,
    sums: Vector,
    rows: number,
    units: number,
    classes: number,
  ): void;
  /**
   * losses ← Σ_{j ≠ y} max(0, s_j − s_y + margin) of each row of `scores`, where y is its label:
   * (rows); coefficients ← the derivative by the scores: (rows, classes). At a kink it is that of
   * the flat side.
   */
  hinge(
    losses: Vector,
    coefficients: Vector,
    scores: Vector,
    labels: Uint8Array,
    rows: number,
    classes: number,
    margin: number,
  ): void;
  /**
   * How many of the scores, (rows, classes), have the largest of their row at the label; of equal
   * ones, the first class wins.
   */
  correct(scores: Vector, labels: Uint8Array, rows: number, classes: number): number;
  /**
   * gradient ← gradient + coefficientsᵀ · block: (classes, columns) from (rows, classes) and (rows,
   * columns). When fresh, what was in `gradient` counts as zeros. Where the caller says that all rows are
   * finite, coefficients of zero need not be looked at; then no number in `gradient` may be −0, as none is
   * that began as fresh.
   */
  accumulate(
    gradient: Vector,
    coefficients: Vector,
    block: Vector,
    rows: number,
    columns: number,
    classes: number,
    isFresh: boolean,
    isFinite?: boolean,
  ): void;
  /**
   * y ← y + a·(coefficientsᵀ · block ÷ rows), for negative a and finite rows: (classes, columns) from (rows,
   * classes) and (rows, columns). What `accumulate`, `average` and `addScaled` give, without a gradient in
   * between.
   */
  addMean(
    y: Vector,
    a: number,
    coefficients: Vector,
    block: Vector,
    rows: number,
    columns: number,
    classes: number,
  ): void;
  /** Σ max(0, baseᵢ + a·slopeᵢ), summed in f64; both (length). */
  rampSum(base: Vector, a: number, slope: Vector): number;
}
