import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import {
  bencherMetrics,
  githubBigger,
  githubSmaller,
} from "../../../src/timing/formats/trackers.ts";
import { benchOf, comparisonOf, measurement, mixed, samplesOf } from "../_fixtures.ts";

interface Entry {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly range?: string;
  readonly extra?: string;
}

/**
 * What github-action-benchmark keeps of a custom file: an array of name, value, unit, range and
 * extra, which may not be empty. After `extractCustomBenchmarkResult`, `extractResult` and the
 * interface `BenchmarkResult` in src/extract.ts of benchmark-action/github-action-benchmark.
 */
function extracted(text: string): Entry[] {
  const entries: Entry[] = JSON.parse(text);
  assert(Array.isArray(entries) && entries.length > 0);
  for (const { name, value, unit, range = "", extra = "", ...rest } of entries) {
    assertEquals([name, unit, range, extra].map((text) => typeof text), Array(4).fill("string"));
    assertEquals([typeof value, rest], ["number", {}]); // what is left would be dropped
  }
  return entries;
}

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

const still = { nanoseconds: 9, examplesPerSecond: null, samples: 3 };
/** A bench that does not go through examples, and one that head does not have. */
const silent = benchOf("unchanged", "kernels/ceiling", { base: still, head: still });
const gone = benchOf("incomparable", "kernels/gone", { head: null });
const few = comparisonOf([gone, mixed.benches[0], silent]);

Deno.test("githubSmaller() has the times of head, in the order of the comparison", () => {
  const entries = extracted(githubSmaller(mixed));
  assertEquals(
    entries.map(({ name, value, unit }) => `${name} ${value} ${unit}`),
    [
      "kernels/scores/regressed 1103 ns/iter",
      "kernels/scores/incomparable 1500 ns/iter",
      "kernels/scores/inconclusive 1040 ns/iter",
      "kernels/scores/improved 800 ns/iter",
      "kernels/scores/unchanged 1000 ns/iter",
    ],
  );
  const [first, second] = entries;
  assertEquals([first.range, second.range], ["1,083 – 1,133", undefined]);
  const machine = "AMD EPYC, 2 cores, linux x86_64, Deno 2.9.6";
  const processes = "head: median of 8 processes";
  assertEquals([first.extra, second.extra], [
    `${processes}\n+10.3 % time: regressed\n${machine}`,
    `${processes}\nincomparable\n${machine}`,
  ]);
  const names = extracted(githubSmaller(few)).map(({ name }) => name);
  assertEquals(names, ["kernels/scores/regressed", "kernels/ceiling"]);
});

Deno.test("githubBigger() has examples per second, without benches that have none", () => {
  const [entry, ...others] = extracted(githubBigger(few));
  assertEquals([entry.name, entry.unit, others], ["kernels/scores/regressed", "examples/s", []]);
  assertEquals(entry.value, 2e6 / 1.103);
  assertEquals(entry.range, "1,765,225 – 1,846,722"); // 2e6 ÷ 1.133 and ÷ 1.083
});

Deno.test("githubBigger() says of an empty list that the action refuses it", () => {
  const message = "Cannot write github-bigger as no bench has a figure in examples/s";
  assertThrows(() => githubBigger(comparisonOf([silent])), InputError, message);
});

Deno.test("bencherMetrics() has latency in nanoseconds and throughput in examples per second", () => {
  const found = accepted(bencherMetrics(mixed));
  const { "kernels/scores/regressed": { latency, throughput } } = found;
  assertEquals([latency.value, throughput.value], [1103, 2e6 / 1.103]);
  assert(near(latency.lower_value, 1083) && near(latency.upper_value, 1133));
  assert(near(throughput.lower_value, 2e6 / 1.133) && near(throughput.upper_value, 2e6 / 1.083));
  // No bounds where the comparison has none.
  assertEquals(found["kernels/scores/incomparable"].latency, { value: 1500 });
  const { "kernels/ceiling": measures, ...others } = accepted(bencherMetrics(few));
  const names = [measures, others].map(Object.keys);
  assertEquals(names, [["latency"], ["kernels/scores/regressed"]]);
  assertEquals(accepted(bencherMetrics(comparisonOf([]))), {}); // which Bencher takes
});

Deno.test("of a measurement, all have median, smallest and largest", () => {
  const samples = samplesOf([1000, 4000, 1250])
    .map((one) => ({ ...one, examplesPerSecond: 1e9 / one.nanoseconds }));
  const one = measurement({ samples });
  assertEquals(accepted(bencherMetrics(one)), {
    "kernels/scores/simd": {
      latency: { value: 1250, lower_value: 1000, upper_value: 4000 },
      throughput: { value: 8e5, lower_value: 2.5e5, upper_value: 1e6 },
    },
  });
  const [[smaller], [bigger]] = [githubSmaller, githubBigger].map((write) => extracted(write(one)));
  assertEquals([smaller.value, smaller.range], [1250, "1,000 – 4,000"]);
  assertEquals([bigger.value, bigger.range], [8e5, "250,000 – 1,000,000"]);
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
