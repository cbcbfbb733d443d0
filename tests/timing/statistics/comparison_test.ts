import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import { comparisonJson, readComparison } from "../../../src/timing/statistics/comparison.ts";
import { benchOf, comparisonOf, mixed, provenance } from "../_fixtures.ts";

const read = (text: string) => readComparison(text, "saved.json");

/** The comparison as it is written, with one thing changed. */
function changed(change: (written: Record<string, unknown>) => void): string {
  const written = JSON.parse(comparisonJson(mixed));
  change(written);
  return JSON.stringify(written);
}

Deno.test("readComparison() gives what comparisonJson() was given, with NaN", () => {
  assert(Number.isNaN(mixed.benches[1].ratio));
  const base = provenance("base", { commit: null, dirty: true });
  for (const comparison of [mixed, { ...mixed, base, differences: ["cpu: A against B"] }]) {
    assertEquals(read(comparisonJson(comparison)), comparison);
  }
});

Deno.test("readComparison() gives back any figures", () => {
  const positive = fc.double({ min: 1e-300, noNaN: true, noDefaultInfinity: true });
  const any = fc.double({ noDefaultInfinity: true }).map((value) => value + 0); // JSON has no −0
  fc.assert(
    fc.property(fc.string(), any, any, any, positive, (bench, ratio, lower, upper, time) => {
      const side = { nanoseconds: time, examplesPerSecond: null, samples: 3 };
      const comparison = comparisonOf([
        benchOf("inconclusive", bench, { ratio, interval: [lower, upper], base: side, head: null }),
      ]);
      assertEquals(read(comparisonJson(comparison)), comparison);
    }),
  );
});

Deno.test("comparisonJson() has its version first, and null for NaN", () => {
  const text = comparisonJson(mixed);
  assert(text.startsWith('{\n  "format": 1,\n') && text.endsWith("}\n"));
  const { benches: [, incomparable] } = JSON.parse(text);
  assertEquals([incomparable.ratio, incomparable.interval], [null, [null, null]]);
});

Deno.test("readComparison() says where a file is wrong", () => {
  type Json = Record<string, never>;
  const cases: [string, RegExp][] = [
    ["", /it is not JSON, or cut off$/],
    [comparisonJson(mixed).slice(0, -10), /it is not JSON, or cut off$/],
    ["[]", /the whole: .*expected object/],
    ['{ "version": 1 }', /: format: must be 1: current value is undefined$/],
    ['{ "format": 2 }', /: format: must be 1: current value is 2$/],
    ['{ "format": 1 }', /: base: .*expected object/],
    [changed(({ head }) => delete (head as Json).setting), /: head\.setting: /],
    [
      changed(({ benches }) => (benches as unknown as Json[])[3].verdict = "worse" as never),
      /: benches\[3\]\.verdict: .*"improved"/,
    ],
    [
      changed(({ benches }) => (benches as unknown as Json[])[2].interval = [1] as never),
      /: benches\[2\]\.interval: /,
    ],
    [
      changed(({ benches }) => (benches as unknown as Json[])[0].ratio = "1.1" as never),
      /: benches\[0\]\.ratio: .*expected number/,
    ],
  ];
  for (const [text, message] of cases) {
    const error = assertThrows(() => read(text), InputError);
    assert(error.message.startsWith('Cannot read "saved.json" as a comparison of timings: '));
    assert(message.test(error.message), error.message);
  }
});
