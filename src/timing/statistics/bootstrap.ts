import { median } from "simple-statistics";

/** The median of head ÷ the median of base: above 1 is slower. */
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
 */
export function medianRatioInterval(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): [lower: number, upper: number] {
  const [below, above] = [resample(base), resample(head)];
  const tail = (1 - confidence) / 2;

  /** The smallest ratio of which the share of resamples up to it is enough, by halving. */
  function smallest(isEnough: (share: number) => boolean): number {
    let [low, high] = [0, above[above.length - 1].median / below[0].median];
    // Until no number lies between them. The share jumps at ratios that occur: high is one of them.
    for (;;) {
      const middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) return high;
      if (isEnough(shareAtMost(below, above, middle))) high = middle;
      else low = middle;
    }
  }

  return [smallest((share) => share > tail), smallest((share) => share >= 1 - tail)];
}

/** A median of resamples, and the share of resamples that has it. */
type Resampled = Readonly<Record<"median" | "share", number>>;

/**
 * The share of resamples whose ratio is at most `ratio`. Both sides are sorted, so one pass over
 * each is enough: the larger of base, the more of head fit below.
 */
function shareAtMost(
  base: readonly Resampled[],
  head: readonly Resampled[],
  ratio: number,
): number {
  let [total, below, next] = [0, 0, 0];
  for (const { median, share } of base) {
    while (next < head.length && head[next].median / median <= ratio) below += head[next++].share;
    total += share * below;
  }
  return total;
}

/** The medians of all resamples, ascending. */
function resample(values: readonly number[]): Resampled[] {
  const sorted = values.toSorted((a, b) => a - b);
  const middles = known.get(values.length) ?? middlesOf(values.length);
  known.set(values.length, middles); // they depend on nothing else
  return middles
    .map(({ lower, upper, share }) => ({ median: (sorted[lower] + sorted[upper]) / 2, share }))
    .sort((a, b) => a.median - b.median);
}

/** The middle of a resample as ranks in the sample, from 0, and the share that has it. */
type Middle = Readonly<Record<"lower" | "upper" | "share", number>>;

const known = new Map<number, readonly Middle[]>();

/** Of the middle two of 2m values, the m-th has rank i, the next one rank j; of 2m + 1, i is j. */
function middlesOf(count: number): Middle[] {
  const half = Math.ceil(count / 2);
  // Some m draws are among the lowest, the others among the highest.
  const halves = (lowest: number, highest: number) =>
    binomial(count, half, lowest / count, highest / count);
  const result: Middle[] = [];
  for (let i = 0; i < count; i++) {
    // The m-th smallest has at most rank i if m or more have.
    let same = atLeast(half, count, (i + 1) / count) - atLeast(half, count, i / count);
    for (let j = i + 1; j < count && count % 2 === 0; j++) {
      const share = halves(i + 1, count - j) - halves(i, count - j) -
        halves(i + 1, count - j - 1) + halves(i, count - j - 1);
      result.push({ lower: i, upper: j, share });
      same -= share;
    }
    result.push({ lower: i, upper: i, share: same });
  }
  return result;
}

/** The chance that `needed` or more of `count` draws succeed, each by the chance `success`. */
function atLeast(needed: number, count: number, success: number): number {
  let sum = 0;
  for (let k = needed; k <= count; k++) sum += binomial(count, k, success, 1 - success);
  return sum;
}

/** C(n, k) · pᵏ · qⁿ⁻ᵏ by products, as engines may choose the bits of a power. */
function binomial(count: number, k: number, p: number, q: number): number {
  let product = 1;
  for (let i = 1; i <= count; i++) product *= i <= k ? ((count - k + i) / i) * p : q;
  return product;
}
