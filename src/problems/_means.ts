import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/loss.ts";
import type { Scores } from "../scores/scores.ts";
import { sizeOf } from "../scores/scores.ts";
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
import type { Assignment, Team } from "../threads/team.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { Choice, Vector } from "../types.ts";

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

/** What means are made of. */
export interface MeansParts {
  readonly dataset: Dataset;
  readonly scores: Scores;
  readonly loss: Loss;
  readonly kernels: Kernels;
  /** Threads that share sums; null for this one alone. */
  readonly team: Team | null;
  /** From what those make scores and loss. */
  readonly choices: { readonly scores: Choice; readonly loss: Choice };
}

/** Allocates what means over a dataset take. */
export function meansOver({ dataset, scores, loss, kernels, team, choices }: MeansParts): Means {
  const size = sizeOf(scores.layers);
  const shardsInAll = shardsOf(dataset.train.examples);
  const parts = kernels.allocate(shardsInAll * size);
  const work = workOver(dataset, kernels);
  const { classes, selections: { batch: { order: batch } } } = work;
  const scratch = allocateScratch(kernels, scores, classes);
  const sumShard = shardSummer(kernels, scores, loss, work, scratch);
  const gradients = Array.from(
    { length: shardsInAll },
    (_, s) => parts.subarray(s * size, (s + 1) * size),
  );
  const assignment: Assignment | null = team === null ? null : {
    ...choices,
    work,
    scratches: Array.from(
      { length: team.threads - 1 },
      () => allocateScratch(kernels, scores, classes),
    ),
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
    checkLength(weights, size);
    if (gradient !== null) checkLength(gradient, size);
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

  return { batch, scratch, meanLoss, correct: () => correct };
}

/** The examples, where these kernels can read them, and room for sums over them. */
function workOver({ train, test, features, classes, mean }: Dataset, kernels: Kernels): ShardWork {
  const own = kernels.adopt(train);
  const measured = kernels.adopt(test);
  const subtracted = kernels.allocate(features);
  subtracted.set(mean);
  return {
    columns: columnsOf(features),
    classes,
    mean: subtracted,
    selections: {
      batch: { split: own, order: kernels.allocateIndices(train.examples) },
      train: { split: own, order: allOf(train.examples, kernels) },
      test: { split: measured, order: allOf(test.examples, kernels) },
    },
    losses: kernels.allocateDoubles(SHARDS),
    correct: kernels.allocateDoubles(SHARDS),
  };
}

/** The bias trick: a constant 1 is appended to the numbers of an example. */
export function columnsOf(features: number): number {
  return features + 1;
}

/** @throws {RangeError} When a vector does not have one number for each weight */
function checkLength(vector: Vector, size: number): void {
  if (vector.length === size) return;
  throw new RangeError(`Vector must have ${size} numbers: it has ${vector.length}`);
}

function allOf(count: number, kernels: Kernels): Uint32Array {
  const order = kernels.allocateIndices(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}
