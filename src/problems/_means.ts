/**
 * Means of a loss and of its gradient over examples, on as many threads as there are.
 *
 * @module
 */
import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/mod.ts";
import {
  allocateScratch,
  type Part,
  type Scratch,
  SHARDS,
  shardsOf,
  shardSummer,
  type ShardWork,
  type Wanted,
} from "../threads/shards.ts";
import type { Team } from "../threads/team.ts";
import type { Dataset, Vector } from "../types.ts";

/** Multiply-adds of a sum from which sharing it saves more than waking the threads costs. */
const WORTH_SHARING = 1e6;

/** Means over the examples of a dataset. */
export interface Means {
  /** Where the indices of a batch go. */
  readonly batch: Uint32Array;
  /** What the last block of rows on this thread has left. */
  readonly scratch: Scratch;
  /**
   * The mean loss over the first `count` examples of a part; its gradient goes to `gradient`, if that
   * is wanted.
   *
   * @throws {RangeError} When a vector does not have one number for each weight
   * @throws {MachineError} When a thread fails
   */
  meanLoss(
    weights: Vector,
    gradient: Vector | null,
    part: Part,
    wanted: Wanted,
    count: number,
  ): number;
  /** Examples of the last mean whose correct class had the largest score, if that was wanted. */
  correct(): number;
}

/** Allocates what means over a dataset take. */
export function meansOver(
  dataset: Dataset,
  loss: Loss,
  kernels: Kernels,
  team: Team | null,
): Means {
  const { features, classes } = dataset;
  const train = kernels.adopt(dataset.train);
  const test = kernels.adopt(dataset.test);
  const size = classes * (features + 1);
  const parts = kernels.allocate(shardsOf(train.examples) * size);
  const mean = kernels.allocate(features);
  mean.set(dataset.mean);
  const batch = kernels.allocateIndices(train.examples);
  const work: ShardWork = {
    features,
    classes,
    mean,
    selections: {
      batch: { split: train, order: batch },
      train: { split: train, order: allOf(train.examples, kernels) },
      test: { split: test, order: allOf(test.examples, kernels) },
    },
    losses: kernels.allocateDoubles(SHARDS),
    correct: kernels.allocateDoubles(SHARDS),
  };
  const scratch = allocateScratch(kernels, work);
  const sumShard = shardSummer(kernels, loss, work, scratch);
  const gradients = Array.from(
    { length: shardsOf(train.examples) },
    (_, s) => parts.subarray(s * size, (s + 1) * size),
  );
  const assignment = team === null || loss.choice === undefined ? null : {
    loss: loss.choice,
    work,
    scratches: Array.from({ length: team.threads - 1 }, () => allocateScratch(kernels, work)),
    weights: kernels.allocate(size),
    gradients,
  };
  let correct = 0; // of the last sum

  function meanLoss(
    weights: Vector,
    gradient: Vector | null,
    part: Part,
    wanted: Wanted,
    count: number,
  ): number {
    checkLength(weights);
    if (gradient !== null) checkLength(gradient);
    const shards = shardsOf(count);
    if (shards === 1) {
      sumShard(weights, gradient, part, wanted, count, 0, 1);
      if (gradient !== null && count > 1) kernels.average(gradient, gradient, 1, count);
    } else {
      sumShards(weights, part, wanted, count, shards);
      if (gradient !== null) kernels.average(gradient, parts, shards, count);
    }
    let sum = 0;
    correct = 0;
    for (let s = 0; s < shards; s++) {
      sum += work.losses[s];
      correct += work.correct[s];
    }
    return sum / count;
  }

  function sumShards(
    weights: Vector,
    part: Part,
    wanted: Wanted,
    count: number,
    shards: number,
  ): void {
    if (team !== null && assignment !== null && count * size >= WORTH_SHARING) {
      kernels.copy(assignment.weights, weights);
      team.sum(assignment, sumShard, part, wanted, count, shards);
      return;
    }
    for (let s = 0; s < shards; s++) {
      const gradient = wanted === "gradient" ? gradients[s] : null;
      sumShard(weights, gradient, part, wanted, count, s, shards);
    }
  }

  /** @throws {RangeError} When a vector does not have one number for each weight */
  function checkLength(vector: Vector): void {
    if (vector.length === size) return;
    throw new RangeError(`Vector must have ${size} numbers: it has ${vector.length}`);
  }

  return { batch, scratch, meanLoss, correct: () => correct };
}

function allOf(count: number, kernels: Kernels): Uint32Array {
  const order = kernels.allocateIndices(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}
