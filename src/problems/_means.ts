import type { Dataset } from "../datasets/dataset.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/loss.ts";
import { type Scores, sizeOf } from "../scores/scores.ts";
import {
  allocateScratch,
  type Part,
  type Scratch,
  type Selection,
  SHARDS,
  shardsOf,
  shardSummer,
  type ShardWork,
  type Wanted,
} from "../threads/shards.ts";
import type { Assignment, Team } from "../threads/team.ts";
import type { Choice, Split, Vector } from "../types.ts";

/** Multiply-adds of a sum from which sharing it saves more than waking the threads costs. */
const WORTH_SHARING = 1e6;

/** Means over the examples of a dataset, or over a batch of them. */
export interface Means {
  /** The mean that is subtracted from examples, in the kernels' numbers. */
  readonly subtracted: Vector;
  /** What the last block of rows on this thread has left. */
  readonly scratch: Scratch;
  /** As `Problem.use`. */
  use(batch: Uint32Array | null): void;
  /** How many examples are in use. */
  count(): number;
  /** Which they are. */
  inUse(): Selection;
  /**
   * The mean loss over the examples in use; its gradient goes to `gradient`, unless that is null.
   *
   * @throws {RangeError} When a vector does not have one number for each weight
   * @throws {MachineError} When a thread fails
   */
  loss(weights: Vector, gradient: Vector | null): number;
  /** The mean loss over all examples of a part, and its accuracy: see `Measures`. */
  measure(weights: Vector, part: Part): { readonly loss: number; readonly accuracy: number };
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
export function meansOver(parts: MeansParts): Means {
  const { dataset: { classes, train: { examples } }, scores, loss, kernels, team, choices } = parts;
  const size = sizeOf(scores.layers);
  const work = workOver(parts);
  const { selections } = work;
  const room = () => allocateScratch(kernels, scores, classes);
  const scratch = room();
  const sumShard = shardSummer(kernels, scores, loss, work, scratch);
  const shardsInAll = shardsOf(examples);
  const sums = kernels.allocate(shardsInAll * size);
  const gradients = Array.from(
    { length: shardsInAll },
    (_, s) => sums.subarray(s * size, (s + 1) * size),
  );
  const assignment: Assignment | null = team && {
    ...choices,
    work,
    scratches: Array.from({ length: team.threads - 1 }, room),
    weights: kernels.allocate(size),
    gradients,
  };
  let inUse: Part = "train";
  let count = examples;

  function mean(
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
    } else if (team !== null && assignment !== null && count * size >= WORTH_SHARING) {
      kernels.copy(assignment.weights, weights);
      team.sum(assignment, sumShard, part, wanted, count, shards);
    } else {
      for (let s = 0; s < shards; s++) {
        sumShard(weights, gradient && gradients[s], part, wanted, count, s, shards);
      }
    }
    if (gradient !== null && count > 1) {
      kernels.average(gradient, shards === 1 ? gradient : sums, shards, count);
    }
    return total(work.losses, shards) / count;
  }

  return {
    subtracted: work.mean,
    scratch,

    use(batch) {
      if (batch !== null) {
        checkBatch(batch, examples);
        selections.batch.order.set(batch);
      }
      inUse = batch === null ? "train" : "batch";
      count = batch?.length ?? examples;
    },

    count: () => count,

    inUse() {
      const { split, order } = selections[inUse];
      return { split, order: order.subarray(0, count) };
    },

    loss: (weights, gradient) =>
      mean(weights, gradient, inUse, gradient === null ? "loss" : "gradient", count),

    measure(weights, part) {
      const { length } = selections[part].order;
      const loss = mean(weights, null, part, "accuracy", length);
      return { loss, accuracy: total(work.correct, shardsOf(length)) / length };
    },
  };
}

/** The examples, where these kernels can read them, and room for sums over them. */
function workOver({ dataset, kernels }: MeansParts): ShardWork {
  const { classes, features } = dataset;
  const selectionOf = (split: Split): Selection => {
    const order = kernels.allocateIndices(split.examples);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return { split: kernels.adopt(split), order };
  };
  const train = selectionOf(dataset.train);
  const batch = { split: train.split, order: kernels.allocateIndices(train.order.length) };
  const mean = kernels.allocate(features);
  mean.set(dataset.mean);
  const losses = kernels.allocateDoubles(SHARDS);
  const correct = kernels.allocateDoubles(SHARDS);
  const validation = selectionOf(dataset.validation);
  const test = selectionOf(dataset.test);
  const selections = { batch, train, validation, test };
  return { columns: features + 1, classes, mean, selections, losses, correct };
}

/** The sum of the first `count` numbers. */
function total(numbers: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += numbers[i];
  return sum;
}

/** @throws {RangeError} When a vector does not have one number for each weight */
function checkLength(vector: Vector, size: number): void {
  if (vector.length === size) return;
  throw new RangeError(`Vector must have ${size} numbers: it has ${vector.length}`);
}

function checkBatch(batch: Uint32Array, examples: number): void {
  const { length } = batch;
  if (length < 1 || length > examples) {
    throw new RangeError(`Batch must have 1 to ${examples} examples: it has ${length}`);
  }
  for (let i = 0; i < length; i++) {
    if (batch[i] < examples) continue;
    throw new RangeError(`Example must be below ${examples}: it is ${batch[i]}`);
  }
}
