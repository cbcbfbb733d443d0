import { InputError, MachineError } from "../errors.ts";
import type { Room, SimdKernels } from "../kernels/simd.ts";
import type { Outcome } from "../kinds/kind.ts";
import type { Plan } from "../kinds/plan.ts";
import type { Progress } from "../types.ts";
import { channel } from "./_channel.ts";
import { type Job, openJob } from "./_job.ts";
import { Forecast } from "./_forecast.ts";
import type { Order } from "./_orders.ts";
import { toShared } from "./_shared_data.ts";
import type { Performed, Work } from "./perform.ts";

/** How often a run is performed that fails in its worker. */
const ATTEMPTS = 2;
/** Milliseconds that workers have to end what is going when they are told to: a step may take hours. */
const GRACE = 500;

/** Where runs are performed. */
export interface Places {
  /** Memory of each worker; null for the plain loops. */
  readonly rooms: readonly (Room | null)[];
  /** Threads of each. */
  readonly threads: number;
  /** Threads that each of some runs could use, had all others ended. */
  laterOf(plans: readonly Plan[]): number;
}

/** Workers at their places, each of which starts when there is something to do. */
export class Crew {
  readonly #workers: (Job | undefined)[] = [];
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  /** `kernels` have the memory that workers share; null for the plain loops. */
  constructor(readonly kernels: SimdKernels | null) {}

  /**
   * Performs runs from the head of a queue, as many at a time as there are rooms, until one is refused
   * for what the user gave, or those that are left are done earlier on the threads that they would have
   * later.
   *
   * @throws {MachineError} When a worker does not start, or a run fails in two
   */
  async *perform(
    queue: Plan[],
    refused: Plan[],
    work: Work,
    { rooms, threads, laterOf }: Places,
  ): AsyncGenerator<Performed, void> {
    const { signal, clock, jobs = 1, kind: { name: kind }, outside = null } = work;
    const dataOf = this.#sharing(work);
    const events = channel<Performed>();
    const forecast = new Forecast(clock);
    const failures: unknown[] = [];
    let deadline: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      Atomics.store(this.#stop, 0, 1);
      deadline ??= setTimeout(() => this.#abandon(), GRACE);
    };

    const performAll = async (room: Room | null, place: number) => {
      while (refused.length === 0 && !this.#isStopped()) {
        if (forecast.isWorthWaiting(threads, laterOf(queue))) return;
        const plan = queue.shift();
        if (plan === undefined) return;
        const onProgress = (progress: Progress) => {
          forecast.saw(plan, progress);
          events.push({ kind: "progress", plan, progress });
        };
        onProgress({ done: 0, examples: 0 });
        const run = { plan, kind, outside, data: dataOf(plan), isTimed: clock !== undefined };
        try {
          const result = await this.#performAt(place, { ...run, room, threads, jobs }, onProgress);
          forecast.ended(plan);
          events.push({ kind: "result", plan, result });
        } catch (error) {
          if (error instanceof InputError) refused.push(plan);
          else {
            failures.push(error);
            stop();
          }
        }
      }
    };

    Atomics.store(this.#stop, 0, Number(signal?.aborted ?? false));
    signal?.addEventListener("abort", stop);
    const all = Promise.all(rooms.map(performAll)).then(events.close);
    try {
      yield* events.items();
    } finally {
      signal?.removeEventListener("abort", stop);
      stop();
      await all;
      clearTimeout(deadline);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Whether there are workers that would not have to start. */
  get isStarted(): boolean {
    return this.#workers.length > 0;
  }

  /** Has the workers end. */
  close(): void {
    for (const worker of this.#workers.splice(0)) worker?.close();
  }

  #isStopped(): boolean {
    return Atomics.load(this.#stop, 0) !== 0;
  }

  #abandon(): void {
    for (const worker of this.#workers.splice(0)) worker?.abandon();
  }

  /** What workers are given of the data of a run: nothing that they can make by themselves. */
  #sharing({ data }: Work): (plan: Plan) => unknown {
    const shared = new Map<string, unknown>();
    return (plan) => {
      const key = data.keyOf(plan);
      const loaded = data.of(plan);
      if (loaded === undefined || loaded.fingerprint === null) return null;
      if (!shared.has(key)) shared.set(key, toShared(loaded, this.kernels));
      return shared.get(key);
    };
  }

  /** A run at a place, again in a new worker where it fails in its first. */
  async #performAt(
    place: number,
    order: Order,
    onProgress: (progress: Progress) => void,
  ): Promise<Outcome | null> {
    for (let attempt = 1;; attempt++) {
      const start = { shared: this.kernels?.shared ?? null, stop: this.#stop };
      const worker = this.#workers[place] ??= await openJob(start);
      if (this.#isStopped()) return null;
      try {
        return await worker.perform(order, onProgress);
      } catch (error) {
        if (!(error instanceof MachineError)) throw error;
        this.#workers[place] = undefined;
        worker.close();
        if (attempt < ATTEMPTS) continue;
        throw new MachineError(`Run ${order.plan.run} failed in two workers: ${error.message}`);
      }
    }
  }
}
