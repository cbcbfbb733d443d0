import { assertEquals, assertStringIncludes } from "@std/assert";
import { comparisonText } from "../../../src/timing/formats/comparison_text.ts";
import { spreadText } from "../../../src/timing/formats/spread_text.ts";
import { changeText } from "../../../src/timing/formats/words.ts";
import type {
  BenchComparison,
  TimingComparison,
} from "../../../src/timing/statistics/comparison.ts";
import { measurement, sample } from "../_measurement.ts";

const slower: BenchComparison = {
  bench: "kernels/g/slow",
  verdict: "regressed",
  reason: null,
  ratio: 1.1,
  interval: [1.08, 1.125],
  confidence: 0.95,
  threshold: 0.05,
  isRemeasured: true,
  base: { nanoseconds: 1000, examplesPerSecond: null, samples: 6 },
  head: { nanoseconds: 1100, examplesPerSecond: null, samples: 6 },
};
const lost: BenchComparison = {
  ...slower,
  bench: "kernels/g/lost",
  verdict: "incomparable",
  reason: "only in before",
  ratio: NaN,
  interval: [NaN, NaN],
  isRemeasured: false,
  head: null,
};

const comparison = (
  benches: readonly BenchComparison[],
  differences: readonly string[] = [],
): TimingComparison => {
  const { samples: _, failures: _failures, ...base } = measurement([]);
  return { base, head: { ...base, name: "now", dirty: true }, differences, benches };
};

Deno.test("comparisonText() shows both versions, the machine, each bench and the counts", () => {
  assertEquals(
    comparisonText(comparison([slower, lost])),
    `before (01234567) against now (01234567, changed)
Abacus 9000, 2 cores, linux x86_64, Deno 2.9.6

verdict          time          interval  before      now  bench
────────────  ───────  ────────────────  ──────  ───────  ──────────────
regressed ²   +10.0 %  +8.0 % … +12.5 %    1 µs  1.10 µs  kernels/g/slow
incomparable        –                 –    1 µs        –  kernels/g/lost

² looked changed and was measured again; the figures are of the second time
kernels/g/lost: only in before

2 benches: 1 regressed, 1 incomparable
`,
  );
});

Deno.test("comparisonText() marks what was forced", () => {
  assertStringIncludes(
    comparisonText(comparison([slower], ["CPU: A against B", "Deno: 1 against 2"])),
    "\n\nFORCED although they differ: CPU: A against B; Deno: 1 against 2\n\n",
  );
});

Deno.test("comparisonText() of no benches says so", () => {
  assertStringIncludes(comparisonText(comparison([])), "0 benches: no benches\n");
});

Deno.test("changeText() tells the change of a time with its sign", () => {
  assertEquals(
    [1, 1.0004, 0.9, 2, NaN, Infinity].map(changeText),
    ["+0.0 %", "+0.0 %", "−10.0 %", "+100.0 %", "–", "–"],
  );
});

Deno.test("spreadText() shows the variation between processes, with and without the ceiling", () => {
  // Of 90, 100, 110 the mean is 100 and the (sample) standard deviation 10.
  const samples = [90, 100, 110].map((nanoseconds, i) =>
    sample({ round: i + 1, nanoseconds, ceilingRatio: 5, examplesPerSecond: 1e9 / nanoseconds })
  );
  const text = spreadText(measurement([...samples, sample({ bench: "once" })]));
  assertEquals(
    text,
    `  time  examples/s  × ceiling  variation (time)  variation (× ceiling)  bench
──────  ──────────  ─────────  ────────────────  ─────────────────────  ───────────
100 ns         1e7          5            10.0 %                  0.0 %  kernels/g/n
  1 µs   1,000,000          2                 –                      –  once

Variation between processes, median over benches: 10.0 % of times, 0.0 % of ratios to the ceiling
`,
  );
});
