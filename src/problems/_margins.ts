import type { Loss } from "../losses/mod.ts";
import type { Products } from "./_products.ts";

/** A loss made of straight pieces. */
type PiecewiseLoss = Loss & Required<Pick<Loss, "margins">>;

/** Whether a loss is made of straight pieces. */
export function isPiecewise(loss: Loss): loss is PiecewiseLoss {
  return loss.margins !== undefined;
}

/**
 * The margins of a loss at the centre, and how they change along each direction, in f64: (rows,
 * classes) each.
 */
export function affineMargins(
  { margins }: PiecewiseLoss,
  { scores, labels, rows, classes }: Products,
): Float64Array[] {
  return scores.map((one, i) => {
    const out = new Float64Array(rows * classes);
    margins(out, one, labels, rows, classes, i === 0 ? 1 : 0);
    return out;
  });
}
