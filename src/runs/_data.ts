import type { Plan, ProblemSpec } from "../kinds/plan.ts";
import type { Machine, Problem, ProblemData, ProblemLeaf } from "../problems/problem.ts";

/** What the runs of an experiment are over: read once for all runs that name the same. */
export class RunData {
  readonly #loaded = new Map<string, ProblemData>();

  constructor(readonly problems: readonly ProblemLeaf[], readonly machine: Machine) {}

  /** Runs whose keys are equal share their data. */
  keyOf(plan: Plan<unknown>): string {
    const leaf = this.#leafOf(plan);
    return `${leaf.name} ${leaf.dataKey(plan.spec)}`;
  }

  /** @throws {InputError} When it cannot be read */
  async load(plan: Plan<unknown>): Promise<void> {
    const key = this.keyOf(plan);
    if (this.#loaded.has(key)) return;
    this.#loaded.set(key, await this.#leafOf(plan).load(plan.spec, this.machine.kernels));
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
    return this.problems.find((one) => one.name === name) as ProblemLeaf; // checked when it was read
  }
}
