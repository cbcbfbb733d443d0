import type { Measurement } from "../samples/measurement.ts";

/**
 * What a comparison says of a bench. `unchanged`: the whole interval lies inside the band of the
 * threshold. `inconclusive`: the noise is too large to tell. See `compareTimings`.
 */
export type Verdict = "improved" | "regressed" | "unchanged" | "inconclusive" | "incomparable";

/** A bench of one version. */
export interface Side {
  /** Median of `nanoseconds`. */
  readonly nanoseconds: number;
  /** Median of `examplesPerSecond`; null for benches that do not go through examples. */
  readonly examplesPerSecond: number | null;
  /** Processes that it was measured in. */
  readonly samples: number;
}

/** One bench in two versions. */
export interface BenchComparison {
  readonly bench: string;
  readonly verdict: Verdict;
  /** Why it is `incomparable`; null otherwise. */
  readonly reason: string | null;
  /** Median of head ÷ median of base: above 1 is slower. NaN when incomparable. */
  readonly ratio: number;
  /**
   * Bounds of the bootstrap interval of `ratio` that the verdict rests on; NaN when incomparable.
   */
  readonly interval: readonly [lower: number, upper: number];
  /**
   * Confidence of the interval: after the correction, such as 0.9975; of `unchanged`, 0.9. NaN when
   * incomparable.
   */
  readonly confidence: number;
  /** Changes up to this share do not matter, such as 0.05. */
  readonly threshold: number;
  /**
   * Whether it looked changed at first and was measured again; the figures are of the second time.
   */
  readonly isRemeasured: boolean;
  /** Null where that version has no such bench. */
  readonly base: Side | null;
  readonly head: Side | null;
}

/** Two versions, bench by bench. */
export interface TimingComparison {
  readonly base: Omit<Measurement, "samples" | "failures">;
  readonly head: Omit<Measurement, "samples" | "failures">;
  /** What differs between the machines although it should not: only there when forced. */
  readonly differences: readonly string[];
  /**
   * Worst first: regressed by falling ratio, then incomparable, inconclusive, improved, unchanged.
   */
  readonly benches: readonly BenchComparison[];
}
