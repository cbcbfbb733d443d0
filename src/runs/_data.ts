import type { Experiment } from "../experiment/experiment.ts";
import { loadParserFor } from "../formulas/parse.ts";
import type { Plan, ProblemSpec } from "../kinds/plan.ts";
import type { Machine, Problem, ProblemData, ProblemLeaf } from "../problems/problem.ts";

/** How the user's wish to stop is heard, and what it is. */
export interface Interruption {
  /** Ends the run that is going, with what it has, and starts no other. */
  readonly signal?: AbortSignal | undefined;
  /** Lets others have a turn, such as whoever sets the signal; called in the midst of much data. */
  turn?(share?: number): Promise<void>;
}

/** What the runs of an experiment are over: read once for all runs that name the same. */
export class RunData {
  readonly #loaded = new Map<string, ProblemData>();
  readonly #said = new Set<string>();

  /** `turn` lets others have a turn; once the signal is set, nothing is loaded. */
  constructor(
    readonly experiment: Pick<Experiment, "problems" | "source">,
    readonly machine: Machine,
    readonly interruption: Interruption,
  ) {}

  /** Runs whose keys are equal share their data. */
  keyOf(plan: Plan<unknown>): string {
    const leaf = this.#leafOf(plan);
    return `${leaf.name} ${leaf.dataKey(plan.spec)}`;
  }

  /**
   * Reads what a run is over, and loads what reads its expressions.
   *
   * @throws {InputError} When it cannot be read
   */
  async load(plan: Plan<unknown>): Promise<void> {
    await loadParserFor(plan.spec);
    const key = this.keyOf(plan);
    const { signal, turn } = this.interruption;
    if (this.#loaded.has(key) || signal?.aborted) return;
    const { kernels } = this.machine;
    const memory = {
      folder: this.experiment.source.replace(/[^/\\]*$/, "") || ".",
      allocateBytes: (length: number) => kernels.allocateBytes(length),
      async turn(share?: number) {
        await turn?.(share);
        signal?.throwIfAborted();
      },
    };
    try {
      this.#loaded.set(key, await this.#leafOf(plan).load(plan.spec, memory));
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }

  /** Takes what another thread has loaded for a run. */
  give(plan: Plan<unknown>, data: ProblemData): void {
    this.#loaded.set(this.keyOf(plan), data);
  }

  /** Whether the problem of a run has second derivatives. */
  hasHessian(plan: Plan<unknown>): boolean {
    return this.#leafOf(plan).hasHessian ?? false;
  }

  /** What should be known of what was loaded, and was not said before. */
  remarks(): string[] {
    const found = [...this.#loaded.values()].flatMap(({ remarks = [] }) => remarks)
      .filter((text) => !this.#said.has(text));
    const fresh = new Set(found);
    for (const text of fresh) this.#said.add(text);
    return [...fresh];
  }

  /** What was loaded for a run. */
  of(plan: Plan<unknown>): ProblemData | undefined {
    return this.#loaded.get(this.keyOf(plan));
  }

  /** Makes the problem of a spec over the data of a run, which is loaded. */
  makeOf(plan: Plan<unknown>): (spec: unknown) => Problem {
    const data = this.of(plan) as ProblemData;
    return (spec) => this.#leafOf(plan).make(spec, data, this.machine);
  }

  #leafOf({ spec }: Plan<unknown>): ProblemLeaf {
    const { problem: { name } } = spec as ProblemSpec; // every spec has one
    return this.experiment.problems.find((one) => one.name === name) as ProblemLeaf; // checked when it was read
  }
}
