/**
 * Threads that share the shards of a sum.
 *
 * Workers are started once and wait for jobs in shared memory; whoever is free claims the next
 * shard. Each shard has its own place for its sums, so it does not matter who worked it out.
 */
import { MachineError, reasonOf } from "../errors.ts";
import type { SimdKernels } from "../kernels/simd.ts";
import {
  type Assignment,
  claim,
  decode,
  JOB,
  JOBS,
  LOOKS,
  PARTS,
  toText,
  WANTED,
  WORD,
  WORDS,
  type WorkerStart,
} from "./_jobs.ts";
import type { Part, SumShard, Wanted } from "./shards.ts";

export type { Assignment } from "./_jobs.ts";

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

const TEXT_BYTES = 65536;
/** Milliseconds of one sleep while waiting for workers. */
const NAP = 1000;

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
  // Not in the kernels' memory: whoever has a part of that for a time may have a team for longer.
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  const text = new Uint8Array(new SharedArrayBuffer(TEXT_BYTES));
  let job = 0;
  let assigned: Assignment | null = null;
  let ended: string | null = null;

  /** Makes the next job known; its details have been written before. */
  function announce(kind: number, shards = 0): void {
    job = (job + 1) % JOBS;
    Atomics.store(words, WORD.done, 0);
    Atomics.store(words, WORD.ticket, job * 256 + shards);
    Atomics.store(words, WORD.job, job * 4 + kind);
    Atomics.notify(words, WORD.job);
  }

  /** Lets the workers end by themselves: one that sleeps could not be terminated. */
  function close(why = "The threads have been closed"): void {
    if (ended !== null) return;
    ended = why;
    announce(JOB.end);
  }

  /** A team that has lost a worker is of no use: what a late one still writes could be anywhere. */
  function waitFor(target: number): void {
    const why = lossBefore(words, text, target, patience);
    if (why === null) return;
    close(why);
    throw new MachineError(why);
  }

  function assign(assignment: Assignment): void {
    const bytes = new TextEncoder().encode(toText(assignment, kernels));
    text.set(bytes); // throws when it does not fit
    words[WORD.text] = bytes.length;
    announce(JOB.assign);
    waitFor(threads - 1);
    assigned = assignment;
  }

  await startWorkers(threads - 1, { shared: kernels.shared, words, text }, close);
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
      announce(JOB.sum, shards);
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

/** Waits until `done` has come to `target`: null then, or why it never will. */
function lossBefore(
  words: Int32Array,
  text: Uint8Array,
  target: number,
  patience: number,
): string | null {
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
      return `A worker thread has not answered for ${patience} seconds: it was stopped, or the ` +
        `machine is overloaded; --threads 1 needs no workers`;
    }
  }
  const failed = Atomics.load(words, WORD.failed);
  return failed > 0 ? `A worker thread failed: ${decode(text.subarray(0, failed))}` : null;
}

/** Starts workers; where one does not start, none is left. */
async function startWorkers(
  count: number,
  start: Omit<WorkerStart, "index">,
  close: () => void,
): Promise<void> {
  const waiting = new Set<Worker>(); // for their start
  try {
    await Promise.all(Array.from({ length: count }, async (_, index) => {
      const worker = new Worker(new URL("./team_worker.ts", import.meta.url), { type: "module" });
      waiting.add(worker);
      await new Promise<unknown>((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = (event) => {
          event.preventDefault();
          reject(event);
        };
        worker.postMessage({ ...start, index });
      });
      waiting.delete(worker);
    }));
  } catch (error) {
    close();
    for (const worker of waiting) worker.terminate();
    const why = error instanceof ErrorEvent ? error.message : reasonOf(error);
    throw new MachineError(`A worker thread did not start: ${why}`);
  }
}
