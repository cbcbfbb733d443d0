/** What the calling thread and its workers say to each other. */
import type { Room, SharedKernels } from "../kernels/simd.ts";
import type { Outcome } from "../kinds/kind.ts";
import type { Plan } from "../kinds/plan.ts";
import type { RegistriesFrom } from "./perform.ts";
import type { Progress } from "../types.ts";

/** What a worker is started with. */
export interface WorkerStart {
  /** The lock that it holds as long as it lives. */
  readonly lock: string;
  /** The fast kernels; null for the plain loops. */
  readonly shared: SharedKernels | null;
  /** One word, which is not 0 once all runs are to end. */
  readonly stop: Int32Array;
}

/** A run for a worker. */
export interface Order {
  readonly plan: Plan;
  /** Name of the kind. */
  readonly kind: string;
  /** From where it has what is not built in. */
  readonly outside: RegistriesFrom | null;
  /** What it is over, to be read with `fromShared`; null where a worker makes it by itself. */
  readonly data: unknown;
  /** Where it finds memory; null for the plain loops. */
  readonly room: Room | null;
  /** Threads that share its sums. */
  readonly threads: number;
  /** Runs that are computed at a time, this one among them. */
  readonly jobs: number;
  /** Whether it is timed. */
  readonly isTimed: boolean;
}

/** What a worker is told to do; null when there is nothing more. */
export type ToWorker = WorkerStart | Order | null;

/** What a worker says. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "result"; readonly result: Outcome | null }
  | { readonly kind: "failure"; readonly message: string; readonly isInput: boolean };

/** Web Locks, which Deno's types leave out: one that a thread holds is free when the thread has ended. */
export interface Locks {
  request(name: string, action: () => unknown): Promise<unknown>;
}

/** The locks of this host. */
export const { locks } = navigator as unknown as { readonly locks: Locks };
