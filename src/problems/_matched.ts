import type { Layer } from "../scores/scores.ts";
import type { Vector } from "../types.ts";
import { assignment } from "./_assignment.ts";

/** Rounding alone could have orders of several layers change in a circle. */
const MOST_PASSES = 100;

/**
 * The weights of layers with max(0, ·) between them, with their hidden units in the order that brings
 * them nearest to other weights: the function is the same. With one hidden layer no order is nearer;
 * with more, each layer in its turn is brought into its best order, until none changes: Ainsworth,
 * Hayase and Srinivasa, "Git Re-Basin", ICLR 2023, section 3.2.
 */
export function matched(weights: Vector, to: Vector, layers: readonly Layer[]): Float64Array {
  const found = Float64Array.from(weights);
  let end = 0;
  const parts = layers.map(({ rows, columns }) => {
    const [from, until] = [end, end += rows * columns];
    return { rows, columns, own: found.subarray(from, until), to: to.subarray(from, until) };
  });
  const passes = parts.length > 2 ? MOST_PASSES : 1; // the best order of one layer alone is final
  let isNew = true;
  for (let pass = 0; isNew && pass < passes; pass++) {
    isNew = false;
    for (const [n, part] of parts.slice(0, -1).entries()) {
      isNew = reorder(part, parts[n + 1]) || isNew;
    }
  }
  return found;
}

/** A layer of the weights, and the same of those to match. */
interface Part {
  readonly rows: number;
  readonly columns: number;
  readonly own: Float64Array;
  readonly to: Vector;
}

/** Brings the units of a layer, which the next one takes, into their best order; whether that is new. */
function reorder(layer: Part, next: Part): boolean {
  const units = layer.rows;
  // ‖x − y‖² is least where x·y is largest: the lengths are those of all orders.
  const costs = new Float64Array(units * units);
  for (let i = 0; i < units; i++) {
    for (let j = 0; j < units; j++) {
      let inner = 0;
      for (let k = 0; k < layer.columns; k++) {
        inner += layer.to[i * layer.columns + k] * layer.own[j * layer.columns + k];
      }
      for (let row = 0; row < next.rows; row++) {
        inner += next.to[row * next.columns + i] * next.own[row * next.columns + j];
      }
      costs[i * units + j] = -inner;
    }
  }
  const order = assignment(costs, units);
  const sum = (columnOf: (i: number) => number) =>
    order.reduce((sum, _, i) => sum + costs[i * units + columnOf(i)], 0);
  if (sum((i) => order[i]) >= sum((i) => i)) return false;
  const [rows, columns] = [layer.own.slice(), next.own.slice()];
  for (const [i, j] of order.entries()) {
    layer.own.set(rows.subarray(j * layer.columns, (j + 1) * layer.columns), i * layer.columns);
    for (let row = 0; row < next.rows; row++) {
      next.own[row * next.columns + i] = columns[row * next.columns + j];
    }
  }
  return true;
}
