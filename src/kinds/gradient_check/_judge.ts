import type { CheckedDerivative, Judgement, Verdict } from "./check.ts";

/** A difference of losses L is uncertain by less than this times L. */
const ROUNDING = 8 * Number.EPSILON;
/** The share of derivatives that must be free of kinks for an h to be judged by. */
const ENOUGH = 0.9;

/**
 * What a check says: at the h whose largest error is smallest, among those at which nine of ten
 * derivatives have no kinks, or as many as there are at any h. Null when all have kinks or are 0.
 * A difference is 0 when it is no larger than the rounding of `loss`, the one at the weights.
 */
export function judge(
  derivatives: readonly CheckedDerivative[],
  loss = 0,
): Judgement | null {
  const hasSomething = derivatives.some(({ kinks, analytic, numerical, h }) =>
    kinks === 0 && (analytic !== 0 || Math.abs(numerical) > (ROUNDING * loss) / h)
  );
  if (!hasSomething) return null; // zeros that agree show nothing
  const candidates = [...Map.groupBy(derivatives, ({ h }) => h)].map(([h, all]) => {
    const smooth = all.filter(({ kinks }) => kinks === 0);
    return { h, all: all.length, judged: smooth.length, largest: largestOf(smooth) };
  });
  const most = Math.max(...candidates.map(({ judged }) => judged));
  const [{ h, largest, judged }] = candidates
    .filter(({ judged, all }) => judged >= Math.min(most, ENOUGH * all))
    .sort((a, b) => a.largest - b.largest);
  return { verdict: verdictOf(largest), h, largest, judged };
}

/** The largest error; 0 of none. */
export function largestOf(derivatives: readonly CheckedDerivative[]): number {
  return derivatives.reduce((largest, { error }) => Math.max(largest, error), 0);
}

/** The bands of the CS231n notes, "Gradient checks". */
function verdictOf(error: number): Verdict {
  if (error > 1e-2) return "wrong";
  if (error > 1e-4) return "suspicious";
  return error > 1e-7 ? "acceptable" : "right";
}
