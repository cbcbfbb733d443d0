import { type Measurement, mediansOf, provenance, type TimeField } from "../samples/measurement.ts";
import { checkComparable } from "../samples/settings.ts";
import { medianRatioInterval, ratioOfMedians } from "./bootstrap.ts";
import { type BenchComparison, type TimingComparison, VERDICTS } from "./comparison.ts";
import { type Pair, pairs } from "./pairs.ts";
import { thresholdOf, type Thresholds } from "../samples/thresholds.ts";

export interface ComparisonOptions {
  readonly thresholds?: Thresholds;
  /**
   * What is compared: times of processes that took turns, or, for measurements of different
   * moments, times in units of the ceiling bench, so that a machine that was slower altogether is
   * not held against the code.
   */
  readonly by?: TimeField;
  readonly isForced?: boolean;
}

/** Confidence of all intervals together. */
export const CONFIDENCE = 0.95;
/** Of the interval that says `unchanged`: 1 − 2 · (1 − `CONFIDENCE`). */
const EQUIVALENCE = 0.9;

/**
 * Compares two measurements bench by bench; docs/method.md says when a bench is called what.
 *
 * Intervals of changes are corrected by the number k of benches (Bonferroni), as they are k chances
 * of a false alarm. That of `unchanged`, two one-sided tests (Schuirmann, 1987), is not: more benches
 * do not make it more likely that a change of this one is overlooked.
 */
export function compareTimings(
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  return {
    base: provenance.parse(base),
    head: provenance.parse(head),
    differences: checkComparable(base, head, options.isForced),
    benches: worstFirst(judgeAll(pairs(base, head), options)),
  };
}

/**
 * The benches to measure again before anything is said of them: those whose ratio is beyond the
 * threshold, whether the noise is too large to decide or not. None of those that were measured again
 * already: a third look would be one more chance for noise.
 */
export function suspicious({ benches }: TimingComparison): string[] {
  return benches.filter(({ verdict, ratio, threshold, isRemeasured }) =>
    !isRemeasured && verdict !== "incomparable" && Math.max(ratio, 1 / ratio) > 1 + threshold
  ).map(({ bench }) => bench);
}

/**
 * The comparison in which the suspicious benches are judged again, on fresh samples alone.
 *
 * The first measurement only chooses; the second, which knows nothing of that choice, decides. The
 * samples that made a bench suspicious must not be used again: they are there because they look
 * slow. So the false alarms are those of the second, and a correction by the number of chosen
 * benches keeps them below 1 − confidence in all.
 */
export function withRemeasured(
  comparison: TimingComparison,
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  const chosen = suspicious(comparison);
  const again = judgeAll(pairs(base, head, chosen), options)
    .map((one) => ({ ...one, isRemeasured: true }));
  const kept = comparison.benches.filter(({ bench }) => !chosen.includes(bench));
  return { ...comparison, benches: worstFirst([...kept, ...again]) };
}

function judgeAll(benches: readonly Pair[], options: ComparisonOptions): BenchComparison[] {
  const comparable = benches.filter(({ reason }) => reason === null).length;
  const corrected = 1 - (1 - CONFIDENCE) / comparable;
  return benches.map((pair) => judge(pair, corrected, options));
}

function judge(
  pair: Pair,
  corrected: number,
  { thresholds = {}, by = "nanoseconds" }: ComparisonOptions,
): BenchComparison {
  const { bench, reason } = pair;
  const threshold = thresholdOf(bench, thresholds);
  const sides = { base: side(pair.base), head: side(pair.head) };
  const common = { bench, threshold, isRemeasured: false, ...sides, reason };
  if (reason !== null) {
    const unknown = { ratio: NaN, interval: [NaN, NaN] as const, confidence: NaN };
    return { ...common, verdict: "incomparable", ...unknown };
  }
  const [base, head] = [pair.base, pair.head].map((samples) => samples.map((one) => one[by]));
  const ratio = ratioOfMedians(base, head);
  const [fastest, slowest] = [1 / (1 + threshold), 1 + threshold];
  const change = medianRatioInterval(base, head, corrected);
  const called = { ...common, ratio, interval: change, confidence: corrected };
  if (change[0] > 1 && ratio > slowest) return { ...called, verdict: "regressed" };
  if (change[1] < 1 && ratio < fastest) return { ...called, verdict: "improved" };
  const band = medianRatioInterval(base, head, EQUIVALENCE);
  return band[0] >= fastest && band[1] <= slowest
    ? { ...called, verdict: "unchanged", interval: band, confidence: EQUIVALENCE }
    : { ...called, verdict: "inconclusive" };
}

function side(samples: Pair["base"]): BenchComparison["base"] {
  if (samples.length === 0) return null;
  const { ceilingRatio: _, ...medians } = mediansOf(samples);
  return medians;
}

/** By verdict; those of one verdict by falling ratio. */
export function worstFirst(benches: readonly BenchComparison[]): BenchComparison[] {
  return benches.toSorted((a, b) =>
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    (a.verdict === "incomparable" ? 0 : b.ratio - a.ratio)
  );
}
