/**
 * Bencher Metric Format (BMF): what `bencher run --adapter json` reads.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Measurement } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { type Bounded, figuresOf, figuresOfMeasurement } from "./_figures.ts";

/** Bytes that Bencher takes of a name. */
const LONGEST = 1024;

/**
 * Of head, or of a measurement: `latency` in nanoseconds per iteration, and `throughput` in
 * examples per second for benches that go through examples. An operation is an example.
 *
 * @throws {InputError} When a name is longer than Bencher takes
 */
export function bencherMetrics(timings: TimingComparison | Measurement): string {
  const figures = "benches" in timings ? figuresOf(timings) : figuresOfMeasurement(timings);
  const entries = figures.map(({ bench, time, speed }) => {
    const bytes = new TextEncoder().encode(bench).length;
    if (bytes > LONGEST) {
      throw new InputError(
        `Cannot write bmf as Bencher takes names of up to ${LONGEST} bytes: ` +
          `"${bench.slice(0, 40)}…" has ${bytes}`,
      );
    }
    return [bench, {
      latency: metric(time),
      ...speed === null ? {} : { throughput: metric(speed) },
    }];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function metric({ value, bounds }: Bounded): Record<string, number> {
  if (bounds === null) return { value };
  const [lower, upper] = bounds;
  return { value, lower_value: lower, upper_value: upper };
}
