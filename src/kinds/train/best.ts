/**
 * After a sweep: which values are worth another look.
 *
 * @module
 */
import type { Best, Plan } from "../plan.ts";
import { median } from "../../numbers.ts";
import type { Curve, RunLabel } from "../../types.ts";

/**
 * The runs that repeat on other seeds, for each combination of the other swept fields, the value of
 * one with the lowest final training loss.
 */
export function bestAgain<P extends Plan<unknown>>(
  { of, seeds }: Best,
  plans: readonly P[],
  curves: readonly Curve[],
): P[] {
  const bests = bestOf(of, curves).map(({ run }) => plans[run - 1]);
  const from = plans.length + 1;
  return bests.flatMap((plan, i) =>
    seeds.map((seed, j) => ({ ...plan, seed, run: from + i * seeds.length + j }))
  );
}

/**
 * For each combination of the fields other than `of`, a run with the value of `of` whose final
 * training loss is lowest: the median over seeds, infinite for runs that diverged or failed.
 */
export function bestOf(of: string, curves: readonly Curve[]): Curve[] {
  const groups = Map.groupBy(curves, (curve) => keyOf(curve, { [of]: null }));
  return [...groups.values()].map((group) => {
    const candidates = [...Map.groupBy(group, (curve) => keyOf(curve, {})).values()];
    const best = candidates
      .map((same) => ({ curve: same[0], loss: median(same.map(finalLoss)) }))
      .reduce((best, one) => one.loss < best.loss ? one : best);
    return best.curve;
  });
}

function finalLoss({ status, records }: Curve): number {
  const hasEnded = status === "done" || status === "target";
  return hasEnded ? records[records.length - 1].trainLoss : Infinity;
}

function keyOf({ values }: RunLabel, without: object): string {
  return JSON.stringify({ ...values, ...without });
}
