import type { Measurement, Sample, Setting } from "../../src/timing/samples/measurement.ts";
import type {
  BenchComparison,
  TimingComparison,
  Verdict,
} from "../../src/timing/statistics/comparison.ts";

/** A machine. */
export const setting: Setting = {
  cpu: "AMD EPYC 7B13",
  cores: 2,
  os: "linux",
  arch: "x86_64",
  deno: "2.9.6",
};

/** One side of a comparison. */
export function sideOf(
  name: string,
  more: Partial<TimingComparison["base"]> = {},
): TimingComparison["base"] {
  const commit = (name === "base" ? "b" : "c").repeat(40);
  return { name, commit, dirty: false, started: "2026-07-01T12:00:00.000Z", setting, ...more };
}

const RATIOS: Readonly<Record<Verdict, number>> = {
  regressed: 1.103,
  incomparable: NaN,
  inconclusive: 1.04,
  improved: 0.8,
  unchanged: 1,
};

/** A bench with a verdict; head is `ratio` × 1,000 ns of base, and both go through examples. */
export function benchOf(
  verdict: Verdict,
  bench = `kernels/scores/${verdict}`,
  more: Partial<BenchComparison> = {},
): BenchComparison {
  const ratio = RATIOS[verdict];
  const isKnown = verdict !== "incomparable";
  const side = (times: number) => ({
    nanoseconds: 1000 * times,
    examplesPerSecond: 2e6 / times,
    samples: 8,
  });
  return {
    bench,
    verdict,
    reason: isKnown ? null : "other inputs",
    ratio,
    interval: [ratio - 0.02, ratio + 0.03],
    confidence: isKnown ? 0.9975 : NaN,
    threshold: 0.05,
    isRemeasured: false,
    base: side(1),
    head: side(isKnown ? ratio : 1.5),
    ...more,
  };
}

/** A comparison of these benches. */
export function comparisonOf(
  benches: readonly BenchComparison[],
  more: Partial<TimingComparison> = {},
): TimingComparison {
  return { base: sideOf("base"), head: sideOf("head"), differences: [], benches, ...more };
}

/** All verdicts once, worst first. */
export const mixed: TimingComparison = comparisonOf([
  benchOf("regressed"),
  benchOf("incomparable"),
  benchOf("inconclusive"),
  benchOf("improved"),
  benchOf("unchanged"),
]);

/** A measurement with these times of one bench, and half as many examples per microsecond. */
export function measurementOf(times: readonly number[], bench = "kernels/step"): Measurement {
  const samples = times.map((nanoseconds, i): Sample => ({
    bench,
    round: i + 1,
    nanoseconds,
    usualNanoseconds: nanoseconds * 1.1,
    examplesPerSecond: 1e9 / nanoseconds,
    ceilingRatio: nanoseconds / 100,
    threads: 1,
    inputs: "a".repeat(64),
  }));
  return { ...sideOf("mine"), samples, failures: [] };
}
