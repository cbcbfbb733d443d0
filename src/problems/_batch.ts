import type { Part } from "../threads/shards.ts";

/** The examples that loss and gradient are over. */
export interface BatchInUse {
  /** All training examples, or a batch of them. */
  readonly part: Part;
  /** How many they are. */
  readonly count: number;
  /** Their indices; null for all. */
  indices(): Uint32Array | null;
  /**
   * Takes others; null means all.
   *
   * @throws {RangeError} When there are none, too many, or one is not there
   */
  use(batch: Uint32Array | null): void;
}

/** All of so many examples at first; the indices of a batch go to `room`. */
export function batchInUse(room: Uint32Array, examples: number): BatchInUse {
  const own = {
    part: "train" as Part,
    count: examples,
    indices: () => own.part === "batch" ? room.subarray(0, own.count) : null,
    use(batch: Uint32Array | null) {
      if (batch !== null) {
        checkBatch(batch, examples);
        room.set(batch);
      }
      own.part = batch === null ? "train" : "batch";
      own.count = batch?.length ?? examples;
    },
  };
  return own;
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
