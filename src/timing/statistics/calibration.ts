import { median } from "simple-statistics";
import { stream } from "../../exact/rng.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";
import { medianRatioInterval, ratioOfMedians } from "./bootstrap.ts";
import { CONFIDENCE } from "./compare.ts";
import { pairs } from "./pairs.ts";
import { thresholdOf, type Thresholds } from "../samples/thresholds.ts";

export interface BenchCalibration {
  readonly bench: string;
  /** The smallest of `CHANGES` that is found in nine of ten comparisons; null if none is. */
  readonly smallestChange: number | null;
  /** Half of the processes took at most this share more or less than the median. */
  readonly noise: number;
  readonly samples: number;
}

export const CHANGES = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1] as const;

/**
 * For each bench, the smallest slowdown that would be called regressed nearly always.
 *
 * From the code measured against itself. Comparisons are simulated with times drawn, with
 * replacement, from those that were observed; head's are made slower. As in a real comparison, a
 * bench whose ratio is beyond the threshold is measured again, and the fresh samples decide
 * (`withRemeasured`), as the only one that is. With few processes observed, rare events are not
 * among them, so it is a little better than the truth.
 */
export function smallestChange(
  base: Measurement,
  head: Measurement,
  { again, thresholds = {}, simulations = 200 }: {
    /** Processes a side when a bench is measured again. */
    readonly again: number;
    readonly thresholds?: Thresholds;
    readonly simulations?: number;
  },
): BenchCalibration[] {
  const comparable = pairs(base, head).filter(({ reason }) => reason === null);
  return comparable.map(({ bench, base, head }, index) => {
    const samples = Math.min(base.length, head.length);
    const deviations = [base, head].flatMap(deviationsOf);
    const rng = stream(1, "resamples", index);
    const draw = (count: number) =>
      Array.from({ length: count }, () => 1 + deviations[rng.below(deviations.length)]);
    const same = Array.from({ length: simulations }, () => {
      const first = ratioOfMedians(draw(samples), draw(samples));
      const [base, head] = [draw(again), draw(again)];
      const [lower] = medianRatioInterval(base, head, CONFIDENCE);
      return { ratio: Math.min(first, ratioOfMedians(base, head)), lower };
    });
    const threshold = thresholdOf(bench, thresholds);
    const isFound = (change: number) =>
      same.filter(({ ratio, lower }) =>
        ratio * (1 + change) > 1 + threshold && lower * (1 + change) > 1
      ).length >= 0.9 * simulations;
    const smallestChange = CHANGES.find((change) => change > threshold && isFound(change)) ?? null;
    return { bench, smallestChange, noise: median(deviations.map(Math.abs)), samples };
  });
}

/**
 * Shares by which times differ from their median, which lies nearer to them than the true one: by
 * √((n − 1) ∕ n).
 */
function deviationsOf(side: readonly Sample[]): number[] {
  const times = side.map(({ nanoseconds }) => nanoseconds);
  const middle = median(times);
  const stretch = Math.sqrt(times.length / (times.length - 1));
  return times.map((time) => Math.max((time / middle - 1) * stretch, -0.9));
}
