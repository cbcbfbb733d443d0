/** After a sweep: which values are worth another look. */
import { groupBy, sweptPaths } from "../_groups.ts";
import type { Best, Plan } from "../plan.ts";
import type { Judge } from "./_fields.ts";
import { judgeOf, outcomesOf } from "./_outcomes.ts";
import type { Trained, TrainSpec } from "./spec.ts";

/** The best value of a swept field, for one combination of the other ones. */
export interface BestOf {
  /** All runs of that combination. */
  readonly group: readonly Trained[];
  /** A run of each value that is best: of equals the first, in the order of the list, is chosen. */
  readonly equals: readonly [Trained, ...Trained[]];
  /** How bad it is, as in `Outcomes`: infinite where no value has a result. */
  readonly badness: number;
}

/**
 * The runs that repeat on other seeds, for each combination of the other swept fields, the best value
 * of one; of equals the first in the order of the list.
 */
export function bestAgain(
  best: Best,
  plans: readonly Plan<TrainSpec>[],
  done: readonly Trained[],
): Plan<TrainSpec>[] {
  return bestOf(best.of, done, judgeOf(done, best))
    .flatMap(({ equals: [{ plan }] }) => best.seeds.map((seed) => ({ ...plan, seed })))
    .map((plan, i) => ({ ...plan, run: plans.length + 1 + i }));
}

/**
 * For each combination of the fields other than `of`, its runs, and the values of `of` that end best
 * by the median over seeds, where runs that diverged or failed are infinitely bad.
 */
export function bestOf(of: string, done: readonly Trained[], by: Judge): BestOf[] {
  return groupBy(done, pathsBeside(of, done)).map(({ results: group }) => {
    const outcomes = outcomesOf(group, by);
    const badness = Math.min(...outcomes.map((one) => one.badness));
    const [first, ...others] = outcomes.filter((one) => one.badness === badness)
      .map(({ runs: [run] }) => run);
    return { group, equals: [first, ...others], badness };
  });
}

/** The swept fields other than `of`. */
export function pathsBeside(of: string, done: readonly Trained[]): string[] {
  return sweptPaths(done).filter((path) => path !== of);
}
