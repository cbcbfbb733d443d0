import type { Vector } from "../types.ts";
import { type Core, productsOf } from "./_products.ts";
import { checkStep, type Moved, signChanges } from "./problem.ts";

/**
 * Numerical derivatives of linear scores, in f64. Moving W[c, k] by h moves the scores of class c by
 * h·x[k] and no others, so a derivative costs O(examples) instead of O(examples · weights): the
 * differences of `numericalGradient`, to rounding.
 */
export function movedLosses(from: Vector, core: Core): Moved {
  const { dataset: { classes }, loss, penalty, scores: { layers: [{ columns }] } } = core;
  const weights = Float64Array.from(from);
  const rows = core.means.count();
  const inputs = new Float64Array(columns * rows); // so that an input of all rows lies together
  const { scores: [scores], labels } = productsOf([weights], core, (block, from, to) => {
    for (let k = 0; k < columns; k++) {
      for (let i = from; i < to; i++) inputs[k * rows + i] = block[(i - from) * columns + k];
    }
  });
  const moved = scores.slice();
  const coefficients = new Float64Array(scores.length);
  const [here, above, below] = [0, 0, 0].map(() => new Float64Array(rows));
  loss.ofRows(here, coefficients, scores, labels, rows, classes);

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
    const margins = new Float64Array(moved.length);
    move(k, h);
    loss.margins?.(margins, moved, labels, rows, classes, 1);
    return margins;
  }

  const sum = here.reduce((sum, one) => sum + one, 0);
  return {
    loss: sum / rows + penalty.value(weights),

    derivative(k, difference) {
      checkStep(difference);
      const { h, scheme } = difference;
      const isCentral = scheme === "central";
      lossesAt(above, k, h);
      if (isCentral) lossesAt(below, k, -h);
      move(k, 0);
      const from = isCentral ? below : here;
      let sum = 0;
      // Difference by difference: a row that does not change adds no rounding error.
      for (let i = 0; i < rows; i++) sum += above[i] - from[i];
      const width = isCentral ? 2 * h : h;
      return sum / rows / width + penalty.difference(weights, k, difference);
    },

    kinks(k, { h, scheme }) {
      const from = scheme === "central" ? -h : 0;
      const places = [from, h].map((by) => penalty.bent(Float64Array.of(weights[k] + by), k));
      const own = signChanges(places[0], places[1]);
      if (loss.margins === undefined) return own;
      const [left, right] = [marginsAt(k, from), marginsAt(k, h)];
      move(k, 0);
      return own + signChanges(left, right);
    },
  };
}
