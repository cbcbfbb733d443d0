import { located } from "../errors.ts";
import { loadParserFor } from "../formulas/parse.ts";
import type { ProblemSpec } from "../kinds/plan.ts";
import type { ProblemLeaf } from "../problems/problem.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Checks what an experiment names that only a library can, which is loaded for it: shipped files need not
 * wait for that.
 *
 * @throws {InputError} When something is wrong
 */
export async function examine({ kind, problems, runs, source }: Experiment): Promise<void> {
  const seen = new Set<string>();
  for (const { spec } of runs) {
    const { problem: { name } } = spec as ProblemSpec; // every spec has one
    const problem = problems.find((one) => one.name === name) as ProblemLeaf; // checked before
    try {
      if (await loadParserFor(spec)) {
        kind.check(spec, problem.examples(spec), problem.hasHessian ?? false);
      }
      const key = `${name} ${problem.dataKey(spec)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      await problem.examine?.(spec);
    } catch (error) {
      throw located(source, error);
    }
  }
}
