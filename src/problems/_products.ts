import { BLOCK } from "../threads/shards.ts";
import type { Vector } from "../types.ts";
import type { Means, MeansParts } from "./_means.ts";
import type { PenaltyOn } from "./_penalty.ts";
import type { Bends } from "./difference.ts";

/** What a classifier is made of, and the examples that it is over now. */
export interface Core extends MeansParts {
  readonly means: Means;
  readonly penalty: PenaltyOn;
}

/** Scores of the examples in use, by several weights. */
export interface Products {
  /** f(x; W) for each of the weights: (rows, classes). */
  readonly scores: readonly Vector[];
  /** (rows). */
  readonly labels: Uint8Array;
}

/**
 * The scores by each of `vectors`, in one pass over the examples in use; `see` has a look at each block
 * of rows, laid out as the kernels like it.
 */
export function productsOf(
  vectors: readonly Vector[],
  { dataset: { classes }, scores, kernels, means: { inUse, subtracted, scratch } }: Core,
  see?: (block: Vector, from: number, to: number) => void,
): Products {
  const { split, order } = inUse();
  const rows = order.length;
  const products = vectors.map(() => kernels.allocate(rows * classes));
  const labels = kernels.allocateBytes(rows);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    const { block } = scratch.rows;
    kernels.gather(block, labels.subarray(from, to), split, subtracted, order, from, to);
    for (const [i, vector] of vectors.entries()) {
      const out = products[i].subarray(from * classes, to * classes);
      scores.forward(out, vector, scratch.rows, to - from);
    }
    see?.(block, from, to);
  }
  return { scores: products, labels };
}

/**
 * For a loss made of straight pieces: its margins at the first of `vectors`, and how they change along
 * the others, in f64, (rows, classes) each. Null for other losses.
 */
export function marginsOf(vectors: readonly Vector[], core: Core): Float64Array[] | null {
  if (core.loss.margins === undefined) return null;
  using _ = core.kernels.scope();
  return marginsIn(productsOf(vectors, core), core);
}

/** The margins in scores; none of a loss without. */
function marginsIn({ scores, labels }: Products, { dataset, loss }: Core): Float64Array[] {
  return loss.margins === undefined ? [] : scores.map((one, i) => {
    const margins = new Float64Array(one.length);
    loss.margins?.(margins, one, labels, labels.length, dataset.classes, i === 0 ? 1 : 0);
    return margins;
  });
}

/** Numbers whose change of sign is a kink of the loss over the examples in use; null where it has none. */
export function bendsOf(weights: Vector, core: Core): Bends | null {
  const { scores: { layers, preactivations }, kernels, loss, penalty, means } = core;
  const units: Float64Array[] = [];
  let margins: Float64Array[] = [];
  if (loss.margins !== undefined || preactivations !== undefined) {
    using _ = kernels.scope();
    const products = productsOf([weights], core, (_, from, to) => {
      for (const [n, z] of (preactivations?.(means.scratch.rows) ?? []).entries()) {
        units.push(Float64Array.from(z.subarray(0, (to - from) * layers[n].rows)));
      }
    });
    margins = marginsIn(products, core);
  }
  const found = { loss: joined(...margins, penalty.bent(weights)), units: joined(...units) };
  return found.loss.length + found.units.length === 0 ? null : found;
}

/** One vector after the other. */
export function joined(...vectors: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const vector of vectors) {
    all.set(vector, at);
    at += vector.length;
  }
  return all;
}
