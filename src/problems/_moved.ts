import type { Vector } from "../types.ts";
import { type Core, productsOf } from "./_products.ts";
import { checkStep, type Moved, signChanges } from "./problem.ts";

/** Rows at some weights. */
interface Place {
  readonly weights: Float64Array;
  readonly labels: Uint8Array;
  readonly rows: number;
  /** (rows, classes): at the weights, and with one of them moved. */
  readonly scores: Vector;
  readonly moved: Vector;
  /** Lᵢ at the weights. */
  readonly losses: Float64Array;
}

/**
 * Numerical derivatives of linear scores, in f64. Moving W[c, k] by h moves the scores of class c by
 * h·x[k] and no others, so a derivative costs O(examples) instead of O(examples · weights): the
 * differences of `numericalGradient`, to rounding.
 */
export function movedLosses(core: Core): Moved {
  const { classes, loss, kernels, scores: { layers: [{ columns }] } } = core;
  let here: Place;
  let inputs = new Float64Array(); // (columns, rows), so that an input of all rows lies together
  let coefficients: Float64Array;
  let above: Float64Array;
  let below: Float64Array;

  /** Moves the scores that weight k is part of by h times its input; by 0, to where they were. */
  function move(k: number, h: number): void {
    const { rows, scores, moved } = here;
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
    loss.ofRows(losses, coefficients, here.moved, here.labels, here.rows, classes);
  }

  /** The margins of all rows with weight k moved by h. */
  function marginsAt(k: number, h: number): Float64Array {
    const margins = new Float64Array(here.moved.length);
    move(k, h);
    loss.margins?.(margins, here.moved, here.labels, here.rows, classes, 1);
    return margins;
  }

  return {
    at(from) {
      const weights = Float64Array.from(from);
      const rows = core.means.count();
      if (inputs.length !== columns * rows) inputs = new Float64Array(columns * rows);
      const { scores: [scores], labels } = productsOf([weights], core, (block, from, to) => {
        for (let k = 0; k < columns; k++) {
          for (let i = from; i < to; i++) inputs[k * rows + i] = block[(i - from) * columns + k];
        }
      });
      [above, below] = [0, 0].map(() => new Float64Array(rows));
      coefficients = new Float64Array(scores.length);
      const losses = new Float64Array(rows);
      here = { weights, labels, rows, scores, moved: scores.slice(), losses };
      lossesAt(losses, 0, 0);
    },

    loss() {
      const { losses, weights } = here;
      const sum = losses.reduce((sum, one) => sum + one, 0);
      return sum / losses.length + loss.l2 * kernels.dot(weights, weights);
    },

    derivative(k, difference) {
      checkStep(difference);
      const { h, scheme } = difference;
      const isCentral = scheme === "central";
      lossesAt(above, k, h);
      if (isCentral) lossesAt(below, k, -h);
      move(k, 0);
      const from = isCentral ? below : here.losses;
      let sum = 0;
      // Difference by difference: a row that does not change adds no rounding error.
      for (let i = 0; i < from.length; i++) sum += above[i] - from[i];
      const width = isCentral ? 2 * h : h;
      // λ·((w + h)² − w²) ∕ h = λ·(2w + h), and λ·((w + h)² − (w − h)²) ∕ 2h = 2λ·w
      return sum / from.length / width + loss.l2 * (2 * here.weights[k] + (isCentral ? 0 : h));
    },

    kinks(k, { h, scheme }) {
      if (loss.margins === undefined) return 0;
      const [left, right] = [marginsAt(k, scheme === "central" ? -h : 0), marginsAt(k, h)];
      move(k, 0);
      return signChanges(left, right);
    },
  };
}
