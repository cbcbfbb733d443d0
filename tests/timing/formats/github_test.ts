import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import { githubBigger, githubSmaller } from "../../../src/timing/formats/github.ts";
import { benchOf, comparisonOf, measurement, mixed, samplesOf } from "../_fixtures.ts";

/**
 * What github-action-benchmark keeps of a custom file: an array of name, value, unit, range and
 * extra, which may not be empty. After `extractCustomBenchmarkResult`, `extractResult` and the
 * interface `BenchmarkResult` in src/extract.ts of benchmark-action/github-action-benchmark.
 */
function extracted(text: string) {
  type Entry = Record<"name" | "unit" | "range" | "extra", string> & { value: number };
  const entries: Entry[] = JSON.parse(text);
  assert(Array.isArray(entries) && entries.length > 0);
  for (const { name, value, unit, range = "", extra = "", ...rest } of entries) {
    assertEquals([name, unit, range, extra].map((text) => typeof text), Array(4).fill("string"));
    assertEquals([typeof value, rest], ["number", {}]); // what is more would be dropped
  }
  return entries;
}

Deno.test("githubSmaller() has the time of head of each bench, in the order of the comparison", () => {
  assertEquals(
    extracted(githubSmaller(mixed)).map(({ name, value, unit }) => `${name} ${value} ${unit}`),
    [
      "kernels/scores/regressed 1103 ns/iter",
      "kernels/scores/incomparable 1500 ns/iter",
      "kernels/scores/inconclusive 1040 ns/iter",
      "kernels/scores/improved 800 ns/iter",
      "kernels/scores/unchanged 1000 ns/iter",
    ],
  );
});

Deno.test("githubSmaller() has the interval as range, and verdict, machine and processes", () => {
  const [first, second] = extracted(githubSmaller(mixed));
  assertEquals([first.range, "range" in second], ["1,083 – 1,133", false]);
  const machine = "AMD EPYC, 2 cores, linux x86_64, Deno 2.9.6";
  assertEquals(first.extra, `head: median of 8 processes\n+10.3 % time: regressed\n${machine}`);
  assertEquals(second.extra, `head: median of 8 processes\nincomparable\n${machine}`);
});

Deno.test("githubBigger() has examples per second, without benches that have none", () => {
  const side = { nanoseconds: 9, examplesPerSecond: null, samples: 3 };
  const silent = benchOf("unchanged", "kernels/ceiling", { base: side, head: side });
  const [entry, ...others] = extracted(githubBigger(comparisonOf([mixed.benches[0], silent])));
  assertEquals([entry.name, entry.unit, others], ["kernels/scores/regressed", "examples/s", []]);
  assertEquals(entry.value, 2e6 / 1.103);
  assertEquals(entry.range, "1,765,225 – 1,846,722"); // 2e6 ÷ 1.133 and ÷ 1.083
});

Deno.test("github formats leave out benches that head does not have", () => {
  const gone = benchOf("incomparable", "kernels/gone", { head: null });
  const entries = extracted(githubSmaller(comparisonOf([gone, benchOf("unchanged")])));
  assertEquals(entries.map(({ name }) => name), ["kernels/scores/unchanged"]);
});

Deno.test("github formats say of an empty list that the action refuses it", () => {
  assertThrows(
    () => githubBigger(comparisonOf([])),
    InputError,
    "Cannot write github-bigger as no bench has a figure in examples/s",
  );
});

Deno.test("githubSmaller() of a measurement has median, smallest and largest", () => {
  const samples = samplesOf([1000, 4000, 1200], { examplesPerSecond: 8e5 });
  const [entry] = extracted(githubSmaller(measurement({ samples })));
  assertEquals([entry.value, entry.range], [1200, "1,000 – 4,000"]);
  assertEquals(extracted(githubBigger(measurement({ samples })))[0].value, 8e5);
});
