import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/loss.ts";
import type { Vector } from "../types.ts";
import { kinksOf } from "./_kinks.ts";
import { movedLosses } from "./_moved.ts";
import {
  affineMargins,
  isPiecewise,
  type LinearParts,
  type Products,
  productsOf,
} from "./_products.ts";
import { gram, squaredNorm } from "./gram.ts";
import type { Parts, Shortcuts } from "./problem.ts";

/**
 * What linear scores make cheap: X·(W + a·U + b·V) = X·W + a·X·U + b·X·V. Three products over all
 * examples are enough; a place then costs O(examples · classes), however many features.
 */
export function linearShortcuts(parts: LinearParts): Shortcuts {
  return {
    moved: () => movedLosses(parts),
    plane: (vectors) => planeOver(vectors, parts),
    kinks(center, direction, range) {
      const { loss } = parts;
      if (!isPiecewise(loss)) return null;
      const vectors = [center, direction];
      const products = productsOf(vectors, parts);
      const [offsets, slopes] = affineMargins(loss, products);
      const [[ww, wu], [, uu]] = gram(vectors);
      const line = { offsets, slopes, examples: products.rows, l2: loss.l2 };
      return kinksOf({ ...line, products: [ww, wu, uu] }, range);
    },
  };
}

function planeOver(
  vectors: readonly Vector[],
  parts: LinearParts,
): (a: number, b: number) => Parts {
  const { loss, kernels } = parts;
  const products = productsOf(vectors, parts);
  const inner = gram(vectors);
  // What a place is made of is affine in a and b: margins, or scores.
  const affine = isPiecewise(loss)
    ? affineMargins(loss, products).map((margins) => {
      const rounded = kernels.allocate(margins.length);
      rounded.set(margins);
      return rounded;
    })
    : products.scores;
  const sumAt = isPiecewise(loss) ? kernels.rampSum : lossSum(loss, products, kernels);
  const [center, u, v] = affine;
  const row = kernels.allocate(center.length);
  let rowB = NaN; // the b that `row` is at
  return (a, b) => {
    if (b !== rowB) {
      kernels.copy(row, center);
      if (v !== undefined) kernels.addScaled(row, b, v);
      rowB = b;
    }
    return {
      data: sumAt(row, a, u) / products.rows,
      penalty: loss.l2 === 0 ? 0 : loss.l2 * squaredNorm(inner, a, b),
    };
  };
}

/** Σ Lᵢ of the scores base + a·slope, of any loss. */
function lossSum(
  loss: Loss,
  { labels, rows, classes }: Products,
  kernels: Kernels,
): Kernels["rampSum"] {
  const [scores, coefficients] = [0, 0].map(() => kernels.allocate(rows * classes));
  const losses = kernels.allocate(rows);
  return (base, a, slope) => {
    kernels.copy(scores, base);
    kernels.addScaled(scores, a, slope);
    loss.ofRows(losses, coefficients, scores, labels, rows, classes);
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += losses[i];
    return sum;
  };
}
