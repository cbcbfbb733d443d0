import type { Vector } from "../types.ts";
import { indicesOf, type LinearParts } from "./_products.ts";
import { checkStep, type Difference, type Moved, signChanges } from "./problem.ts";

/** Rows that are laid out at a time. */
const BLOCK = 64;

/**
 * Numerical derivatives of linear scores, in f64. Moving W[c, k] by h moves the scores of class c by
 * h·x[k] and no others, so a derivative costs O(examples) instead of O(examples · weights): the
 * differences of `numericalGradient`, to rounding.
 */
export function movedLosses(parts: LinearParts): Moved {
  const { dataset: { classes }, loss, kernels } = parts;
  const laid = laidOut(parts);
  let coefficients = new Float64Array();
  let base = new Float64Array(); // Lᵢ at W
  let above = new Float64Array();
  let below = new Float64Array();
  let weights = new Float64Array();

  /** Lᵢ of all rows with weight k moved by h. */
  function lossesAt(losses: Float64Array, k: number, h: number): void {
    laid.move(k, h);
    loss.ofRows(losses, coefficients, laid.moved, laid.labels, laid.rows, classes);
  }

  /** The margins of all rows with weight k moved by h. */
  function marginsAt(k: number, h: number): Float64Array {
    const margins = new Float64Array(laid.rows * classes);
    laid.move(k, h);
    loss.margins?.(margins, laid.moved, laid.labels, laid.rows, classes, 1);
    return margins;
  }

  return {
    at(from: Vector) {
      weights = Float64Array.from(from);
      laid.layOut(weights, indicesOf(parts));
      if (base.length !== laid.rows) {
        coefficients = new Float64Array(laid.rows * classes);
        [base, above, below] = [0, 0, 0].map(() => new Float64Array(laid.rows));
      }
      lossesAt(base, 0, 0);
    },

    loss() {
      let sum = 0;
      for (let i = 0; i < base.length; i++) sum += base[i];
      return sum / base.length + loss.l2 * kernels.dot(weights, weights);
    },

    derivative(k: number, difference: Difference) {
      checkStep(difference);
      const { h, scheme } = difference;
      const isCentral = scheme === "central";
      lossesAt(above, k, h);
      if (isCentral) lossesAt(below, k, -h);
      laid.move(k, 0);
      const from = isCentral ? below : base;
      let sum = 0;
      // Difference by difference: a row that does not change adds no rounding error.
      for (let i = 0; i < base.length; i++) sum += above[i] - from[i];
      const width = isCentral ? 2 * h : h;
      // λ·((w + h)² − w²) ∕ h = λ·(2w + h), and λ·((w + h)² − (w − h)²) ∕ 2h = 2λ·w
      return sum / base.length / width + loss.l2 * (2 * weights[k] + (isCentral ? 0 : h));
    },

    kinks(k: number, { h, scheme }: Difference) {
      if (loss.margins === undefined) return 0;
      const [left, right] = [marginsAt(k, scheme === "central" ? -h : 0), marginsAt(k, h)];
      laid.move(k, 0);
      return signChanges(left, right);
    },
  };
}

/** Examples with an input of all of them together, and their scores with one weight moved. */
function laidOut({ dataset, scores: { layers: [{ columns }] }, kernels }: LinearParts) {
  const { train, classes, mean } = dataset;
  const block = new Float64Array(BLOCK * columns);
  let inputs = new Float64Array(); // (columns, rows)
  let scores = new Float64Array(); // (rows, classes)
  const own = {
    rows: 0,
    labels: new Uint8Array(),
    /** (rows, classes). */
    moved: new Float64Array(),

    layOut(weights: Float64Array, examples: Uint32Array): void {
      const { length: rows } = examples;
      if (rows !== own.rows) {
        own.rows = rows;
        own.labels = new Uint8Array(rows);
        inputs = new Float64Array(rows * columns);
        [scores, own.moved] = [0, 0].map(() => new Float64Array(rows * classes));
      }
      for (let from = 0; from < rows; from += BLOCK) {
        const to = Math.min(from + BLOCK, rows);
        const some = scores.subarray(from * classes, to * classes);
        kernels.gather(block, own.labels.subarray(from), train, mean, examples, from, to);
        kernels.scores(some, weights, block, to - from, columns, classes);
        for (let k = 0; k < columns; k++) {
          for (let i = from; i < to; i++) inputs[k * rows + i] = block[(i - from) * columns + k];
        }
      }
      own.moved.set(scores);
    },

    /** Moves the scores that weight k is part of by h times its input; by 0, to where they were. */
    move(k: number, h: number): void {
      const { rows, moved } = own;
      const row = Math.floor(k / columns);
      const at = (k - row * columns) * rows;
      for (let i = 0; i < rows; i++) {
        const j = i * classes + row;
        moved[j] = scores[j] + h * inputs[at + i];
      }
    },
  };
  return own;
}
