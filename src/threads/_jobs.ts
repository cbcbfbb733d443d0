/** Jobs for threads, as words in shared memory: what stands where, and how a job is claimed. */
import type { Shareable, SharedKernels, SimdKernels } from "../kernels/simd.ts";
import type { Choice, Vector } from "../types.ts";
import type { Part, Scratch, ShardWork, Wanted } from "./shards.ts";

/** What the threads work on: an objective, and where weights and gradients are exchanged. */
export interface Assignment {
  /** From what a worker makes the score function. */
  readonly scores: Choice;
  /** The same of the loss. */
  readonly loss: Choice;
  /** The examples, and where sums of losses go. */
  readonly work: ShardWork;
  /** One for each worker. */
  readonly scratches: readonly Scratch[];
  /** The weights that losses and gradients are taken at. */
  readonly weights: Vector;
  /** One for each shard. */
  readonly gradients: readonly Vector[];
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly shared: SharedKernels;
  /** Words for `Atomics`, see `WORD`. */
  readonly words: Int32Array;
  /** Room for an assignment, and for what a worker has to say before it fails. */
  readonly text: Uint8Array;
  /** Number of the worker, from 0. */
  readonly index: number;
}

/** Words of a cache line: those that threads look at all the time have one to themselves. */
const LINE = 16;

/** What stands in which shared word. */
export const WORD = {
  /** Number of the job, times 4, plus what it is. Written last; workers sleep on it. */
  job: 0 * LINE,
  /** Number of the job, times 256, plus the shards that nobody has claimed yet. */
  ticket: 1 * LINE,
  /** Shards done, or workers that have read their assignment. The calling thread sleeps on it. */
  done: 2 * LINE,
  /** Length of what a failed worker has left; −1 while it is writing. */
  failed: 3 * LINE,
  /** Length of an assignment's text. */
  text: 3 * LINE + 1,
  part: 3 * LINE + 2,
  wanted: 3 * LINE + 3,
  count: 3 * LINE + 4,
  shards: 3 * LINE + 5,
} as const;

/** What a job is. */
export const JOB = { sum: 0, assign: 1, end: 2 } as const;
export const PARTS: readonly Part[] = ["batch", "train", "validation", "test"];
export const WANTED: readonly Wanted[] = ["loss", "gradient", "accuracy"];

/** Number of shared words. */
export const WORDS: number = 4 * LINE;
/** Looks at a word before a thread goes to sleep: about 20 µs, the pause between two steps. */
export const LOOKS = 4000;
/** Job numbers wrap here; what is left of a word's bits holds the shards. */
export const JOBS = 4194304;

/**
 * Claims a shard of a job: its number, or −1 when none is left. The job's details may be read only
 * after a claim: before it, the job may be over and the next one be written.
 */
export function claim(words: Int32Array, job: number): number {
  for (;;) {
    const ticket = Atomics.load(words, WORD.ticket);
    const left = ticket & 255;
    if (ticket >>> 8 !== job || left === 0) return -1;
    if (Atomics.compareExchange(words, WORD.ticket, ticket, ticket - 1) === ticket) return left - 1;
  }
}

/** Sleeps until there is another job than `seen`, and returns it. */
export function nextJob(words: Int32Array, seen: number): number {
  let job = Atomics.load(words, WORD.job);
  for (let looks = 0; job === seen && looks < LOOKS; looks++) job = Atomics.load(words, WORD.job);
  while (job === seen) {
    Atomics.wait(words, WORD.job, seen);
    job = Atomics.load(words, WORD.job);
  }
  return job;
}

/** An assignment as text, with addresses in the place of arrays. */
export function toText(assignment: Assignment, { addressOf }: SimdKernels): string {
  return JSON.stringify(
    assignment,
    (_, value) => ArrayBuffer.isView(value) ? { address: addressOf(value as Shareable) } : value,
  );
}

/** The assignment in a text, with arrays in the place of addresses. */
export function fromText(text: Uint8Array, { arrayAt }: SimdKernels): Assignment {
  return JSON.parse(
    decode(text),
    (_, value) => value?.address === undefined ? value : arrayAt(value.address),
  );
}

/** Text from shared memory, which decoders do not read. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.slice());
}
