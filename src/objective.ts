/**
 * A dataset, a linear score function and a loss: what is minimised.
 *
 * @module
 */
import type { Kernels } from "./kernels/mod.ts";
import type { Loss } from "./losses/mod.ts";
import type { Dataset, Measures, Objective, Split, Vector } from "./types.ts";

/** An objective over the training part, or over a batch of it. */
export interface LinearObjective extends Objective {
  /** Number of training examples. */
  readonly examples: number;
  /** L(W) over `examples`, indices into the training part; all when left out. */
  loss(weights: Vector, examples?: Uint32Array): number;
  /** Writes ∇L(W) over `examples` to `gradient` and returns L(W). */
  gradient(weights: Vector, gradient: Vector, examples?: Uint32Array): number;
  /** Loss and accuracy over both parts of the dataset. */
  evaluate(weights: Vector): Measures;
}

/** What an objective is made of. */
export interface ObjectiveParts {
  /** The examples. */
  readonly dataset: Dataset;
  /** The loss of scores. */
  readonly loss: Loss;
  /** The arithmetic. */
  readonly kernels: Kernels;
}

/** Rows that are gathered at a time: 64 × 3073 f32 stay in the second-level cache. */
const BLOCK = 64;
/** A shard has at least this many examples, and there are at most this many shards. */
const SHARD = 64;
const SHARDS = 32;

/** Into how many shards a sum over `examples` is cut. Depends on nothing else, so bits do not. */
function shardsOf(examples: number): number {
  return Math.min(SHARDS, Math.max(1, Math.floor(examples / SHARD)));
}

/**
 * L(W) = 1∕N Σᵢ Lᵢ(W·xᵢ) + λ·ΣW², where xᵢ is an example minus the mean, with a 1 appended.
 *
 * W is (classes, features + 1), row-major. The sum over examples is cut into shards: shard s of S
 * covers the positions ⌊s·N∕S⌋ to ⌊(s + 1)·N∕S⌋ − 1. Each shard sums its losses (in f64) and its
 * gradient (in the kernels' precision) by itself, in order; then shards are added in order. So
 * any number of threads gives the same bits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { datasets, linearObjective, losses, referenceKernels } from "@descent-bench/descent-bench";
 *
 * const kernels = referenceKernels("f32");
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const loss = losses.make({ name: "svm" }, kernels);
 * const objective = linearObjective({ dataset, loss, kernels });
 * // With W = 0 each of the two wrong classes misses the margin by 1.
 * assertEquals(objective.loss(new Float32Array(objective.size)), 2);
 * ```
 */
export function linearObjective({ dataset, loss, kernels }: ObjectiveParts): LinearObjective {
  const { classes, train, test } = dataset;
  const columns = dataset.features + 1;
  const size = classes * columns;
  const mean = kernels.allocate(dataset.features);
  mean.set(dataset.mean);
  const block = kernels.allocate(BLOCK * columns);
  const scores = kernels.allocate(BLOCK * classes);
  const coefficients = kernels.allocate(BLOCK * classes);
  const partial = kernels.allocate(size);
  const everyTrain = indices(train.examples);
  const everyTest = indices(test.examples);
  let correct = 0; // of the last pass

  /** The losses of `examples[from … to − 1]`, and their gradient added to `gradient` if given. */
  function shardLoss(
    weights: Vector,
    gradient: Vector | null,
    split: Split,
    examples: Uint32Array,
    from: number,
    to: number,
  ): number {
    let sum = 0;
    for (let start = from; start < to; start += BLOCK) {
      const end = Math.min(start + BLOCK, to);
      const rows = end - start;
      kernels.gather(block, split, mean, examples, start, end);
      kernels.scores(scores, weights, block, rows, columns, classes);
      for (let i = 0; i < rows; i++) {
        const label = split.labels[examples[start + i]];
        sum += loss.ofExample(scores, coefficients, i * classes, classes, label);
        if (isLargest(scores, i * classes, classes, label)) correct += 1;
      }
      if (gradient !== null) {
        kernels.accumulate(gradient, coefficients, block, rows, columns, classes);
      }
    }
    return sum;
  }

  function meanLoss(
    weights: Vector,
    gradient: Vector | null,
    split: Split,
    examples: Uint32Array,
  ): number {
    const count = examples.length;
    const shards = shardsOf(count);
    correct = 0;
    gradient?.fill(0);
    let sum = 0;
    for (let s = 0; s < shards; s++) {
      const from = Math.floor((s * count) / shards);
      const to = Math.floor(((s + 1) * count) / shards);
      if (gradient === null || s === 0) {
        sum += shardLoss(weights, gradient, split, examples, from, to);
      } else {
        partial.fill(0);
        sum += shardLoss(weights, partial, split, examples, from, to);
        kernels.addScaled(gradient, 1, partial);
      }
    }
    return sum / count;
  }

  // λ·ΣW²
  const penalty = (weights: Vector) => loss.l2 === 0 ? 0 : loss.l2 * kernels.dot(weights, weights);

  return {
    size,
    examples: train.examples,

    loss: (weights, examples = everyTrain) =>
      meanLoss(weights, null, train, examples) + penalty(weights),

    gradient(weights, gradient, examples = everyTrain) {
      const value = meanLoss(weights, gradient, train, examples);
      if (examples.length > 1) kernels.divide(gradient, examples.length);
      if (loss.l2 !== 0) kernels.addScaled(gradient, 2 * loss.l2, weights); // ∇(λ·ΣW²) = 2λ·W
      return value + penalty(weights);
    },

    evaluate(weights) {
      const penalised = penalty(weights);
      const trainLoss = Math.fround(meanLoss(weights, null, train, everyTrain) + penalised);
      const trainAccuracy = correct / train.examples;
      if (test.examples === 0) {
        return { trainLoss, trainAccuracy, testLoss: null, testAccuracy: null };
      }
      const testLoss = Math.fround(meanLoss(weights, null, test, everyTest) + penalised);
      return { trainLoss, trainAccuracy, testLoss, testAccuracy: correct / test.examples };
    },
  };
}

function indices(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/** Whether the score of `label` is the largest; of equal ones, the first class wins. */
function isLargest(scores: Vector, at: number, classes: number, label: number): boolean {
  const own = scores[at + label];
  for (let j = 0; j < classes; j++) {
    if (j < label ? !(scores[at + j] < own) : !(scores[at + j] <= own)) return false;
  }
  return true;
}
