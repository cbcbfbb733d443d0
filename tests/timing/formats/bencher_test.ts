import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bencherMetrics } from "../../../src/timing/formats/trackers.ts";
import { benchOf, comparisonOf, measurement, mixed, samplesOf } from "../_fixtures.ts";

type Metrics = Record<string, Record<string, Record<string, number>>>;

/**
 * Checks as Bencher does. The shape is that of its JSON schema (https://bencher.dev/bmf.json: two
 * levels of non-empty names, then numbers of which `value` is required); names have up to 1,024
 * bytes (lib/bencher_valid/src/benchmark_name.rs); and one that was a slug or a UUID would be
 * looked up as such (lib/bencher_valid/src/name_id.rs). Measures are those that every project has.
 */
function accepted(text: string): Metrics {
  const found: Metrics = JSON.parse(text);
  for (const [name, measures] of Object.entries(found)) {
    assert(name !== "" && new TextEncoder().encode(name).length <= 1024, name);
    for (const [measure, metric] of Object.entries(measures)) {
      assert(["latency", "throughput"].includes(measure));
      const { value, lower_value = value, upper_value = value, ...rest } = metric;
      assertEquals([rest, typeof value], [{}, "number"]);
      assert(Number.isFinite(lower_value + value + upper_value));
      assert(lower_value <= value && value <= upper_value);
    }
  }
  return found;
}

/** Whether two numbers are the same but for the last bits. */
const near = (a: number, b: number) => Math.abs(a / b - 1) < 1e-12;

Deno.test("bencherMetrics() has latency in nanoseconds and throughput in examples per second", () => {
  const { "kernels/scores/regressed": { latency, throughput } } = accepted(bencherMetrics(mixed));
  assertEquals([latency.value, throughput.value], [1103, 2e6 / 1.103]);
  assert(near(latency.lower_value, 1083) && near(latency.upper_value, 1133));
  assert(near(throughput.lower_value, 2e6 / 1.133) && near(throughput.upper_value, 2e6 / 1.083));
});

Deno.test("bencherMetrics() has no bounds where the comparison has none", () => {
  const { "kernels/scores/incomparable": { latency } } = accepted(bencherMetrics(mixed));
  assertEquals(latency, { value: 1500 });
});

Deno.test("bencherMetrics() has no throughput for benches that do not go through examples", () => {
  const side = { nanoseconds: 9, examplesPerSecond: null, samples: 3 };
  const bench = benchOf("unchanged", "kernels/ceiling", { base: side, head: side });
  const found = accepted(bencherMetrics(comparisonOf([bench])));
  assertEquals(Object.keys(found["kernels/ceiling"]), ["latency"]);
});

Deno.test("bencherMetrics() of no benches is an empty object, which Bencher takes", () => {
  assertEquals(accepted(bencherMetrics(comparisonOf([]))), {});
});

Deno.test("bencherMetrics() of a measurement has median, smallest and largest", () => {
  const samples = samplesOf([1000, 4000, 1250])
    .map((one) => ({ ...one, examplesPerSecond: 1e9 / one.nanoseconds }));
  assertEquals(accepted(bencherMetrics(measurement({ samples }))), {
    "kernels/scores/simd": {
      latency: { value: 1250, lower_value: 1000, upper_value: 4000 },
      throughput: { value: 8e5, lower_value: 2.5e5, upper_value: 1e6 },
    },
  });
});

Deno.test("bencherMetrics() keeps every name and its value", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 20 });
  fc.assert(fc.property(names, (names) => {
    const benches = names.map((name) => benchOf("improved", name));
    const found = accepted(bencherMetrics(comparisonOf(benches)));
    assertEquals(Object.keys(found).sort(), names.toSorted());
    for (const { latency: { value } } of Object.values(found)) assertEquals(value, 800);
  }));
});
