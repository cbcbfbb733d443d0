import { bestAgain } from "../best.ts";
import type { ExperimentOf, Plans } from "../experiment/plans.ts";
import type { Kind } from "../experiment/specs.ts";
import type { Results } from "../run.ts";
import type { Curve } from "../types.ts";

/** The plans of all runs: those of the file, and the best again once these are done. */
export function plansOf<K extends Kind>(
  { runs, best }: ExperimentOf<K>,
  results: readonly Results[K][],
): readonly Plans[K][] {
  if (best === null || results.length < runs.length) return runs;
  // Only experiments that train have a best; it was chosen before there were runs on other seeds.
  return [...runs, ...bestAgain(best, runs, results.slice(0, runs.length) as readonly Curve[])];
}
