import { assertEquals, assertStringIncludes } from "@std/assert";
import { comparisonText } from "../../../src/timing/formats/comparison_text.ts";
import { spreadText } from "../../../src/timing/formats/spread_text.ts";
import { percentChange } from "../../../src/timing/formats/words.ts";
import { benchOf, comparisonOf, provenance, sample, samplesOf } from "../_fixtures.ts";

const slower = benchOf("regressed", "kernels/g/slow", { isRemeasured: true });
const lost = benchOf("incomparable", "kernels/g/lost", { reason: "only in base", head: null });

Deno.test("comparisonText() shows both versions, the machine, each bench and the counts", () => {
  const comparison = comparisonOf([slower, lost], { head: provenance("now", { dirty: true }) });
  assertEquals(
    comparisonText(comparison),
    `base (01234567) against now (fedcba98, changed)
AMD EPYC, 2 cores, linux x86_64, Deno 2.9.6

verdict          time          interval  base      now  bench
────────────  ───────  ────────────────  ────  ───────  ──────────────
regressed ²   +10.3 %  +8.3 % … +13.3 %  1 µs  1.10 µs  kernels/g/slow
incomparable        –                 –  1 µs        –  kernels/g/lost

² looked changed and was measured again; the figures are of the second time
kernels/g/lost: only in base

2 benches: 1 regressed, 1 incomparable
`,
  );
});

Deno.test("comparisonText() shows from when changes can be seen, where that is known", () => {
  const options = { visible: new Map([["kernels/g/slow", 0.075]]), isByCeiling: true };
  const text = comparisonText(comparisonOf([slower, lost]), options);
  assertStringIncludes(text, " 1 µs  1.10 µs     +7.5 %  kernels/g/slow\n");
  assertStringIncludes(text, " 1 µs        –          –  kernels/g/lost\n");
  assertStringIncludes(text, "\ntimes are compared as multiples of the ceiling bench, so they");
});

Deno.test("comparisonText() marks what was forced", () => {
  const differences = ["cpu: A against B", "deno: 1 against 2"];
  assertStringIncludes(
    comparisonText(comparisonOf([slower], { differences })),
    "\n\nFORCED although they differ: cpu: A against B; deno: 1 against 2\n\n",
  );
});

Deno.test("comparisonText() of no benches says so", () => {
  assertStringIncludes(comparisonText(comparisonOf([])), "0 benches: no benches\n");
});

Deno.test("percentChange() has a sign", () => {
  assertEquals(
    [1, 1.0004, 0.9, 2, NaN, Infinity].map(percentChange),
    ["+0.0 %", "+0.0 %", "−10.0 %", "+100.0 %", "–", "–"],
  );
});

Deno.test("spreadText() shows the variation between processes, with and without the ceiling", () => {
  // Of 90, 100, 110 the mean is 100 and the (sample) standard deviation 10.
  const samples = samplesOf([90, 100, 110], { ceilingRatio: 5, examplesPerSecond: 1e7 });
  const once = sample({ bench: "once", examplesPerSecond: 1e6 });
  assertEquals(
    spreadText([...samples, once]),
    `  time  examples/s  × ceiling  variation (time)  variation (× ceiling)  bench
──────  ──────────  ─────────  ────────────────  ─────────────────────  ───────────────────
100 ns         1e7          5            10.0 %                  0.0 %  kernels/scores/simd
  1 µs   1,000,000          2                 –                      –  once
`,
  );
});
