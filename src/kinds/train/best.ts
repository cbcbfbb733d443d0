/** After a sweep: which values are worth another look. */
import { groupBy, sweptPaths } from "../_groups.ts";
import type { Best, Plan } from "../plan.ts";
import { outcomesOf } from "./_outcomes.ts";
import type { Trained, TrainSpec } from "./spec.ts";

/** The best value of a swept field, for one combination of the other ones. */
export interface BestOf {
  /** All runs of that combination. */
  readonly group: readonly Trained[];
  /** A run of each value that is best: of equals the first, in the order of the list, is chosen. */
  readonly equals: readonly [Trained, ...Trained[]];
  /** What it is best by: infinite where no value has a result. */
  readonly trainLoss: number;
}

/**
 * The runs that repeat on other seeds, for each combination of the other swept fields, the value of
 * one with the lowest final training loss; of equals the first in the order of the list.
 */
export function bestAgain(
  { of, seeds }: Best,
  plans: readonly Plan<TrainSpec>[],
  done: readonly Trained[],
): Plan<TrainSpec>[] {
  return bestOf(of, done)
    .flatMap(({ equals: [{ plan }] }) => seeds.map((seed) => ({ ...plan, seed })))
    .map((plan, i) => ({ ...plan, run: plans.length + 1 + i }));
}

/**
 * For each combination of the fields other than `of`, its runs, and the values of `of` whose final
 * training loss is lowest: the median over seeds, infinite for runs that diverged or failed.
 */
export function bestOf(of: string, done: readonly Trained[]): BestOf[] {
  return groupBy(done, pathsBeside(of, done)).map(({ results: group }) => {
    const outcomes = outcomesOf(group);
    const trainLoss = Math.min(...outcomes.map((one) => one.trainLoss));
    const [first, ...others] = outcomes.filter((one) => one.trainLoss === trainLoss)
      .map(({ runs: [run] }) => run);
    return { group, equals: [first, ...others], trainLoss };
  });
}

/** The swept fields other than `of`. */
export function pathsBeside(of: string, done: readonly Trained[]): string[] {
  return sweptPaths(done).filter((path) => path !== of);
}
