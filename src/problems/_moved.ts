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
  const { dataset: { train, classes, mean }, scores: { layers: [{ columns }] }, loss } = parts;
  const { kernels } = parts;
  let rows = 0;
  let labels = new Uint8Array();
  let inputs = new Float64Array(); // (columns, rows): an input of all examples lies together
  let scores = new Float64Array(); // (rows, classes)
  let moved = new Float64Array();
  let coefficients = new Float64Array();
  let base = new Float64Array(); // Lᵢ at W
  let above = new Float64Array();
  let below = new Float64Array();
  const weights = new Float64Array(classes * columns);
  const block = new Float64Array(BLOCK * columns);

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

  /** Moves the scores that weight k is part of by h times its input; by 0, to where they were. */
  function move(k: number, h: number): void {
    const row = Math.floor(k / columns);
    const at = (k - row * columns) * rows;
    for (let i = 0; i < rows; i++) {
      const j = i * classes + row;
      moved[j] = scores[j] + h * inputs[at + i];
    }
  }

  /** Lᵢ of all rows with weight k moved by h. */
  function lossesAt(losses: Float64Array, k: number, h: number): void {
    move(k, h);
    loss.ofRows(losses, coefficients, moved, labels, rows, classes);
  }

  /** The margins of all rows with weight k moved by h. */
  function marginsAt(k: number, h: number): Float64Array {
    const margins = new Float64Array(rows * classes);
    move(k, h);
    loss.margins?.(margins, moved, labels, rows, classes, 1);
    return margins;
  }

  return {
    at(from: Vector) {
      weights.set(from);
      layOut(indicesOf(parts));
      loss.ofRows(base, coefficients, scores, labels, rows, classes);
      moved.set(scores);
    },

    loss() {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += base[i];
      return sum / rows + loss.l2 * kernels.dot(weights, weights);
    },

    derivative(k: number, difference: Difference) {
      checkStep(difference);
      const { h, scheme } = difference;
      const isCentral = scheme === "central";
      lossesAt(above, k, h);
      if (isCentral) lossesAt(below, k, -h);
      move(k, 0);
      const from = isCentral ? below : base;
      let sum = 0;
      // Difference by difference: a row that does not change adds no rounding error.
      for (let i = 0; i < rows; i++) sum += above[i] - from[i];
      const width = isCentral ? 2 * h : h;
      // λ·((w + h)² − w²) ∕ h = λ·(2w + h), and λ·((w + h)² − (w − h)²) ∕ 2h = 2λ·w
      return sum / rows / width + loss.l2 * (2 * weights[k] + (isCentral ? 0 : h));
    },

    kinks(k: number, { h, scheme }: Difference) {
      if (loss.margins === undefined) return 0;
      const [left, right] = [marginsAt(k, scheme === "central" ? -h : 0), marginsAt(k, h)];
      move(k, 0);
      return signChanges(left, right);
    },
  };
}
