/**
 * Gradients by differences of losses: of any objective, and faster of linear scores.
 *
 * @module
 */
import { referenceKernels } from "../kernels/reference.ts";
import type { Loss } from "../losses/mod.ts";
import type { Dataset, Vector } from "../types.ts";

/** Rows that are laid out at a time. */
const BLOCK = 64;

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
 * gradient ← ∂L ∕ ∂W by moving one weight at a time, and the loss at W. Knows nothing of the
 * objective but its losses: size + 1 of them for forward differences, 2·size + 1 for central ones.
 *
 * Differences of f32 losses are mostly rounding: give f64 weights, and an objective in f64.
 *
 * @throws {RangeError} When h is not a finite number above 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { numericalGradient } from "@descent-bench/descent-bench";
 *
 * const gradient = new Float64Array(2);
 * const parabola = { loss: ([x, y]: Float64Array) => x * x + 3 * y };
 * numericalGradient(parabola, Float64Array.of(1, 1), gradient, { h: 1e-5, scheme: "central" });
 * assertAlmostEquals(gradient[0], 2, 1e-9);
 * assertAlmostEquals(gradient[1], 3, 1e-9);
 * ```
 */
export function numericalGradient<Weights extends Vector>(
  objective: { loss(weights: Weights): number },
  weights: Weights,
  gradient: Vector,
  { h, scheme }: Difference,
): number {
  checkStep(h);
  const here = objective.loss(weights);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k];
    weights[k] = weight + h;
    const above = objective.loss(weights);
    if (scheme === "forward") {
      gradient[k] = (above - here) / h;
    } else {
      weights[k] = weight - h;
      gradient[k] = (above - objective.loss(weights)) / (2 * h);
    }
    weights[k] = weight;
  }
  return here;
}

/** @throws {RangeError} When h is not a finite number above 0 */
function checkStep(h: number): void {
  if (h > 0 && h < Infinity) return;
  throw new RangeError(`Step h must be a finite number above 0: it is ${h}`);
}

/** Losses of linear scores with one weight moved, in f64. */
export interface MovedLosses {
  /** Number of weights. */
  readonly size: number;
  /** Takes weights and examples (indices into the training part; all when left out). */
  use(weights: Vector, examples?: Uint32Array): void;
  /** L(W). */
  loss(): number;
  /** The derivative by W[row, column] by differences. */
  derivative(row: number, column: number, difference: Difference): number;
  /** Kinks of the loss that W[row, column] crosses between its two places. */
  kinks(row: number, column: number, difference: Difference): number;
  /** Writes all derivatives to `gradient`, and returns L(W). */
  gradient(gradient: Vector, difference: Difference): number;
}

/**
 * Numerical derivatives of a linear score function. Moving W[c, k] by h moves the scores of class c
 * by h·x[k] and no others, so a derivative costs O(examples) instead of O(examples · weights):
 * the differences of `numericalGradient`, to rounding.
 *
 * @param loss A loss made with f64 kernels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { datasets, losses, movedLosses, referenceKernels } from "@descent-bench/descent-bench";
 *
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const moved = movedLosses(dataset, losses.make({ name: "svm" }, referenceKernels("f64")));
 * moved.use(new Float64Array(6));
 * // x = 1 is of class 0; x = 2 and x = −1 are of others, so they push w₀ down and up.
 * assertAlmostEquals(moved.derivative(0, 0, { h: 1e-5, scheme: "central" }), -1 / 3, 1e-9);
 * ```
 */
export function movedLosses({ train, features, classes, mean }: Dataset, loss: Loss): MovedLosses {
  const kernels = referenceKernels("f64");
  const columns = features + 1;
  const size = classes * columns;
  let rows = 0;
  let labels = new Uint8Array();
  let inputs = new Float64Array(); // (columns, rows): an input of all examples lies together
  let scores = new Float64Array(); // (rows, classes)
  let moved = new Float64Array();
  let coefficients = new Float64Array();
  let base = new Float64Array(); // Lᵢ at W
  let above = new Float64Array();
  let below = new Float64Array();
  const weights = new Float64Array(size);
  const block = new Float64Array(BLOCK * columns);

  function use(from: Vector, examples?: Uint32Array): void {
    weights.set(from);
    layOut(examples ?? Uint32Array.from({ length: train.examples }, (_, i) => i));
    loss.ofRows(base, coefficients, scores, labels, rows, classes);
    moved.set(scores);
  }

  function layOut(examples: Uint32Array): void {
    if (examples.length !== rows) allocate(examples.length);
    for (let from = 0; from < rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, rows);
      const some = scores.subarray(from * classes, to * classes);
      kernels.gather(block, labels.subarray(from), train, mean, examples, from, to);
      kernels.scores(some, weights, block, to - from, columns, classes);
      for (let k = 0; k < columns; k++) {
        for (let i = from; i < to; i++) inputs[k * rows + i] = block[(i - from) * columns + k];
      }
    }
  }

  function allocate(count: number): void {
    rows = count;
    labels = new Uint8Array(rows);
    inputs = new Float64Array(rows * columns);
    [scores, moved, coefficients] = [0, 0, 0].map(() => new Float64Array(rows * classes));
    [base, above, below] = [0, 0, 0].map(() => new Float64Array(rows));
  }

  /** Moves the scores of one class by h times an input; by 0, to where they were. */
  function move(row: number, column: number, h: number): void {
    const at = column * rows;
    for (let i = 0; i < rows; i++) {
      const j = i * classes + row;
      moved[j] = scores[j] + h * inputs[at + i];
    }
  }

  /** Lᵢ of all rows with W[row, column] moved by h. */
  function lossesAt(losses: Float64Array, row: number, column: number, h: number): void {
    move(row, column, h);
    loss.ofRows(losses, coefficients, moved, labels, rows, classes);
  }

  function derivative(row: number, column: number, { h, scheme }: Difference): number {
    checkStep(h);
    const isCentral = scheme === "central";
    lossesAt(above, row, column, h);
    if (isCentral) lossesAt(below, row, column, -h);
    move(row, column, 0);
    const from = isCentral ? below : base;
    let sum = 0;
    // Difference by difference: a row that does not change adds no rounding error.
    for (let i = 0; i < rows; i++) sum += above[i] - from[i];
    const width = isCentral ? 2 * h : h;
    // λ·((w + h)² − w²) ∕ h = λ·(2w + h), and λ·((w + h)² − (w − h)²) ∕ 2h = 2λ·w
    const weight = weights[row * columns + column];
    return sum / rows / width + loss.l2 * (2 * weight + (isCentral ? 0 : h));
  }

  function kinks(row: number, column: number, { h, scheme }: Difference): number {
    if (loss.margins === undefined) return 0;
    const at = (step: number) => {
      const margins = new Float64Array(rows * classes);
      move(row, column, step);
      loss.margins?.(margins, moved, labels, rows, classes, 1);
      return margins;
    };
    const [left, right] = [at(scheme === "central" ? -h : 0), at(h)];
    move(row, column, 0);
    let count = 0;
    for (let j = 0; j < left.length; j++) if (left[j] > 0 !== right[j] > 0) count += 1;
    return count;
  }

  function lossHere(): number {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += base[i];
    return sum / rows + loss.l2 * kernels.dot(weights, weights);
  }

  return {
    size,
    use,
    loss: lossHere,
    derivative,
    kinks,
    gradient(gradient, difference) {
      for (let row = 0; row < classes; row++) {
        for (let column = 0; column < columns; column++) {
          gradient[row * columns + column] = derivative(row, column, difference);
        }
      }
      return lossHere();
    },
  };
}
