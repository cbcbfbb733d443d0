import type { Difference } from "../../problems/difference.ts";
import type { Progress } from "../../types.ts";
import { bandOf, isGood, judge, largestOf } from "./_judge.ts";
import type { CheckedDerivative, Judgement, OtherStep } from "./check.ts";
import type { CheckSpec } from "./spec.ts";

/** What is tried where the steps of a file cannot tell. */
const TRIED = [1e3, 1e2, 10, 1, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11];

/** What is known when another step is looked for. */
interface Known {
  /** L(W). */
  readonly loss: number;
  /** At the steps of the file. */
  readonly derivatives: readonly CheckedDerivative[];
  readonly judgement: Judgement | null;
}

/**
 * A step that can tell more than those of the file, or null.
 *
 * An error that is gone at another step is not that of the formula: a long step leaves the curvature
 * of the loss (truncation), a short one magnifies its rounding. So a judgement that is not good gives
 * way to a step at which all that was judged is good. Without a judgement, any will do that gives one.
 */
export function* otherStep(
  spec: CheckSpec,
  { loss, derivatives, judgement }: Known,
  compare: (difference: Difference) => Generator<Progress, CheckedDerivative[]>,
): Generator<Progress, OtherStep | null> {
  if (judgement !== null && isGood(judgement)) return null;
  const judged = derivatives.filter(({ h }) => h === judgement?.h);
  const isEnough = (found: readonly CheckedDerivative[]) =>
    judgement === null ||
    isGood(bandOf(largestOf(found.filter(({ kinks }) => kinks === 0)))) &&
      // In the same order: what is not good must be seen to be good, and not be left out.
      judged.every(({ error, kinks }, i) =>
        kinks > 0 || isGood(bandOf(error)) || found[i]?.kinks === 0
      );
  const isForward = spec.scheme === "forward";
  for (const scheme of isForward ? ["forward", "central"] as const : [spec.scheme]) {
    const all: CheckedDerivative[] = [];
    for (const h of TRIED) {
      if (scheme === spec.scheme && spec.h.includes(h)) continue;
      const found = yield* compare({ h, scheme });
      if (isEnough(found)) all.push(...found);
    }
    const best = judge(all, loss);
    if (best !== null) return { h: best.h, scheme, largest: best.largest };
  }
  return null;
}
