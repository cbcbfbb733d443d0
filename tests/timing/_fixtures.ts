import type {
  Measurement,
  Provenance,
  Sample,
  Setting,
} from "../../src/timing/samples/measurement.ts";
import type {
  BenchComparison,
  TimingComparison,
  TimingVerdict,
} from "../../src/timing/statistics/comparison.ts";

/** A machine. */
export const SETTING: Setting = {
  cpu: "AMD EPYC",
  cores: 2,
  os: "linux",
  arch: "x86_64",
  deno: "2.9.6",
};

/** A sample, with what is not given filled in. */
export function sample(fields: Partial<Sample> = {}): Sample {
  const nanoseconds = fields.nanoseconds ?? 1000;
  return {
    bench: "kernels/scores/simd",
    round: 1,
    nanoseconds,
    usualNanoseconds: nanoseconds * 1.1,
    examplesPerSecond: null,
    ceilingRatio: nanoseconds / 500,
    threads: 1,
    inputs: "abc",
    ...fields,
  };
}

/** Samples of these times, one for each round. */
export function samplesOf(times: readonly number[], fields: Partial<Sample> = {}): Sample[] {
  return times.map((nanoseconds, i) => sample({ nanoseconds, round: i + 1, ...fields }));
}

/** Where a measurement comes from, with what is not given filled in. */
export function provenance(name = "base", fields: Partial<Provenance> = {}): Provenance {
  const commit = name === "base" ? "0123456789abcdef" : "fedcba9876543210";
  const started = "2026-01-02T03:04:05.678Z";
  return { name, commit, dirty: false, started, setting: SETTING, ...fields };
}

/** A measurement, with what is not given filled in. */
export function measurement(fields: Partial<Measurement> = {}): Measurement {
  return { ...provenance(fields.name), samples: [], failures: [], ...fields };
}

/** A measurement of benches by their times, one for each round. */
export function measured(
  times: Readonly<Record<string, readonly number[]>>,
  name = "base",
): Measurement {
  const samples = Object.entries(times).flatMap(([bench, list]) => samplesOf(list, { bench }));
  return measurement({ name, samples });
}

const RATIOS: Readonly<Record<TimingVerdict, number>> = {
  regressed: 1.103,
  incomparable: NaN,
  inconclusive: 1.04,
  improved: 0.8,
  unchanged: 1,
};

/** A bench with a verdict; head is `ratio` × 1,000 ns of base, and both go through examples. */
export function benchOf(
  verdict: TimingVerdict,
  bench = `kernels/scores/${verdict}`,
  more: Partial<BenchComparison> = {},
): BenchComparison {
  const ratio = RATIOS[verdict];
  const isKnown = verdict !== "incomparable";
  const side = (times: number) => (
    { nanoseconds: 1000 * times, examplesPerSecond: 2e6 / times, samples: 8 }
  );
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
  const [base, head] = [provenance(), provenance("head")];
  return { base, head, differences: [], benches, ...more };
}

/** All verdicts once, worst first. */
export const mixed: TimingComparison = comparisonOf(
  (Object.keys(RATIOS) as TimingVerdict[]).map((verdict) => benchOf(verdict)),
);
