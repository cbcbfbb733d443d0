/** Workers that take whole runs. */
import { InputError, MachineError } from "../errors.ts";
import type { Room } from "../kernels/simd.ts";
import type { Outcome } from "../kinds/kind.ts";
import type { Plan } from "../kinds/plan.ts";
import type { Machine } from "../problems/problem.ts";
import type { Progress } from "../types.ts";
import { channel } from "./_channel.ts";
import { type Job, openJob } from "./_job.ts";
import type { Order } from "./_orders.ts";
import { sharing, toShared } from "./_shared_data.ts";
import { type Perform, type Performed, performHere, type Work } from "./perform.ts";

/** Workers that perform the runs of an experiment, several at a time. */
export interface Pool extends Disposable {
  /** Performs runs; one that is alone stays on the calling thread, with all of its threads. */
  readonly perform: Perform;
}

/** How a pool is opened. */
export interface PoolOptions {
  /** Runs at a time, at most; as many as there are cores when left out. */
  readonly jobs?: number;
  /** Threads of each; the cores that are left over when left out. */
  readonly threads?: number;
}

/** Bytes of memory that a run should find: there are no more jobs than have as much. */
const ROOM = 2 ** 26;
/** How often a run is performed that a worker has failed in. */
const ATTEMPTS = 2;

/**
 * Opens a pool of workers that share what a machine has in its memory; they start when there is
 * something to do. Results do not depend on it.
 *
 * Close it with `using`, or workers keep the process alive. They read this package's own files: Deno
 * asks for the permission.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadExperiment, openBackend, openPool, runExperiment } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Two step sizes",
 *     "question": "Which one is better?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "gradientDescent" },
 *     "matrix": { "method.stepSize": [0.1, 0.01] },
 *     "stop": { "iterations": 10 },
 *   }`,
 *   { source: "two.jsonc" },
 * );
 * using backend = await openBackend();
 * using pool = openPool(backend, { jobs: 2 });
 * const runs: number[] = [];
 * for await (const event of runExperiment(experiment, { backend, pool })) {
 *   if (event.kind === "done") runs.push(event.done.plan.run);
 * }
 * assertEquals(runs, [1, 2]);
 * ```
 */
export function openPool(machine: Machine, options: PoolOptions = {}): Pool {
  const cores = navigator.hardwareConcurrency;
  const { jobs: most = cores } = options;
  const kernels = sharing(machine.kernels);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workers: (Job | undefined)[] = [];

  /** The worker of a place. */
  async function workerAt(place: number): Promise<Job> {
    return workers[place] ??= await openJob({ shared: kernels?.shared ?? null, stop });
  }

  /** A run at a place, which is tried again where it fails in its worker. */
  async function performAt(
    place: number,
    order: Order,
    onProgress: Parameters<Job["perform"]>[1],
  ): Promise<Outcome | null> {
    for (let attempt = 1;; attempt++) {
      const worker = await workerAt(place);
      try {
        return await worker.perform(order, onProgress);
      } catch (error) {
        if (!(error instanceof MachineError)) throw error;
        workers[place] = undefined;
        worker.close();
        if (attempt < ATTEMPTS) continue;
        throw new MachineError(`Run ${order.plan.run} failed in two workers: ${error.message}`);
      }
    }
  }

  /** Performs runs from the head of a queue, until one is refused for what the user gave. */
  async function* share(
    queue: Plan[],
    refused: Plan[],
    rooms: readonly (Room | null)[],
    { kind, data, clock, signal }: Work,
  ): AsyncGenerator<Performed, void> {
    const jobs = rooms.length;
    const { threads = Math.max(1, Math.floor(cores / jobs)) } = options;
    const shared = new Map<string, unknown>();
    const events = channel<Performed>();
    const failures: unknown[] = [];
    const end = () => Atomics.store(stop, 0, 1);

    /** What a worker is given of the data of a run: nothing that it can make by itself. */
    function sharedOf(plan: Plan): unknown {
      const key = data.keyOf(plan);
      const loaded = data.of(plan);
      if (loaded === undefined || loaded.fingerprint === null) return null;
      if (!shared.has(key)) shared.set(key, toShared(loaded, kernels));
      return shared.get(key);
    }

    async function work(room: Room | null, place: number): Promise<void> {
      while (refused.length === 0 && Atomics.load(stop, 0) === 0) {
        const plan = queue.shift();
        if (plan === undefined) return;
        const order = { plan, kind: kind.name, data: sharedOf(plan), room, threads, jobs };
        const onProgress = (progress: Progress) =>
          events.push({ kind: "progress", plan, progress });
        onProgress({ done: 0, examples: 0 });
        try {
          const isTimed = clock !== undefined;
          const result = await performAt(place, { ...order, isTimed }, onProgress);
          events.push({ kind: "result", plan, result });
        } catch (error) {
          if (error instanceof InputError) refused.push(plan);
          else {
            failures.push(error);
            end();
          }
        }
      }
    }

    Atomics.store(stop, 0, Number(signal?.aborted ?? false));
    signal?.addEventListener("abort", end);
    const all = Promise.all(rooms.map(work)).then(events.close);
    try {
      yield* events.items();
    } finally {
      signal?.removeEventListener("abort", end);
      end();
      await all;
    }
    if (failures.length > 0) throw failures[0];
  }

  async function* perform(plans: readonly Plan[], work: Work): AsyncGenerator<Performed, void> {
    const queue = [...plans];
    while (queue.length > 1 && !work.signal?.aborted) {
      const refused: Plan[] = [];
      yield* share(queue, refused, roomsFor(Math.min(most, queue.length)), work);
      // Here they have all of the memory; what is wrong with them otherwise is said here.
      refused.sort((a, b) => a.run - b.run);
      yield* performHere(refused, work);
    }
    yield* performHere(queue, work);
  }

  /** A place in memory for each job, of which there are as many as the memory is enough for. */
  function roomsFor(jobs: number): (Room | null)[] {
    if (kernels === null) return new Array(jobs).fill(null);
    const [{ from, to }] = kernels.rooms(1);
    return kernels.rooms(Math.max(1, Math.min(jobs, Math.floor((to - from) / ROOM))));
  }

  return {
    perform,
    [Symbol.dispose]() {
      for (const worker of workers.splice(0)) worker?.close();
    },
  };
}
