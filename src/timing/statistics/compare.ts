/**
 * Which benches became slower or faster, and which of them are measured again first.
 *
 * @module
 */
import {
  type Measurement,
  mediansOf,
  type Provenance,
  type TimeField,
} from "../samples/measurement.ts";
import { checkComparable } from "../samples/settings.ts";
import { medianRatioInterval, ratioOfMedians } from "./bootstrap.ts";
import {
  type BenchComparison,
  type Outcome,
  OUTCOMES,
  type TimingComparison,
} from "./comparison.ts";
import { type Pair, pairs } from "./pairs.ts";
import { thresholdOf, type Thresholds } from "./thresholds.ts";

/** How two measurements are compared. */
export interface ComparisonOptions {
  readonly thresholds?: Thresholds;
  /**
   * What is compared: times of processes that took turns, or, for measurements of different
   * moments, times in units of the ceiling bench, so that a machine that was slower altogether is
   * not held against the code.
   */
  readonly by?: TimeField;
  /** Whether machines that differ are compared all the same. */
  readonly isForced?: boolean;
}

/** Confidence of all intervals together. */
export const CONFIDENCE = 0.95;
/** Of the interval that says `unchanged`: 1 − 2 · (1 − `CONFIDENCE`). */
const EQUIVALENCE = 0.9;

/**
 * Compares two measurements bench by bench.
 *
 * - `regressed`: the whole interval of the ratio of medians lies above 1, and the ratio above
 *   1 + threshold. One without the other is noise, or too small to matter.
 * - `improved`: the mirror image.
 * - `unchanged`: the whole interval lies within the threshold. This one is narrower, see below.
 * - `inconclusive`: none of these; more processes would decide.
 * - `incomparable`: there is no ratio, and `reason` says why.
 *
 * Bonferroni: k benches are k chances of a false alarm, so each interval gets the confidence
 * 1 − (1 − confidence) ∕ k, and all of them hold together with `CONFIDENCE`.
 *
 * For `unchanged` the burden of proof is the other way round: two one-sided tests, each with
 * `CONFIDENCE`, have to reject that the bench is slower, and that it is faster, by the threshold or
 * more (Schuirmann, 1987). That is an interval of 1 − 2 · (1 − confidence), and it is not corrected:
 * more benches do not make it more likely that a change of this one is overlooked. A comparison
 * gives the interval that its verdict rests on, with its confidence.
 *
 * @throws {InputError} When the settings differ and it is not forced
 */
export function compareTimings(
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  return {
    base: provenanceOf(base),
    head: provenanceOf(head),
    differences: checkComparable(base, head, options.isForced),
    benches: worstFirst(judgeAll(pairs(base, head), options)),
  };
}

/**
 * The benches to measure again before anything is said of them: those that look changed, and those
 * whose ratio is beyond the threshold although the noise is too large to decide. None of those that
 * were measured again already: a third look would be one more chance for noise.
 */
export function suspicious({ benches }: TimingComparison): string[] {
  return benches.filter(({ verdict, ratio, threshold, isRemeasured }) =>
    !isRemeasured && verdict !== "incomparable" && Math.max(ratio, 1 / ratio) > 1 + threshold
  ).map(({ bench }) => bench);
}

/**
 * The comparison in which the suspicious benches are judged again, on fresh samples alone.
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
 * @throws {InputError} When the settings differ and it is not forced
 */
export function withRemeasured(
  comparison: TimingComparison,
  base: Measurement,
  head: Measurement,
  options: ComparisonOptions = {},
): TimingComparison {
  checkComparable(base, head, options.isForced);
  const chosen = suspicious(comparison);
  const again = judgeAll(pairs(base, head, chosen), options)
    .map((one) => ({ ...one, isRemeasured: true }));
  const kept = comparison.benches.filter(({ bench }) => !chosen.includes(bench));
  return { ...comparison, benches: worstFirst([...kept, ...again]) };
}

function judgeAll(
  benches: readonly Pair[],
  { thresholds = {}, by = "nanoseconds" }: ComparisonOptions,
): BenchComparison[] {
  const comparable = benches.filter(({ reason }) => reason === null).length;
  return benches.map((pair) => {
    const threshold = thresholdOf(pair.bench, thresholds);
    return {
      bench: pair.bench,
      threshold,
      isRemeasured: false,
      base: side(pair.base),
      head: side(pair.head),
      ...judge(pair, { by, threshold, corrected: 1 - (1 - CONFIDENCE) / comparable }),
    };
  });
}

/** How one bench is judged. */
interface Judgement {
  readonly by: TimeField;
  readonly threshold: number;
  /** Confidence of the interval of one bench, so that all hold together. */
  readonly corrected: number;
}

function judge(
  { base, head, reason }: Pair,
  { by, threshold, corrected }: Judgement,
): Pick<BenchComparison, "verdict" | "reason" | "ratio" | "interval" | "confidence"> {
  if (reason !== null) {
    return { verdict: "incomparable", reason, ratio: NaN, interval: [NaN, NaN], confidence: NaN };
  }
  const [before, after] = [base, head].map((samples) => samples.map((sample) => sample[by]));
  const ratio = ratioOfMedians(before, after);
  const [fastest, slowest] = [1 / (1 + threshold), 1 + threshold];
  const decided = (verdict: Outcome, interval: readonly [number, number], confidence: number) => ({
    ...{ verdict, reason, ratio, interval, confidence },
  });
  const interval = medianRatioInterval(before, after, corrected);
  if (interval[0] > 1 && ratio > slowest) return decided("regressed", interval, corrected);
  if (interval[1] < 1 && ratio < fastest) return decided("improved", interval, corrected);
  const own = medianRatioInterval(before, after, EQUIVALENCE);
  return own[0] >= fastest && own[1] <= slowest
    ? decided("unchanged", own, EQUIVALENCE)
    : decided("inconclusive", interval, corrected);
}

function side(samples: Pair["base"]): BenchComparison["base"] {
  if (samples.length === 0) return null;
  const { ceilingRatio: _, ...medians } = mediansOf(samples);
  return medians;
}

/** By verdict; those of one verdict by falling ratio. */
export function worstFirst(benches: readonly BenchComparison[]): BenchComparison[] {
  return benches.toSorted((a, b) =>
    OUTCOMES.indexOf(a.verdict) - OUTCOMES.indexOf(b.verdict) ||
    (a.verdict === "incomparable" ? 0 : b.ratio - a.ratio)
  );
}

function provenanceOf({ name, commit, dirty, started, setting }: Provenance): Provenance {
  return { name, commit, dirty, started, setting };
}
