import type { Kernels } from "../kernels/kernels.ts";
import type { Dataset, Vector } from "../types.ts";

/** Rows that are gathered at a time. */
const BLOCK = 64;

/** Scores of examples by several weights. */
export interface Products {
  /** X·W for each of the weights: (rows, classes). */
  readonly scores: readonly Vector[];
  /** (rows). */
  readonly labels: Uint8Array;
  readonly rows: number;
  readonly classes: number;
}

/** X·W of some training examples for each of `weights`, in one pass over the examples. */
export function productsOf(
  weights: readonly Vector[],
  examples: Uint32Array,
  { train, features, classes, mean }: Dataset,
  kernels: Kernels,
): Products {
  const rows = examples.length;
  const scores = weights.map(() => kernels.allocate(rows * classes));
  const labels = kernels.allocateBytes(rows);
  using _scratch = kernels.scope();
  const source = kernels.adopt(train);
  const subtracted = kernels.allocate(features);
  subtracted.set(mean);
  const order = kernels.allocateIndices(rows);
  order.set(examples);
  const block = kernels.allocateBlock(BLOCK, features + 1, classes);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    kernels.gather(block, labels.subarray(from, to), source, subtracted, order, from, to);
    for (const [i, one] of weights.entries()) {
      const out = scores[i].subarray(from * classes, to * classes);
      kernels.scores(out, one, block, to - from, features + 1, classes);
    }
  }
  return { scores, labels, rows, classes };
}
