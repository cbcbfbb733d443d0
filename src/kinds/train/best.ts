/**
 * After a sweep: which values are worth another look.
 *
 * @module
 */
import { median } from "../../numbers.ts";
import type { RunLabel } from "../../types.ts";
import type { Best, Plan } from "../plan.ts";
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
  const bests = bestOf(of, done).map(({ plan }) => plan);
  const from = plans.length + 1;
  return bests.flatMap((plan, i) =>
    seeds.map((seed, j) => ({ ...plan, seed, run: from + i * seeds.length + j }))
  );
}

/**
 * For each combination of the fields other than `of`, a run with the value of `of` whose final
 * training loss is lowest: the median over seeds, infinite for runs that diverged or failed.
 */
export function bestOf(of: string, done: readonly Trained[]): Trained[] {
  const groups = Map.groupBy(done, ({ plan }) => keyOf(plan, { [of]: null }));
  return [...groups.values()].map((group) => {
    const candidates = [...Map.groupBy(group, ({ plan }) => keyOf(plan, {})).values()];
    const best = candidates
      .map((same) => ({ one: same[0], loss: median(same.map(finalLoss)) }))
      .reduce((best, one) => one.loss < best.loss ? one : best);
    return best.one;
  });
}

function finalLoss({ result: { status, records } }: Trained): number {
  const hasEnded = status === "done" || status === "target";
  return hasEnded ? records[records.length - 1].trainLoss : Infinity;
}

function keyOf({ values }: RunLabel, without: object): string {
  return JSON.stringify({ ...values, ...without });
}
