import type { Measurement, Sample, Setting } from "../../src/timing/samples/measurement.ts";

/** A machine. */
export const setting: Setting = {
  cpu: "Abacus 9000",
  cores: 2,
  os: "linux",
  arch: "x86_64",
  deno: "2.9.6",
};

/** A sample of the bench `kernels/g/n` that takes a microsecond. */
export function sample(fields: Partial<Sample> = {}): Sample {
  return {
    bench: "kernels/g/n",
    round: 1,
    nanoseconds: 1000,
    usualNanoseconds: 1100,
    examplesPerSecond: 1e6,
    ceilingRatio: 2,
    threads: 1,
    inputs: "examples=1",
    ...fields,
  };
}

/** A measurement. */
export function measurement(
  samples: readonly Sample[],
  fields: Partial<Measurement> = {},
): Measurement {
  return {
    name: "before",
    commit: "0123456789abcdef0123456789abcdef01234567",
    dirty: false,
    started: "2026-01-02T03:04:05.678Z",
    setting,
    samples,
    failures: [],
    ...fields,
  };
}
