import { type Bounded, figuresOf, type Timings } from "./_figures.ts";

/**
 * Bencher Metric Format (BMF), what `bencher run --adapter json` reads, of head or of a measurement:
 * `latency` in nanoseconds per iteration, and `throughput` in examples per second for benches that go
 * through examples. An operation is an example.
 */
export function bencherMetrics(timings: Timings): string {
  const entries = figuresOf(timings).map(({ bench, time, speed }) => [bench, {
    latency: metric(time),
    ...speed === null ? {} : { throughput: metric(speed) },
  }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function metric({ value, bounds }: Bounded): Record<string, number> {
  return bounds === null ? { value } : { value, lower_value: bounds[0], upper_value: bounds[1] };
}
