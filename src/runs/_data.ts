import { located } from "../errors.ts";
import type { Experiment } from "../experiment/experiment.ts";
import type { Plan, ProblemSpec } from "../kinds/plan.ts";
import type { Machine, Problem, ProblemData, ProblemLeaf } from "../problems/problem.ts";

/** What the runs of an experiment are over: read once for all runs that name the same. */
export interface RunData {
  /** Runs whose keys are equal share their data. */
  keyOf(plan: Plan<unknown>): string;
  /** @throws {InputError} When it cannot be read */
  load(plan: Plan<unknown>): Promise<void>;
  /** What was loaded for a run. */
  of(plan: Plan<unknown>): ProblemData | undefined;
  /** Makes the problem of a spec over the data of a run, which is loaded. */
  makeOf(plan: Plan<unknown>): (spec: unknown) => Problem;
}

/** The data of an experiment's runs, none of it loaded yet. */
export function runData(
  { source, problems }: Pick<Experiment, "source" | "problems">,
  machine: Machine,
): RunData {
  const loaded = new Map<string, ProblemData>();
  const leafOf = ({ spec }: Plan<unknown>) => {
    const { problem: { name } } = spec as ProblemSpec; // every spec has one
    return problems.find((one) => one.name === name) as ProblemLeaf; // checked when it was read
  };
  const keyOf = (plan: Plan<unknown>) => `${leafOf(plan).name} ${leafOf(plan).dataKey(plan.spec)}`;
  return {
    keyOf,
    async load(plan) {
      const key = keyOf(plan);
      if (loaded.has(key)) return;
      try {
        loaded.set(key, await leafOf(plan).load(plan.spec, machine.kernels));
      } catch (error) {
        throw located(source, error);
      }
    },
    of: (plan) => loaded.get(keyOf(plan)),
    makeOf(plan) {
      const data = loaded.get(keyOf(plan)) as ProblemData;
      return (spec) => leafOf(plan).make(spec, data, machine);
    },
  };
}
