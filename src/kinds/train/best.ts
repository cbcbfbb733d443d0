/** After a sweep: which values are worth another look. */
import { groupBy, sweptNumber, sweptPaths } from "../_groups.ts";
import type { Best, Plan } from "../plan.ts";
import { fieldWords, haveDiverged, outcomesOf } from "./_outcomes.ts";
import type { Trained, TrainSpec } from "./spec.ts";

/**
 * The runs that repeat on other seeds, for each combination of the other swept fields, the value of
 * one with the lowest final training loss.
 */
export function bestAgain(
  { of, seeds }: Best,
  plans: readonly Plan<TrainSpec>[],
  done: readonly Trained[],
): Plan<TrainSpec>[] {
  return bestOf(of, done).flatMap(({ best: { plan } }) => seeds.map((seed) => ({ ...plan, seed })))
    .map((plan, i) => ({ ...plan, run: plans.length + 1 + i }));
}

/**
 * For each combination of the fields other than `of`, its runs, and one with the value of `of` whose
 * final training loss is lowest: the median over seeds, infinite for runs that diverged or failed.
 */
export function bestOf(
  of: string,
  done: readonly Trained[],
): { readonly group: readonly Trained[]; readonly best: Trained }[] {
  return groupBy(done, pathsBeside(of, done)).map(({ results: group }) => {
    const { runs: [best] } = outcomesOf(group)
      .reduce((best, one) => one.trainLoss < best.trainLoss ? one : best);
    return { group, best };
  });
}

/** Those whose best value is the smallest or the largest of the sweep: a better one may lie beyond. */
export function edgesOf({ of }: Best, swept: readonly Trained[]): string[] {
  const paths = [...pathsBeside(of, swept), of];
  return bestOf(of, swept).flatMap(({ group, best }) => {
    const own = sweptNumber(best, of);
    const values = group.map((one) => sweptNumber(one, of)).filter((one) => one !== null);
    const isInside = own === null || (Math.min(...values) < own && own < Math.max(...values));
    const isLost = haveDiverged(group.filter((one) => sweptNumber(one, of) === own));
    return isInside || isLost ? [] : [fieldWords(best, paths).join(" and ")];
  });
}

function pathsBeside(of: string, done: readonly Trained[]): string[] {
  return sweptPaths(done).filter((path) => path !== of);
}
