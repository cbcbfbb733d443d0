import { readable } from "../../numbers.ts";
import type { CheckedDerivative, GradientCheck, Judgement, Verdict } from "./check.ts";

/** What the CS231n notes, "Gradient checks", say of errors; each has its name at a height. */
export const BANDS = [
  { verdict: "wrong", above: 1e-2, words: "above 1e-2", height: 1e-1 },
  {
    verdict: "suspicious",
    above: 1e-4,
    words: "above 1e-4 although kinks are left out",
    height: 1e-3,
  },
  { verdict: "acceptable", above: 1e-7, words: "below 1e-4", height: 3e-6 },
  { verdict: "right", above: -Infinity, words: "below 1e-7", height: 1e-8 },
] as const;

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
  const steps = stepsOf(derivatives);
  const most = Math.max(...steps.map(({ smooth }) => smooth.length));
  const [{ h, smooth }] = steps
    .filter(({ all, smooth }) => smooth.length >= Math.min(most, ENOUGH * all.length))
    .sort((a, b) => largestOf(a.smooth) - largestOf(b.smooth));
  const largest = largestOf(smooth);
  return { verdict: bandOf(largest).verdict, h, largest, judged: smooth.length };
}

/** The largest error; 0 of none. */
export function largestOf(derivatives: readonly CheckedDerivative[]): number {
  return derivatives.reduce((largest, { error }) => Math.max(largest, error), 0);
}

/** The band of a largest error. */
export function bandOf(error: number): (typeof BANDS)[number] {
  return BANDS.find(({ above }) => !(error <= above)) ?? BANDS[0];
}

/** Whether a gradient is good enough. */
export function isGood({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === "right" || verdict === "acceptable";
}

/** Derivatives at one h. */
export interface Step {
  readonly h: number;
  readonly all: readonly CheckedDerivative[];
  /** Those without a kink. */
  readonly smooth: readonly CheckedDerivative[];
}

export function stepsOf(derivatives: readonly CheckedDerivative[]): Step[] {
  return [...Map.groupBy(derivatives, ({ h }) => h)]
    .map(([h, all]) => ({ h, all, smooth: all.filter(({ kinks }) => kinks === 0) }));
}

/** Why a check has no judgement. */
export function unjudged({ derivatives }: GradientCheck): string {
  return derivatives.some(({ kinks }) => kinks === 0)
    ? "every derivative is 0"
    : "every difference crosses a kink, where the slope jumps";
}

/** How many differences cross kinks of the loss itself and of hidden units; null without such units. */
export function crossings(
  derivatives: readonly CheckedDerivative[],
): { readonly loss: number; readonly units: number } | null {
  const own = derivatives.filter(({ unitKinks }) => unitKinks !== undefined);
  if (own.length === 0) return null;
  const count = (of: (kinks: number, units: number) => number) =>
    own.filter(({ kinks, unitKinks = 0 }) => of(kinks, unitKinks) > 0).length;
  return { loss: count((kinks, units) => kinks - units), units: count((_, units) => units) };
}

/** `: 8 % of all, 3 of the loss and 1 of hidden units`; nothing without such units. */
export function crossingWords(derivatives: readonly CheckedDerivative[]): string {
  const found = crossings(derivatives);
  if (found === null) return "";
  const crossing = derivatives.filter(({ kinks }) => kinks > 0).length;
  const share = readable((100 * crossing) / derivatives.length, 2);
  return `: ${share} % of all, ${readable(found.loss)} of the loss and ${
    readable(found.units)
  } of ` +
    "hidden units";
}
