import { ensure } from "../errors.ts";
import type { Rng } from "../types.ts";

/** What becomes of a last batch that would be smaller than the others. */
export type LastBatch = "keep" | "drop";

/** Draws the next batch: indices in rising order, valid until the next call. */
export type Batches = () => Uint32Array;

/**
 * Passes over `examples` without replacement. Each pass is a fresh shuffle (Fisher–Yates) cut into
 * batches of `batchSize`. What is left over is a smaller last batch, or is dropped: other examples in
 * each pass.
 *
 * The indices of a batch are sorted: a batch is a set, and a batch of all is the full gradient
 * bit for bit. The order of examples does not depend on the batch size.
 *
 * @throws {InputError} When `batchSize` is not 1 … `examples`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batches, stream } from "@descent-bench/descent-bench";
 *
 * const next = batches(5, 2, stream(1, "batches"));
 * assertEquals([next().length, next().length, next().length], [2, 2, 1]);
 * ```
 */
export function batches(
  examples: number,
  batchSize: number,
  rng: Rng,
  lastBatch: LastBatch = "keep",
): Batches {
  checkBatchSize(batchSize, examples);
  const order = Uint32Array.from({ length: examples }, (_, i) => i);
  if (batchSize === examples) return () => order;
  // Sorted apart, so that the next shuffle starts from the same order for every batch size.
  const whole = new Uint32Array(batchSize);
  const rest = whole.subarray(0, examples % batchSize);
  const end = examplesOfPass(examples, batchSize, lastBatch);
  let at = end;
  return () => {
    if (at === end) {
      shuffle(order, rng);
      at = 0;
    }
    const batch = at + batchSize <= examples ? whole : rest;
    for (let i = 0; i < batch.length; i++) batch[i] = order[at + i];
    at += batch.length;
    return batch.length === 1 ? batch : batch.sort();
  };
}

/** How many examples a pass takes: all but those that are dropped. */
export function examplesOfPass(examples: number, batchSize: number, lastBatch: LastBatch): number {
  return lastBatch === "drop" ? examples - examples % batchSize : examples;
}

/** @throws {InputError} When `size` is not 1 … `examples`, where they are known; `path` says where it stands */
export function checkBatchSize(
  size: number | "full",
  examples: number | null,
  path = "batchSize",
): void {
  ensure(
    size === "full" || examples === null ||
      Number.isInteger(size) && size >= 1 && size <= examples,
    `${path}: must be 1 to ${examples}, the number of training examples, or "full": ` +
      `current value is ${size}`,
  );
}

/** A fresh order, each as likely as any other (Fisher–Yates). */
export function shuffle(order: Uint32Array, rng: Rng): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
}
