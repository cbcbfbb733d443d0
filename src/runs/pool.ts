/** Workers that take whole runs. */
import type { Room } from "../kernels/simd.ts";
import type { Plan } from "../kinds/plan.ts";
import type { Machine } from "../problems/problem.ts";
import { shardsOf } from "../threads/shards.ts";
import { Crew } from "./_crew.ts";
import { sharing } from "./_shared_data.ts";
import { performTrial } from "./_trial.ts";
import { type Perform, type Performed, performHere, type Work } from "./perform.ts";

/** Workers that perform the runs of an experiment, several at a time. */
export interface Pool extends Disposable {
  /** Runs at a time, at most. */
  readonly jobs: number;
  /** Threads of each where there are as many. */
  readonly threads: number;
  /** Performs runs; one that is alone stays on the calling thread, with all of its threads. */
  readonly perform: Perform;
}

/** How a pool is opened. */
export interface PoolOptions {
  /**
   * Runs at a time, at most. When left out, as many as there are cores, and one as long as all would be
   * done before workers have started.
   */
  readonly jobs?: number;
  /** Threads of each; the cores that are left over when left out. */
  readonly threads?: number | undefined;
  /** Cores that are shared out; all when left out. */
  readonly cores?: number | undefined;
}

/** Bytes of memory that a run should find: there are no more jobs than have as much. */
const ROOM = 0x400_0000;

/**
 * Opens a pool of workers that share what a machine has in its memory; they start when there is
 * something to do. Results do not depend on it. Where the host has no shared memory, all stays on the
 * calling thread.
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
  if (typeof SharedArrayBuffer === "undefined") {
    return { jobs: 1, threads: 1, perform: performHere, [Symbol.dispose]() {} };
  }
  const { cores = navigator.hardwareConcurrency, jobs: most = cores } = options;
  const kernels = sharing(machine.kernels);
  const threadsOf = (jobs: number) =>
    options.threads ?? (kernels === null ? 1 : Math.max(1, Math.floor(cores / jobs)));
  const crew = new Crew(kernels);

  /** A place in memory for each job, of which there are as many as the memory is enough for. */
  function roomsFor(jobs: number): (Room | null)[] {
    if (kernels === null) return new Array(jobs).fill(null);
    const [{ from, to }] = kernels.rooms(1);
    return kernels.rooms(Math.max(1, Math.min(jobs, Math.floor((to - from) / ROOM))));
  }

  async function* perform(plans: readonly Plan[], work: Work): AsyncGenerator<Performed, void> {
    const queue = [...plans];
    if (options.jobs === undefined && !crew.isStarted) yield* performTrial(queue, work);
    while (queue.length > 1 && !work.signal?.aborted) {
      const rooms = roomsFor(Math.min(most, queue.length));
      const [jobs, threads] = [rooms.length, threadsOf(rooms.length)];
      yield { kind: "jobs", jobs, threads };
      const refused: Plan[] = [];
      const laterOf = (plans: readonly Plan[]) =>
        plans.every((plan) => isShared(plan, work)) ? threadsOf(plans.length) : threads;
      yield* crew.perform(queue, refused, { ...work, jobs }, { rooms, threads, laterOf });
      // Here they have all of the memory; what else is wrong with them is said here.
      refused.sort((a, b) => a.run - b.run);
      yield* performHere(refused, work);
    }
    yield* performHere(queue, work);
  }

  return { jobs: most, threads: threadsOf(most), perform, [Symbol.dispose]: () => crew.close() };
}

/** Whether threads can share the sums of a run. */
function isShared(plan: Plan, { kind, data }: Work): boolean {
  const batch = kind.batch?.(plan.spec) ?? "full";
  return shardsOf(batch === "full" ? data.of(plan)?.examples ?? 1 : batch) > 1;
}
