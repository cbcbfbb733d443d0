/** Sums over examples, cut into shards that any thread can work out by itself. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/loss.ts";
import type { Scores, ScoresContext, ScoresScratch } from "../scores/scores.ts";
import type { Split, Vector } from "../types.ts";

/** A shard has at least this many examples, and there are at most this many shards. */
const SHARD = 64;
/** The most shards of a sum, and so the most threads that can share one. */
export const SHARDS = 32;
/** Rows that are gathered at a time: 64 × 3073 f32 stay in the second-level cache. */
export const BLOCK = 64;

/** Into how many shards a sum over `examples` is cut. Depends on nothing else, so bits do not. */
export function shardsOf(examples: number): number {
  return Math.min(SHARDS, Math.max(1, Math.floor(examples / SHARD)));
}

/** Examples that are summed over: those of `split` at `order[0 … count − 1]`. */
export interface Selection {
  /** The examples it is taken from. */
  readonly split: Split;
  /** Their indices, in the order of the sum. */
  readonly order: Uint32Array;
}

/** What every thread sees of a mean over examples; all arrays lie in the kernels' memory. */
export interface ShardWork extends Omit<ScoresContext, "kernels"> {
  /** The mean that is subtracted, (columns − 1). */
  readonly mean: Vector;
  /** A batch, and all examples of each part. */
  readonly selections: Readonly<Record<Part, Selection>>;
  /** Σ Lᵢ of each shard. */
  readonly losses: Float64Array;
  /** Examples of each shard whose correct class has the largest score, if accuracy is wanted. */
  readonly correct: Float64Array;
}

/** Which examples a sum is over. */
export type Part = "batch" | "train" | "validation" | "test";

/** What is wanted of a sum beside the loss. */
export type Wanted = "loss" | "gradient" | "accuracy";

/** Where one thread keeps a block of rows and what is made of it. */
export interface Scratch {
  /** Rows, as the kernels lay them out, and what scores need beside them. */
  readonly rows: ScoresScratch;
  /** The rows' labels. */
  readonly labels: Uint8Array;
  /** (rows, classes). */
  readonly scores: Vector;
  /** (rows, classes): the derivative of the loss by the scores. */
  readonly coefficients: Vector;
  /** (rows). */
  readonly losses: Vector;
}

/** Scratch for one thread. */
export function allocateScratch(kernels: Kernels, scores: Scores, classes: number): Scratch {
  return {
    rows: scores.scratch(BLOCK),
    labels: kernels.allocateBytes(BLOCK),
    scores: kernels.allocate(BLOCK * classes),
    coefficients: kernels.allocate(BLOCK * classes),
    losses: kernels.allocate(BLOCK),
  };
}

/**
 * Sums over shard s of S of `count` examples: those at the positions ⌊s·N∕S⌋ to ⌊(s + 1)·N∕S⌋ − 1.
 * The loss goes to `losses[s]`, the gradient, where wanted, to `gradient`.
 */
export type SumShard = (
  weights: Vector,
  gradient: Vector | null,
  part: Part,
  wanted: Wanted,
  count: number,
  shard: number,
  shards: number,
) => void;

/**
 * A thread's way to sum over a shard: in order, a block of rows at a time, losses in f64 and
 * gradients in the kernels' precision.
 */
export function shardSummer(
  kernels: Kernels,
  { forward, backward }: Scores,
  loss: Loss,
  { classes, mean, selections, ...sums }: ShardWork,
  scratch: Scratch,
): SumShard {
  const { rows: inner, labels, scores, coefficients, losses } = scratch;
  return (weights, gradient, part, wanted, count, shard, shards) => {
    const { split, order } = selections[part];
    const first = Math.floor((shard * count) / shards);
    const end = Math.floor(((shard + 1) * count) / shards);
    let sum = 0;
    let correct = 0;
    for (let from = first; from < end; from += BLOCK) {
      const to = Math.min(from + BLOCK, end);
      const rows = to - from;
      kernels.gather(inner.block, labels, split, mean, order, from, to);
      forward(scores, weights, inner, rows);
      loss.ofRows(losses, coefficients, scores, labels, rows, classes);
      for (let i = 0; i < rows; i++) sum += losses[i];
      if (wanted === "accuracy") correct += kernels.correct(scores, labels, rows, classes);
      if (gradient !== null) backward(gradient, coefficients, weights, inner, rows, from === first);
    }
    sums.losses[shard] = sum;
    sums.correct[shard] = correct;
  };
}
