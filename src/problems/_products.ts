import type { Dataset } from "../datasets/dataset.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/loss.ts";
import type { Scores } from "../scores/scores.ts";
import type { Vector } from "../types.ts";

/** Rows that are gathered at a time. */
const BLOCK = 64;

/** What a classifier with linear scores is made of, and the examples that it is over now. */
export interface LinearParts {
  readonly dataset: Dataset;
  readonly scores: Scores;
  readonly loss: Loss;
  readonly kernels: Kernels;
  /** Indices of the batch in use; null for all. */
  examples(): Uint32Array | null;
}

/** Scores of examples by several weights. */
export interface Products {
  /** X·W for each of the weights: (rows, classes). */
  readonly scores: readonly Vector[];
  /** (rows). */
  readonly labels: Uint8Array;
  readonly rows: number;
  readonly classes: number;
}

/** Indices of the examples in use. */
export function indicesOf({ dataset: { train }, examples }: LinearParts): Uint32Array {
  return examples() ?? Uint32Array.from({ length: train.examples }, (_, i) => i);
}

/** X·W of the examples in use for each of `weights`, in one pass over the examples. */
export function productsOf(weights: readonly Vector[], parts: LinearParts): Products {
  const { dataset: { train, features, classes, mean }, kernels, scores } = parts;
  const examples = indicesOf(parts);
  const rows = examples.length;
  const products = weights.map(() => kernels.allocate(rows * classes));
  const labels = kernels.allocateBytes(rows);
  using _scratch = kernels.scope();
  const source = kernels.adopt(train);
  const subtracted = kernels.allocate(features);
  subtracted.set(mean);
  const order = kernels.allocateIndices(rows);
  order.set(examples);
  const scratch = scores.scratch(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    const some = labels.subarray(from, to);
    kernels.gather(scratch.block, some, source, subtracted, order, from, to);
    for (const [i, one] of weights.entries()) {
      const out = products[i].subarray(from * classes, to * classes);
      scores.forward(out, one, scratch, to - from);
    }
  }
  return { scores: products, labels, rows, classes };
}

/** A loss made of straight pieces. */
export type PiecewiseLoss = Loss & Required<Pick<Loss, "margins">>;

/** Whether a loss is made of straight pieces. */
export function isPiecewise(loss: Loss): loss is PiecewiseLoss {
  return loss.margins !== undefined;
}

/**
 * The margins of a loss at the first weights, and how they change along the others, in f64: (rows,
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
