import type { Loss } from "../losses/mod.ts";
import type { Vector } from "../types.ts";
import type { Products } from "./_products.ts";

/** A loss made of straight pieces. */
export type PiecewiseLoss = Loss & Required<Pick<Loss, "margins">>;

/** Whether a loss is made of straight pieces. */
export function isPiecewise(loss: Loss): loss is PiecewiseLoss {
  return loss.margins !== undefined;
}

/**
 * The margins of a loss at the centre, and how they change along each direction, in f64: (rows,
 * classes) each, from the scores of the centre and of the directions. Margins are affine in the
 * scores, so what is left of a direction's without the constant is the slope.
 */
export function affineMargins(
  { margins }: PiecewiseLoss,
  { scores: [center, ...directions], labels, rows, classes }: Products,
): Float64Array[] {
  const marginsOf = (scores: Vector) => {
    const out = new Float64Array(rows * classes);
    margins(out, scores, labels, rows, classes);
    return out;
  };
  const constants = marginsOf(new Float64Array(rows * classes));
  const slopes = directions.map((scores) => marginsOf(scores).map((one, j) => one - constants[j]));
  return [marginsOf(center), ...slopes];
}
