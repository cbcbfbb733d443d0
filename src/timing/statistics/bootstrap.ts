/**
 * How sure a ratio of two medians is, by the bootstrap.
 *
 * @module
 */
import { median } from "simple-statistics";

/** The medians of all resamples, ascending, and the share of resamples that has each. */
interface Resampled {
  readonly medians: Float64Array;
  readonly shares: Float64Array;
}

/**
 * The middle of a resample as ranks in the sample, from 0, and the share of resamples that has it.
 */
interface Middle {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

/**
 * The median of head ÷ the median of base: above 1 is slower.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ratioOfMedians([100, 90, 130], [120, 150, 110]), 1.2);
 * ```
 */
export function ratioOfMedians(base: readonly number[], head: readonly number[]): number {
  return median([...head]) / median([...base]);
}

/**
 * Percentile bootstrap interval of `ratioOfMedians`: each side is resampled with replacement, and
 * the interval holds the middle `confidence` of the ratios that come out. (Efron and Tibshirani,
 * "An Introduction to the Bootstrap", 1993, chapter 13.)
 *
 * All nⁿ resamples are taken, not some that were drawn: which value becomes the median of a
 * resample depends on ranks alone, so their shares are known (Efron, "Bootstrap methods: another
 * look at the jackknife", 1979, section 3). Hence there is no number of resamples to choose, no
 * seed, and the same samples always give the same interval.
 *
 * Few samples carry little: of 6 values, the median of a resample is the largest in 0.87 % of
 * resamples, so with 6 on each side 0.0076 % of the ratios are the very smallest. At the confidence
 * of 0.9983 that thirty benches leave to each, the interval then reaches nearly as far as it can,
 * and lies above 1 when (almost) every sample of head is slower than every one of base. It cannot
 * become wider: by chance alone that happens once in C(12, 6) = 924 times, however high the
 * confidence asked for. With 3 on each side it is once in 20, with 4 once in 70, with 5 once in
 * 252.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(medianRatioInterval([100, 100, 100], [120, 120, 150], 0.95), [1.2, 1.5]);
 * ```
 */
export function medianRatioInterval(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): [lower: number, upper: number] {
  const [below, above] = [resample(base), resample(head)];
  const tail = (1 - confidence) / 2;
  return [
    smallestRatio(below, above, (share) => share > tail),
    smallestRatio(below, above, (share) => share >= 1 - tail),
  ];
}

/** The share of resamples whose ratio is at most `ratio`. */
export function shareAtMost(
  base: readonly number[],
  head: readonly number[],
  ratio: number,
): number {
  return share(resample(base), resample(head), ratio);
}

/**
 * Both are sorted, so one pass over each is enough: the larger of base, the more of head fit below.
 */
function share(base: Resampled, head: Resampled, ratio: number): number {
  let [total, below, next] = [0, 0, 0];
  for (let i = 0; i < base.medians.length; i++) {
    while (next < head.medians.length && head.medians[next] / base.medians[i] <= ratio) {
      below += head.shares[next++];
    }
    total += base.shares[i] * below;
  }
  return total;
}

/** The smallest ratio of which the share of resamples up to it is `enough`, by halving. */
function smallestRatio(
  base: Resampled,
  head: Resampled,
  enough: (share: number) => boolean,
): number {
  let low = 0;
  let high = head.medians[head.medians.length - 1] / base.medians[0];
  // Until no number lies between them. The share jumps at ratios that occur: high is one of them.
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (enough(share(base, head, middle))) high = middle;
    else low = middle;
  }
}

function resample(values: readonly number[]): Resampled {
  const sorted = Float64Array.from(values).sort();
  const all = middles(sorted.length)
    .map(({ lower, upper, share }) => ({ median: (sorted[lower] + sorted[upper]) / 2, share }))
    .sort((a, b) => a.median - b.median);
  return {
    medians: Float64Array.from(all, ({ median }) => median),
    shares: Float64Array.from(all, ({ share }) => share),
  };
}

/** They depend on the number of values alone, which is the same for all benches, as a rule. */
const known = new Map<number, readonly Middle[]>();

function middles(count: number): readonly Middle[] {
  const found = known.get(count) ?? (count % 2 === 1 ? oddMiddles(count) : evenMiddles(count));
  known.set(count, found);
  return found;
}

/** The middle one of 2m + 1 is at most the k-th smallest if m + 1 of them are. */
function oddMiddles(count: number): Middle[] {
  const needed = (count + 1) / 2;
  return Array.from({ length: count }, (_, rank) => ({
    lower: rank,
    upper: rank,
    share: atLeast(needed, count, (rank + 1) / count) - atLeast(needed, count, rank / count),
  }));
}

/** Of the middle two of 2m, the m-th has rank i and the next one rank j. */
function evenMiddles(count: number): Middle[] {
  const half = count / 2;
  const result: Middle[] = [];
  for (let i = 0; i < count; i++) {
    let same = atLeast(half, count, (i + 1) / count) - atLeast(half, count, i / count);
    for (let j = i + 1; j < count; j++) {
      const share = halves(half, i + 1, count - j, count) - halves(half, i, count - j, count) -
        halves(half, i + 1, count - j - 1, count) + halves(half, i, count - j - 1, count);
      result.push({ lower: i, upper: j, share });
      same -= share;
    }
    result.push({ lower: i, upper: i, share: same });
  }
  return result;
}

/**
 * The share of resamples of which one half are among the `low` smallest, the other among the `high`
 * largest.
 */
function halves(half: number, low: number, high: number, count: number): number {
  let product = 1; // C(2m, m) · (low ∕ n)^m · (high ∕ n)^m
  for (let k = 1; k <= half; k++) product *= ((half + k) / k) * (low / count) * (high / count);
  return product;
}

/** The chance that `needed` or more of `count` draws succeed, each by the chance `success`. */
function atLeast(needed: number, count: number, success: number): number {
  // After each draw, chances[k] is that of k successes so far.
  const chances = new Float64Array(count + 1);
  chances[0] = 1;
  for (let draw = 1; draw <= count; draw++) {
    for (let k = draw; k >= 0; k--) {
      chances[k] = chances[k] * (1 - success) + (k > 0 ? chances[k - 1] * success : 0);
    }
  }
  return chances.subarray(needed).reduce((sum, chance) => sum + chance, 0);
}
