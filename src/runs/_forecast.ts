import type { Plan } from "../kinds/plan.ts";
import type { Progress } from "../types.ts";

/** How much a further thread of a run brings, of what the first one does. */
const FURTHER = 0.8;

/** When runs that are performed at the same time will end, as far as they have shown it. */
export class Forecast {
  readonly #going = new Map<Plan, { readonly since: number; readonly done: number }>();
  /** Seconds of each run that has ended. */
  readonly #ended: number[] = [];

  /** Without a clock, nothing shows. */
  constructor(readonly clock: (() => number) | undefined) {}

  /** Notes how far a run is. */
  saw(plan: Plan, { done }: Progress): void {
    const { since } = this.#going.get(plan) ?? { since: this.#now() };
    this.#going.set(plan, { since, done });
  }

  /** Notes that a run has ended. */
  ended(plan: Plan): void {
    const since = this.#going.get(plan)?.since;
    if (since !== undefined) this.#ended.push(this.#now() - since);
    this.#going.delete(plan);
  }

  /**
   * Whether a run like those that have ended is done earlier on `later` threads, once all that are
   * going have ended, than on `now` threads from now on.
   */
  isWorthWaiting(now: number, later: number): boolean {
    if (this.clock === undefined || this.#ended.length === 0) return false;
    const mean = this.#ended.reduce((a, b) => a + b) / this.#ended.length;
    const lefts = [...this.#going.values()].map(({ since, done }) =>
      (this.#now() - since) * (1 - done) / done
    );
    return Math.max(0, ...lefts) + mean * speed(now) / speed(later) < mean;
  }

  #now(): number {
    return this.clock?.() ?? 0;
  }
}

function speed(threads: number): number {
  return 1 + FURTHER * (threads - 1);
}
