/** A worker as the calling thread sees it. */
import { InputError, MachineError, reasonOf } from "../errors.ts";
import type { Outcome } from "../kinds/kind.ts";
import type { Progress } from "../types.ts";
import { type FromWorker, locks, type Order, type ToWorker, type WorkerStart } from "./_orders.ts";

/** A worker that performs one run at a time. */
export interface Job {
  /**
   * Performs a run; its result is null when it was interrupted and has nothing to show.
   *
   * @throws {InputError} When what the user gave is wrong, or does not fit the worker's memory
   * @throws {MachineError} When the run throws, or the worker has ended
   */
  perform(order: Order, onProgress: (progress: Progress) => void): Promise<Outcome | null>;
  /** Has the worker end, after the run that is going. */
  close(): void;
  /** Ends the worker at once; the run that is going has nothing to show. */
  abandon(): void;
}

let started = 0;

/**
 * Starts a worker.
 *
 * @throws {MachineError} When it does not start
 */
export async function openJob(start: Omit<WorkerStart, "lock">): Promise<Job> {
  const lock = `job ${++started}`;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const send = (message: ToWorker) => worker.postMessage(message);
  let ended: string | null = null;
  let onProgress: (progress: Progress) => void = () => {};
  let going = Promise.withResolvers<Outcome | null>();

  function end(why: string): void {
    ended ??= why;
    going.reject(new MachineError(ended));
  }
  worker.onerror = (event) => {
    event.preventDefault();
    end(event.message);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "progress") return onProgress(data.progress);
    if (data.kind === "failure") {
      return going.reject(new (data.isInput ? InputError : MachineError)(data.message));
    }
    going.resolve(data.kind === "result" ? data.result : null);
  };
  send({ ...start, lock });
  try {
    await going.promise;
  } catch (error) {
    worker.terminate();
    throw new MachineError(`A worker did not start: ${reasonOf(error)}; --jobs 1 needs none`);
  }
  // Free when the worker has ended, however that came about.
  locks.request(lock, () => end("the worker has ended"));
  return {
    async perform(order, listener) {
      going = Promise.withResolvers();
      if (ended !== null) end(ended);
      else {
        onProgress = listener;
        send(order);
      }
      return await going.promise;
    },
    close: () => send(null),
    abandon() {
      worker.terminate();
      ended = "the worker was abandoned";
      going.resolve(null);
    },
  };
}
