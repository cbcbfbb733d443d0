import { median } from "../../numbers.ts";
import { groupBy, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { Best } from "../plan.ts";
import { haveDiverged } from "./_medians.ts";
import type { Trained } from "./spec.ts";
import { bestOf } from "./best.ts";
import type { CurveRecord } from "./curve.ts";

/** The runs that differ in their seed only, and where they ended. */
export interface Outcomes {
  /** Such as `batch size 256 with step size 1e-6`. */
  readonly words: string;
  readonly runs: readonly Trained[];
  readonly last: readonly CurveRecord[];
  /** Median over seeds, with infinity for runs that diverged. */
  readonly trainLoss: number;
  /** Median over seeds. */
  readonly steps: number;
  /** Whether half of the runs diverged, or more. */
  readonly hasDiverged: boolean;
}

/** Runs by their swept values. */
export function outcomesOf(done: readonly Trained[]): Outcomes[] {
  const paths = sweptPaths(done);
  return groupBy(done, paths).map(({ results: runs }) => {
    const last = runs.map(lastOf);
    // A run that diverged is worse than any that did not, whatever its loss.
    const losses = runs.map(({ result: { status } }, i) =>
      status === "diverged" ? Infinity : last[i].trainLoss
    );
    const words = paths.map((path) => fieldWords(runs[0], path));
    return {
      words: words.length === 0 ? runs[0].plan.spec.method.name : words.join(" with "),
      runs,
      last,
      trainLoss: median(losses),
      steps: median(last.map((record) => record.iteration)),
      hasDiverged: haveDiverged(runs),
    };
  });
}

/** The last record of a run. */
export function lastOf({ result: { records } }: Trained): CurveRecord {
  return records[records.length - 1];
}

/** The runs of the sweep, and those that were run again after it. */
export function stages(done: readonly Trained[], best: Best | null): [Trained[], Trained[]] {
  const isAgain = ({ plan: { seed } }: Trained) => best?.seeds.includes(seed) ?? false;
  return [done.filter((one) => !isAgain(one)), done.filter(isAgain)];
}

/** Those whose best value is the smallest or the largest of the sweep: a better one may lie beyond. */
export function edgesOf({ of }: Best, swept: readonly Trained[]): string[] {
  const others = sweptPaths(swept).filter((path) => path !== of);
  const wordsOf = (done: Trained) => [...others, of].map((path) => fieldWords(done, path));
  return bestOf(of, swept).flatMap((best) => {
    const group = swept.filter((one) =>
      others.every((path) => sweptText(one, path) === sweptText(best, path))
    );
    const values = group.map(({ plan }) => plan.values[of]).filter((one) =>
      typeof one === "number"
    );
    const own = best.plan.values[of];
    const isInside = typeof own !== "number" ||
      (Math.min(...values) < own && own < Math.max(...values));
    const hasBest = !haveDiverged(group.filter(({ plan }) => plan.values[of] === own));
    return isInside || !hasBest ? [] : [wordsOf(best).join(" and ")];
  });
}

/** Such as `step size 1e-6`. */
function fieldWords(done: Trained, path: string): string {
  return `${pathWords(path)} ${sweptText(done, path)}`;
}
