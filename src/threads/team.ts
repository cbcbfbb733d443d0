/**
 * Threads that share the shards of a sum.
 *
 * Workers are started once and wait for jobs in shared memory; whoever is free claims the next
 * shard. Each shard has its own place for its sums, so it does not matter who worked it out.
 *
 * @module
 */
import { MachineError, reasonOf } from "../errors.ts";
import type { Address, Shareable, SharedKernels, SimdKernels } from "../kernels/simd.ts";
import type { Part, Scratch, ShardWork, SumShard, Wanted } from "./shards.ts";
import type { Choice, Vector } from "../types.ts";

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

/** Threads that wait for work; the calling one is among them. */
export interface Team {
  /** Number of threads, with the calling one. */
  readonly threads: number;
  /**
   * Sums over all shards of `count` examples; `own` does the calling thread's part.
   *
   * @throws {MachineError} When a worker fails or does not answer
   */
  sum(
    assignment: Assignment,
    own: SumShard,
    part: Part,
    wanted: Wanted,
    count: number,
    shards: number,
  ): void;
  /** Stops the workers. */
  close(): void;
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly shared: SharedKernels;
  /** Words for `Atomics`, see `WORD`. */
  readonly words: Address;
  /** Room for an assignment. */
  readonly text: Address;
  /** Room for what a worker has to say before it fails. */
  readonly lastWords: Address;
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
export const PARTS: readonly Part[] = ["batch", "train", "test"];
export const WANTED: readonly Wanted[] = ["loss", "gradient", "accuracy"];

/** Number of shared words. */
export const WORDS: number = 4 * LINE;
const TEXT_BYTES = 65536;
const LAST_WORDS_BYTES = 1024;
/** Looks at a word before a thread goes to sleep: about 20 µs, the pause between two steps. */
const LOOKS = 4000;
/** Milliseconds of one sleep while waiting for workers. */
const NAP = 1000;
/** Job numbers wrap here; what is left of a word's bits holds the shards. */
const JOBS = 4194304;

/**
 * Starts a team of `threads`. A worker counts as lost after `patience` seconds without a sign;
 * several short sleeps, so that a suspended process does not wake up to a false alarm.
 *
 * @throws {MachineError} When a worker does not start
 */
export async function openTeam(
  kernels: SimdKernels,
  threads: number,
  { patience = 10 }: { readonly patience?: number } = {},
): Promise<Team> {
  const words = kernels.allocateWords(WORDS);
  const text = kernels.allocateBytes(TEXT_BYTES);
  const lastWords = kernels.allocateBytes(LAST_WORDS_BYTES);
  const start = {
    shared: kernels.shared,
    words: kernels.addressOf(words),
    text: kernels.addressOf(text),
    lastWords: kernels.addressOf(lastWords),
  };
  const waiting = new Set<Worker>(); // for their start
  let job = 0;
  let assigned: Assignment | null = null;
  let ended: string | null = null;
  try {
    for (let i = 1; i < threads; i++) waiting.add(makeWorker());
    await Promise.all([...waiting].map(async (worker, index) => {
      await started(worker, { ...start, index });
      waiting.delete(worker);
    }));
  } catch (error) {
    close();
    for (const worker of waiting) worker.terminate();
    throw error;
  }

  /** Lets the workers end by themselves: one that sleeps could not be terminated. */
  function close(why = "The threads have been closed"): void {
    if (ended !== null) return;
    ended = why;
    job = (job + 1) % JOBS;
    announce(JOB.end);
  }

  /** A team that has lost a worker is of no use: what a late one still writes could be anywhere. */
  function fail(why: string): never {
    close(why);
    throw new MachineError(why);
  }

  /** Makes a job known; its details have been written before. */
  function announce(kind: number): void {
    Atomics.store(words, WORD.job, job * 4 + kind);
    Atomics.notify(words, WORD.job);
  }

  function assign(assignment: Assignment): void {
    const bytes = new TextEncoder().encode(toText(assignment, kernels));
    text.set(bytes); // throws when it does not fit
    words[WORD.text] = bytes.length;
    Atomics.store(words, WORD.done, 0);
    job = (job + 1) % JOBS;
    announce(JOB.assign);
    waitFor(threads - 1);
    assigned = assignment;
  }

  /** Waits until `done` has come to `target`. */
  function waitFor(target: number): void {
    let done = Atomics.load(words, WORD.done);
    for (let looks = 0; done < target && looks < LOOKS; looks++) {
      done = Atomics.load(words, WORD.done);
    }
    let silence = 0;
    while (done < target) {
      const outcome = Atomics.wait(words, WORD.done, done, NAP);
      const before = done;
      done = Atomics.load(words, WORD.done);
      silence = outcome === "timed-out" && done === before ? silence + 1 : 0;
      if (silence * NAP >= patience * 1000) {
        fail(
          `A worker thread has not answered for ${patience} seconds: it was stopped, or the ` +
            `machine is overloaded; --threads 1 needs no workers`,
        );
      }
    }
    const failed = Atomics.load(words, WORD.failed);
    if (failed > 0) fail(`A worker thread failed: ${decode(lastWords.subarray(0, failed))}`);
  }

  return {
    threads,
    close: () => close(),
    sum(assignment, own, part, wanted, count, shards) {
      if (ended !== null) throw new MachineError(ended);
      if (assignment !== assigned) assign(assignment);
      const { weights, gradients } = assignment;
      words[WORD.part] = PARTS.indexOf(part);
      words[WORD.wanted] = WANTED.indexOf(wanted);
      words[WORD.count] = count;
      words[WORD.shards] = shards;
      Atomics.store(words, WORD.done, 0);
      job = (job + 1) % JOBS;
      Atomics.store(words, WORD.ticket, job * 256 + shards);
      announce(JOB.sum);
      for (let shard = claim(words, job); shard >= 0; shard = claim(words, job)) {
        const gradient = wanted === "gradient" ? gradients[shard] : null;
        try {
          own(weights, gradient, part, wanted, count, shard, shards);
        } catch (error) {
          let undone = 1; // this shard, and those that nobody has claimed
          while (claim(words, job) >= 0) undone += 1;
          waitFor(shards - undone);
          throw error;
        }
        Atomics.add(words, WORD.done, 1);
      }
      waitFor(shards);
    },
  };
}

function makeWorker(): Worker {
  try {
    return new Worker(new URL("./team_worker.ts", import.meta.url), { type: "module" });
  } catch (error) {
    throw new MachineError(`A worker thread did not start: ${reasonOf(error)}`);
  }
}

/** A worker that has said it is ready. */
function started(worker: Worker, start: WorkerStart): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new MachineError(`A worker thread did not start: ${event.message}`));
    };
    worker.postMessage(start);
  });
}

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
function toText(assignment: Assignment, { addressOf }: SimdKernels): string {
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
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.slice());
}
