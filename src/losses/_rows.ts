import type { Vector } from "../types.ts";
import type { Loss } from "./loss.ts";

/**
 * The loss of one row: Lᵢ of the scores from `row` up to `end`, of which that of the correct class is at
 * `own`; writes ∂Lᵢ ∕ ∂s to `coefficients` at the same places.
 */
type OfRow = (
  coefficients: Vector,
  scores: Vector,
  row: number,
  end: number,
  own: number,
) => number;

/** The losses of rows, one after another. */
export function byRows(ofRow: OfRow): Loss["ofRows"] {
  return (losses, coefficients, scores, labels, rows, classes) => {
    for (let i = 0; i < rows; i++) {
      const row = i * classes;
      losses[i] = ofRow(coefficients, scores, row, row + classes, row + labels[i]);
    }
  };
}
