import { median } from "simple-statistics";
import { stream } from "../../exact/rng.ts";
import type { Rng } from "../../types.ts";
import { THRESHOLD } from "../samples/thresholds.ts";

/** A lasting change of level. */
export interface ChangePoint {
  /** The first point of the new level. */
  readonly index: number;
  /** Its median, up to the next change, ÷ that of the level before: above 1 is slower. */
  readonly ratio: number;
}

/** The fewest points of a level: fewer are outliers. */
const FEWEST = 3;
/** Orders that a part is tried in, to see what chance does. */
const PERMUTATIONS = 199;
/** Those that may reach as much: with the series itself, 2 of 200. */
const ALLOWED = 1;

/**
 * Where a series of times changed its level, by E-divisive (Matteson and James, "A nonparametric
 * approach for multiple change point analysis of multivariate data", JASA 109, 2014), which others
 * use for benchmarks too (Daly et al., ICPE 2020).
 *
 * A series is cut where the energy distance between its two parts is largest, if shuffled series
 * seldom reach as much; then its parts are cut in turn. No distribution is assumed. Of the cuts,
 * the smallest is taken back until the medians of all levels differ from their neighbours' by more
 * than the threshold: a single outlier may move a mean, not these.
 */
export function changePoints(values: readonly number[], threshold = THRESHOLD): ChangePoint[] {
  const rng = stream(1, "resamples");
  const cuts: number[] = [];
  function cut(start: number, end: number): void {
    const part = Float64Array.from(values.slice(start, end));
    const { energy, index } = bestCut(part, FEWEST);
    if (!(energy > 0) || !isRare(part, energy, rng)) return;
    cut(start, start + index);
    cuts.push(start + index);
    cut(start + index, end);
  }
  cut(0, values.length);
  return largeOnes(values, settled(values, cuts), threshold);
}

/**
 * The cuts, each moved to where points are nearer to the level that they are in than to the other;
 * as a level must have some points, a cut may have been too early or too late. One that leaves too
 * few to a level is none.
 */
function settled(values: readonly number[], cuts: readonly number[]): number[] {
  const kept: number[] = [];
  for (const [i, cut] of cuts.entries()) {
    const [start, end] = [kept.at(-1) ?? 0, cuts[i + 1] ?? values.length];
    const [before, after] = [median(values.slice(start, cut)), median(values.slice(cut, end))];
    const isBefore = (value: number) => Math.abs(value - before) < Math.abs(value - after);
    let index = cut;
    while (index < end && isBefore(values[index])) index++;
    while (index > start && !isBefore(values[index - 1])) index--;
    if (index - start >= FEWEST && end - index >= FEWEST) kept.push(index);
  }
  return kept;
}

/** Whether chance seldom reaches as much energy: in 1 of 100 series without a change. */
function isRare(part: Float64Array, energy: number, rng: Rng): boolean {
  const shuffled = part.slice();
  let reached = 0;
  for (let i = 0; i < PERMUTATIONS && reached <= ALLOWED; i++) {
    for (let j = shuffled.length - 1; j > 0; j--) {
      const other = rng.below(j + 1);
      [shuffled[j], shuffled[other]] = [shuffled[other], shuffled[j]];
    }
    if (bestCut(shuffled, FEWEST).energy >= energy) reached++;
  }
  return reached <= ALLOWED;
}

function largeOnes(
  values: readonly number[],
  cuts: readonly number[],
  threshold: number,
): ChangePoint[] {
  const changes = cuts.map((index, i) => {
    const before = median(values.slice(cuts[i - 1] ?? 0, index));
    const after = median(values.slice(index, cuts[i + 1] ?? values.length));
    return { index, ratio: after / before };
  });
  const size = ({ ratio }: ChangePoint) => Math.max(ratio, 1 / ratio);
  const [smallest] = changes.toSorted((a, b) => size(a) - size(b));
  if (smallest === undefined || size(smallest) > 1 + threshold) return changes;
  return largeOnes(values, cuts.filter((index) => index !== smallest.index), threshold);
}

/**
 * The cut with the largest energy mn ∕ (m + n) · (2·mean |x − y| − mean |x − x′| − mean |y − y′|)
 * between the m points x before it and the n points y from it to some later point: not always to
 * the end, or a level that comes and goes would be hidden by what follows it. Without enough points
 * for a cut, the energy is −∞.
 */
export function bestCut(
  part: Float64Array,
  fewest: number,
): { readonly energy: number; readonly index: number } {
  const count = part.length;
  // Sums of |difference|: of each point to all points before it, and to the m points before the
  // cut.
  const toEarlier = part.map((value, i) =>
    part.subarray(0, i).reduce((sum, other) => sum + Math.abs(other - value), 0)
  );
  const toBefore = new Float64Array(count);
  let before = 0; // over pairs, as `between` and `after`
  let best = { energy: -Infinity, index: 0 };
  for (let m = 1; m <= count - fewest; m++) {
    before += toEarlier[m - 1];
    for (let i = m; i < count; i++) toBefore[i] += Math.abs(part[m - 1] - part[i]);
    if (m < fewest) continue;
    const meanBefore = (2 * before) / (m * (m - 1));
    let [between, after] = [0, 0];
    for (let end = m; end < count; end++) {
      between += toBefore[end];
      after += toEarlier[end] - toBefore[end];
      const n = end + 1 - m;
      if (n < fewest) continue;
      const energy = (2 * between - (m * n) * (meanBefore + (2 * after) / (n * (n - 1)))) / (m + n);
      if (energy > best.energy) best = { energy, index: m };
    }
  }
  return best;
}
