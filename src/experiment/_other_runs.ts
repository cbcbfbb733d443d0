import { ensure, locate } from "../errors.ts";
import { inertLine } from "../inert.ts";
import type { FindRun } from "../kinds/kind.ts";
import type { Plan, ProblemSpec } from "../kinds/plan.ts";
import { valueText } from "../numbers.ts";
import type { ProblemLeaf } from "../problems/problem.ts";
import type { SweptValue } from "../types.ts";
import { valueAt } from "./_json_schema.ts";
import { beside } from "./modules.ts";

/** How runs of other files, which train, are found from `source`: read as text, and then as runs. */
export function finderOf(
  source: string,
  read: ((file: string) => string) | undefined,
  runsIn: (text: string, file: string) => readonly Plan<unknown>[],
): FindRun {
  const known = new Map<string, readonly Plan<unknown>[]>(); // runs of files by their path
  const readFrom = (other: string, path: string) =>
    locate(`${path}.experiment`, () => {
      ensure(read !== undefined, "cannot be read here: no way to read files was given");
      return read(other);
    });
  return (file, run, path) => {
    const other = beside(source, file);
    const runs = known.get(other) ?? runsIn(readFrom(other, path), other);
    known.set(other, runs);
    ensure(
      run <= runs.length,
      `${path}.run: must be 1 to ${runs.length}, the runs of the sweep of ${other}: ` +
        `current value is ${run}`,
    );
    return runs[run - 1];
  };
}

/**
 * The same with each run on the problem of a spec: it keeps its start and its method.
 *
 * @throws {InputError} When the run has other weights, as of another score function
 */
export function onProblemOf(spec: ProblemSpec, leaf: ProblemLeaf, findRun: FindRun): FindRun {
  const fields = ["problem", ...Object.keys(leaf.fields)];
  const own = Object.entries(spec).filter(([key]) => fields.includes(key));
  return (file, run, path) => {
    const plan = findRun(file, run, path) as Plan<ProblemSpec>;
    for (const key of ["problem.name", ...leaf.shape ?? []]) {
      const [wanted, found] = [spec, plan.spec].map((one) => textAt(one, key));
      ensure(
        wanted === found,
        `${path}.run: must be a run with the ${key.split(".")[0]} of this file, ${wanted}: ` +
          `run ${run} of ${file} has ${found}`,
      );
    }
    return { ...plan, spec: { ...plan.spec, ...Object.fromEntries(own) } };
  };
}

function textAt(spec: ProblemSpec, key: string): string {
  return inertLine(valueText(valueAt(spec, key.split(".")) as SweptValue));
}
