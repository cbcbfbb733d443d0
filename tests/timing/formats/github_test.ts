import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import { githubBigger, githubSmaller } from "../../../src/timing/formats/trackers.ts";
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
  for (const { name, value, unit, range, extra, ...rest } of entries) {
    assertEquals([typeof name, typeof value, typeof unit], ["string", "number", "string"]);
    for (const optional of [range, extra]) {
      assert(optional === undefined || typeof optional === "string");
    }
    assertEquals(rest, {}); // it would be dropped
  }
  return entries;
}

Deno.test("githubSmaller() has the time of head of each bench, in the order of the comparison", () => {
  assertEquals(
    extracted(githubSmaller(mixed)).map(({ name, value, unit }) => [name, value, unit]),
    [
      ["kernels/scores/regressed", 1103, "ns/iter"],
      ["kernels/scores/incomparable", 1500, "ns/iter"],
      ["kernels/scores/inconclusive", 1040, "ns/iter"],
      ["kernels/scores/improved", 800, "ns/iter"],
      ["kernels/scores/unchanged", 1000, "ns/iter"],
    ],
  );
});

Deno.test("githubSmaller() has the interval as range, and verdict, machine and processes besides", () => {
  const [first, second] = extracted(githubSmaller(mixed));
  assertEquals(first.range, "1,083 – 1,133");
  assertEquals(
    first.extra,
    "head: median of 8 processes\n+10.3 % time: regressed\n" +
      "AMD EPYC, 2 cores, linux x86_64, Deno 2.9.6",
  );
  assertEquals("range" in second, false);
  assert(second.extra?.includes("\nincomparable\n"));
});

Deno.test("githubBigger() has examples per second, without benches that have none", () => {
  const [regressed] = mixed.benches;
  const silent = benchOf("unchanged", "kernels/ceiling", {
    base: { nanoseconds: 9, examplesPerSecond: null, samples: 3 },
    head: { nanoseconds: 9, examplesPerSecond: null, samples: 3 },
  });
  const entries = extracted(githubBigger(comparisonOf([regressed, silent])));
  assertEquals(entries.map(({ name, unit }) => [name, unit]), [[
    "kernels/scores/regressed",
    "examples/s",
  ]]);
  assertEquals(entries[0].value, 2e6 / 1.103);
  assertEquals(entries[0].range, "1,765,225 – 1,846,722"); // 2e6 ÷ 1.133 and ÷ 1.083
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
