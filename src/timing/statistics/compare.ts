/**
 * Which benches became slower or faster, and which of them are measured again first.
 *
 * @module
 */
import { median } from "simple-statistics";
import { InputError } from "../../errors.ts";
import { medianRatioInterval, ratioOfMedians } from "./bootstrap.ts";
import { type Pair, pairs } from "./pairs.ts";
import { checkComparable } from "../samples/settings.ts";
import { type GlobThreshold, thresholdOf } from "./thresholds.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";
import type { BenchComparison, Side, TimingComparison, Verdict } from "./comparison.ts";
import { VERDICTS } from "../formats/words.ts";

/** How two measurements are compared. */
export interface ComparisonOptions {
  /** Changes up to this share do not matter; 0.05 unless told. */
  readonly threshold?: number;
  /** Other thresholds for some benches; the last that matches wins. */
  readonly thresholds?: readonly GlobThreshold[];
  /** Confidence of all intervals together; 0.95 unless told. */
  readonly confidence?: number;
  /**
   * What is compared: times of processes that took turns, or, for measurements of different
   * moments, times in units of the ceiling bench, so that a machine that was slower altogether is
   * not held against the code.
   */
  readonly by?: "nanoseconds" | "ceilingRatio";
  /** Whether machines that differ are compared all the same. */
  readonly isForced?: boolean;
}

/** Confidence of all intervals together. */
export const CONFIDENCE = 0.95;

/**
 * Compares two measurements bench by bench.
 *
 * - `regressed`: the whole interval of the ratio of medians lies above 1, and the ratio above
 *   1 + threshold. One without the other is noise, or too small to matter.
 * - `improved`: the mirror image.
 * - `unchanged`: the whole interval lies within the threshold. This one is narrower, see below.
 * - `inconclusive`: none of these; more processes would tell.
 * - `incomparable`: there is no ratio, and `reason` says why.
 *
 * Bonferroni: k benches are k chances of a false alarm, so each interval gets the confidence
 * 1 − (1 − confidence) ∕ k, and all of them hold together with `confidence`.
 *
 * For `unchanged` the burden of proof is the other way round: two one-sided tests, each with
 * `confidence`, have to reject that the bench is slower, and that it is faster, by the threshold or
 * more (Schuirmann, 1987). That is an interval of 1 − 2 · (1 − confidence), such as 90 %, and it is
 * not corrected: more benches do not make it more likely that a change of this one is overlooked. A
 * comparison gives the interval that its verdict rests on, with its confidence.
 *
 * @throws {InputError} When the settings differ and it is not forced, or an option is out of range
 */
export function compareTimings(
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  const differences = checkComparable(base, head, { force: options.isForced ?? false });
  const benches = judgeAll(pairs(base, head), options);
  return { base: withoutSamples(base), head: withoutSamples(head), differences, benches };
}

/**
 * The benches to measure again before anything is said of them: those that look changed, and those
 * whose ratio is beyond the threshold although the noise is too large to tell. None of those that
 * were measured again already: a third look would be one more chance for noise.
 */
export function suspicious({ benches }: TimingComparison): readonly BenchComparison[] {
  return benches.filter(({ verdict, ratio, threshold, isRemeasured }) =>
    !isRemeasured && verdict !== "incomparable" &&
    (ratio > 1 + threshold || ratio < 1 / (1 + threshold))
  );
}

/**
 * The comparison in which the suspicious benches are judged anew, on fresh samples alone.
 *
 * The first measurement only chooses; the second, which knows nothing of that choice, decides. So
 * whatever was chosen, the false alarms are those of the second, and with k chosen benches a
 * correction by k keeps them below 1 − confidence in all. The samples that made a bench suspicious
 * must not be used again: they are there because they look slow. As k is small, the intervals are
 * much narrower than those of all benches, and only the chosen benches take the time of another
 * measurement, so it can have more processes than the first.
 *
 * @param base Fresh samples of the suspicious benches; others are ignored
 * @param head The same of the other version
 * @throws {InputError} When the settings differ and it is not forced, or an option is out of range
 */
export function withRemeasured(
  comparison: TimingComparison,
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  checkComparable(base, head, { force: options.isForced ?? false });
  const chosen = suspicious(comparison).map(({ bench }) => bench);
  const fresh = pairs(base, head, chosen);
  const again = judgeAll(fresh, options).map((one) => ({ ...one, isRemeasured: true }));
  const kept = comparison.benches.filter(({ bench }) => !chosen.includes(bench));
  return { ...comparison, benches: worstFirst([...kept, ...again]) };
}

function judgeAll(benches: readonly Pair[], options: ComparisonOptions): BenchComparison[] {
  const { by = "nanoseconds", confidence = CONFIDENCE, threshold, thresholds = [] } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw new InputError(
      `Cannot compare times with confidence ${confidence} as it must lie between 0 and 1, such as ${CONFIDENCE}`,
    );
  }
  const count = benches.filter(({ reason }) => reason === null).length;
  const judgement = { by, confidence, corrected: 1 - (1 - confidence) / count };
  const thresholdFor = thresholdOf(thresholds, threshold);
  return worstFirst(benches.map((pair) => ({
    bench: pair.bench,
    threshold: thresholdFor(pair.bench),
    isRemeasured: false,
    base: side(pair.base),
    head: side(pair.head),
    ...pair.reason === null ? judge(pair, thresholdFor(pair.bench), judgement) : {
      verdict: "incomparable" as const,
      reason: pair.reason,
      ratio: NaN,
      interval: [NaN, NaN] as const,
      confidence: NaN,
    },
  })));
}

/** How one bench is judged. */
interface Judgement {
  readonly by: "nanoseconds" | "ceilingRatio";
  /** Of all benches together. */
  readonly confidence: number;
  /** Of one bench, so that all hold together. */
  readonly corrected: number;
}

function judge(
  pair: Pair,
  threshold: number,
  { confidence, corrected, by }: Judgement,
): Pick<BenchComparison, "verdict" | "reason" | "ratio" | "interval" | "confidence"> {
  const [base, head] = [pair.base, pair.head].map((samples) => samples.map((one) => one[by]));
  const ratio = ratioOfMedians(base, head);
  const [fastest, slowest] = [1 / (1 + threshold), 1 + threshold];
  const decided = (verdict: Verdict, interval: readonly [number, number], confidence: number) => ({
    verdict,
    reason: null,
    ratio,
    interval,
    confidence,
  });
  const interval = medianRatioInterval(base, head, corrected);
  if (interval[0] > 1 && ratio > slowest) return decided("regressed", interval, corrected);
  if (interval[1] < 1 && ratio < fastest) return decided("improved", interval, corrected);
  // Rounded, as 0.9 is to be told as 0.9.
  const equivalence = Math.max(0, Number((1 - 2 * (1 - confidence)).toFixed(12)));
  const own = medianRatioInterval(base, head, equivalence);
  return own[0] >= fastest && own[1] <= slowest
    ? decided("unchanged", own, equivalence)
    : decided("inconclusive", interval, corrected);
}

function side(samples: readonly Sample[]): Side | null {
  if (samples.length === 0) return null;
  const rates = samples.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
  return {
    nanoseconds: median(samples.map(({ nanoseconds }) => nanoseconds)),
    examplesPerSecond: rates.length === samples.length ? median(rates) : null,
    samples: samples.length,
  };
}

/** By verdict; those of one verdict by falling ratio. */
export function worstFirst(benches: readonly BenchComparison[]): BenchComparison[] {
  return benches.toSorted((a, b) =>
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    (a.verdict === "incomparable" ? 0 : b.ratio - a.ratio)
  );
}

function withoutSamples(
  { samples: _, failures: _failures, ...rest }: Measurement,
): TimingComparison["base"] {
  return rest;
}
