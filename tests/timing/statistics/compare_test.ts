import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import type { Measurement } from "../../../src/timing/samples/measurement.ts";
import {
  compareTimings,
  type ComparisonOptions,
  suspicious,
  withRemeasured,
} from "../../../src/timing/statistics/compare.ts";
import { measured, measurement, sameCode, sample, SETTING, slowerCode } from "../_simulate.ts";

/** Six times within 1 % of 1000, times a factor. */
const around = (factor = 1) => [995, 998, 999, 1001, 1002, 1005].map((time) => time * factor);

const compareOne = (
  base: readonly number[],
  head: readonly number[],
  options?: ComparisonOptions,
) =>
  compareTimings(measured({ bench: base }), measured({ bench: head }, "head"), options).benches[0];

const VERDICTS: [what: string, head: readonly number[], verdict: string][] = [
  ["regressed when all is slower by more than the threshold", around(1.08), "regressed"],
  ["improved when all is faster by more than the threshold", around(1 / 1.08), "improved"],
  ["unchanged when nothing is", around(), "unchanged"],
  ["unchanged when surely slower, by less than the threshold", around(1.03), "unchanged"],
  ["inconclusive when surely slower, by about the threshold", around(1.049), "inconclusive"],
  [
    "inconclusive when the ratio is large and the sides overlap",
    [990, 999, 1090, 1100, 1110, 1120],
    "inconclusive",
  ],
  [
    "inconclusive when the noise is larger than the threshold",
    [900, 950, 990, 1010, 1060, 1120],
    "inconclusive",
  ],
];
for (const [what, head, verdict] of VERDICTS) {
  Deno.test(`compareTimings() calls a bench ${what}`, () => {
    assertEquals(compareOne(around(), head).verdict, verdict);
  });
}

Deno.test("compareTimings() gives figures of both sides, ratio, interval and confidence", () => {
  const [base, head] = [[100, 100, 100], [120, 120, 150]].map((times) =>
    measurement({
      name: "base",
      samples: times.map((nanoseconds) =>
        sample({ nanoseconds, examplesPerSecond: 1e6 / nanoseconds })
      ),
    })
  );
  assertEquals(compareTimings(base, head), {
    base: {
      name: "base",
      commit: base.commit,
      dirty: false,
      started: base.started,
      setting: SETTING,
    },
    head: {
      name: "base",
      commit: base.commit,
      dirty: false,
      started: base.started,
      setting: SETTING,
    },
    differences: [],
    benches: [{
      bench: "kernels/scores/simd",
      verdict: "regressed",
      reason: null,
      ratio: 1.2,
      interval: [1.2, 1.5],
      confidence: 0.95,
      threshold: 0.05,
      isRemeasured: false,
      base: { nanoseconds: 100, examplesPerSecond: 10_000, samples: 3 },
      head: { nanoseconds: 120, examplesPerSecond: 1e6 / 120, samples: 3 },
    }],
  });
});

Deno.test("compareTimings() corrects the confidence by the benches that can be compared", () => {
  const times = { a: around(), b: around(), c: [1, 2] };
  const head = { ...times, a: around(1.2) };
  const { benches } = compareTimings(measured(times), measured(head), { confidence: 0.75 });
  const confidences = Object.fromEntries(
    benches.map(({ bench, confidence }) => [bench, confidence]),
  );
  assertEquals(confidences, { a: 0.875, b: 0.5, c: NaN });
});

Deno.test("compareTimings() takes the threshold of the last glob that matches", () => {
  const times = { "step/batch 1/simd": around(), "data/loading/synthetic": around() };
  const head = measured({
    "step/batch 1/simd": around(1.1),
    "data/loading/synthetic": around(1.1),
  });
  const thresholds = [
    { glob: "data/*", threshold: 0.02 },
    { glob: "*/loading/*", threshold: 0.5 },
    { glob: "step/*/reference", threshold: 0.6 },
  ];
  const { benches } = compareTimings(measured(times), head, { threshold: 0.08, thresholds });
  assertEquals(benches.map(({ bench, verdict, threshold }) => [bench, verdict, threshold]), [
    ["step/batch 1/simd", "regressed", 0.08],
    ["data/loading/synthetic", "unchanged", 0.5],
  ]);
});

Deno.test("compareTimings() by ceilingRatio does not mind a machine that was slower altogether", () => {
  const [base, head] = [1, 1.3].map((factor) =>
    measurement({
      samples: around(factor).map((nanoseconds) =>
        sample({ nanoseconds, ceilingRatio: nanoseconds / (500 * factor) })
      ),
    })
  );
  assertEquals(compareTimings(base, head).benches[0].verdict, "regressed");
  assertEquals(compareTimings(base, head, { by: "ceilingRatio" }).benches[0].verdict, "unchanged");
});

const withSamples = (fields: Parameters<typeof sample>[0], times: readonly number[] = around()) =>
  times.map((nanoseconds) => sample({ nanoseconds, ...fields }));

const BENCH = "kernels/scores/simd";
const REASONS: [
  what: string,
  base: Partial<Measurement>,
  head: Partial<Measurement>,
  reason: string,
][] = [
  ["only on one side", { samples: withSamples({}) }, {}, "only in base"],
  ["only on the other side", {}, { samples: withSamples({}) }, "only in head"],
  [
    "that failed on one side",
    { samples: withSamples({}) },
    { failures: [{ bench: BENCH, reason: "out of memory" }] },
    "failed in head: out of memory",
  ],
  [
    "that failed in one of its processes",
    { samples: withSamples({}), failures: [{ bench: BENCH, reason: "out of memory" }] },
    { samples: withSamples({}) },
    "failed in base: out of memory",
  ],
  [
    "whose file failed on one side",
    { samples: withSamples({}) },
    { failures: [{ bench: "kernels", reason: "no such module" }] },
    "failed in head: no such module",
  ],
  [
    "that failed on both sides",
    { failures: [{ bench: BENCH, reason: "out of memory" }] },
    { failures: [{ bench: BENCH, reason: "out of memory" }] },
    "failed in base: out of memory",
  ],
  [
    "with other threads",
    { samples: withSamples({ threads: 1 }) },
    { samples: withSamples({ threads: 2 }) },
    "other number of threads: 1 against 2",
  ],
  [
    "with other inputs",
    { samples: withSamples({ inputs: "abc" }) },
    { samples: withSamples({ inputs: "abd" }) },
    "other inputs: it does not compute the same any more",
  ],
  [
    "with inputs that change in between",
    { samples: [...withSamples({ inputs: "abc" }), sample({ inputs: "abd" })] },
    { samples: withSamples({ inputs: "abc" }) },
    "other inputs: it does not compute the same any more",
  ],
  [
    "with too few samples",
    { samples: withSamples({}) },
    { samples: withSamples({}, [1, 2]) },
    "2 samples in head: at least 3 are needed",
  ],
];
for (const [what, base, head, reason] of REASONS) {
  Deno.test(`compareTimings() calls a bench ${what} incomparable, and says why`, () => {
    const { benches } = compareTimings(measurement(base), measurement({ name: "head", ...head }));
    assertEquals(benches.map(({ bench, verdict, reason }) => [bench, verdict, reason]), [
      [BENCH, "incomparable", reason],
    ]);
    assertEquals([benches[0].ratio, ...benches[0].interval], [NaN, NaN, NaN]);
    assertEquals(benches[0].head?.samples ?? 0, head.samples?.length ?? 0);
  });
}

Deno.test("compareTimings() lists a file of which nothing ran on either side", () => {
  const failures = [{ bench: "peers", reason: "no such module" }];
  const { benches } = compareTimings(measurement({ failures }), measurement({ failures }));
  assertEquals(benches.map(({ bench, reason }) => [bench, reason]), [
    ["peers", "failed in base: no such module"],
  ]);
});

Deno.test("compareTimings() sorts the worst first", () => {
  const factors = { same: 1, fast: 0.8, faster: 0.7, noisy: 1, slow: 1.2, slower: 1.4 };
  const base = Object.keys(factors).map((bench) => [bench, around()]);
  const head = Object.entries(factors).map(([bench, factor]) => [bench, around(factor)]);
  const noisy = [700, 800, 900, 1100, 1200, 1300];
  const { benches } = compareTimings(
    measured({ ...Object.fromEntries(base), gone: around() }),
    measured({ ...Object.fromEntries(head), noisy }),
  );
  assertEquals(benches.map(({ bench }) => bench), [
    "slower",
    "slow",
    "gone",
    "noisy",
    "fast",
    "faster",
    "same",
  ]);
});

Deno.test("compareTimings() refuses other machines, unless forced", () => {
  const base = measured({ bench: around() });
  const head = { ...measured({ bench: around() }, "head"), setting: { ...SETTING, cores: 4 } };
  assertThrows(() => compareTimings(base, head), InputError, "cores: 2 against 4");
  const { differences, benches } = compareTimings(base, head, { isForced: true });
  assertEquals([differences, benches[0].verdict], [["cores: 2 against 4"], "unchanged"]);
});

for (
  const [options, message] of [
    [{ confidence: 1 }, "Cannot compare times with confidence 1 as it must lie between 0 and 1"],
    [{ confidence: 0 }, "Cannot compare times with confidence 0"],
    [{ threshold: -0.1 }, "current value is -0.1"],
    [{ threshold: NaN }, "current value is NaN"],
    [{ thresholds: [{ glob: "step/*", threshold: Infinity }] }, 'the threshold of "step/*"'],
    [{ thresholds: [{ glob: "", threshold: 0.1 }] }, "its glob is empty"],
  ] as const
) {
  Deno.test(`compareTimings() refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => compareOne(around(), around(), options), InputError, message);
  });
}

Deno.test("compareTimings() mirrors: what regressed one way has improved the other way", () => {
  const side = fc.array(fc.integer({ min: 900, max: 1200 }), { minLength: 3, maxLength: 9 });
  const mirrored: Record<string, string> = { regressed: "improved", improved: "regressed" };
  fc.assert(
    fc.property(side, side, (base, head) => {
      const { verdict } = compareOne(base, head);
      assertEquals(compareOne(head, base).verdict, mirrored[verdict] ?? verdict);
    }),
    { numRuns: 300, seed: 1 },
  );
});

Deno.test("compareTimings() never calls anything changed that is compared with itself", () => {
  const side = fc.array(fc.integer({ min: 500, max: 2000 }), { minLength: 3, maxLength: 9 });
  fc.assert(
    fc.property(side, (times) => {
      const { ratio, verdict } = compareOne(times, times);
      assert(ratio === 1 && (verdict === "unchanged" || verdict === "inconclusive"), verdict);
    }),
    { numRuns: 200, seed: 2 },
  );
});

const overlapping = [990, 999, 1090, 1100, 1110, 1120];
const looksChanged = () =>
  compareTimings(
    measured({ slow: around(), fast: around(), unsure: around(), same: around(), noisy: around() }),
    measured({
      slow: around(1.2),
      fast: around(0.8),
      unsure: overlapping,
      same: around(),
      noisy: [900, 950, 990, 1010, 1060, 1120],
    }),
  );

Deno.test("suspicious() are those that look changed, and those beyond the threshold", () => {
  assertEquals(suspicious(looksChanged()).map(({ bench }) => bench), ["slow", "unsure", "fast"]);
});

Deno.test("suspicious() are none that cannot be compared or were measured again", () => {
  const comparison = compareTimings(measured({ gone: around() }), measured({}));
  assertEquals(suspicious(comparison), []);
  const times = { slow: around(), fast: around(), unsure: around() };
  const again = withRemeasured(
    looksChanged(),
    measured(times),
    measured({ ...times, slow: around(2) }),
  );
  assertEquals(suspicious(again), []);
});

Deno.test("withRemeasured() judges the suspicious benches on the fresh samples alone", () => {
  const base = measured({ slow: around(), fast: around(), unsure: around(), same: around() });
  const head = measured({ slow: around(1.1), fast: around(), unsure: around(2), same: around(3) });
  const comparison = withRemeasured(looksChanged(), base, head);
  assertEquals(
    comparison.benches.map(({ bench, verdict, isRemeasured, base }) => [
      bench,
      verdict,
      isRemeasured,
      base?.samples,
    ]),
    [
      ["unsure", "regressed", true, 6],
      ["slow", "regressed", true, 6],
      ["noisy", "inconclusive", false, 6],
      ["same", "unchanged", false, 6],
      ["fast", "unchanged", true, 6],
    ],
  );
  // Corrected by the three that were measured again, not by all five.
  assertEquals(comparison.benches[0].confidence, 1 - (1 - 0.95) / 3);
  assertEquals(comparison.benches[2].confidence, 1 - (1 - 0.95) / 5);
});

Deno.test("withRemeasured() says when a suspicious bench gave no fresh samples", () => {
  const { benches } = withRemeasured(looksChanged(), measured({}), measured({}));
  const { verdict, reason, isRemeasured } = benches[0];
  assertEquals([verdict, reason, isRemeasured], ["incomparable", "was not measured", true]);
});

Deno.test("withRemeasured() changes nothing where nothing is suspicious", () => {
  const comparison = compareTimings(measured({ same: around() }), measured({ same: around() }));
  assertEquals(withRemeasured(comparison, measured({}), measured({})), comparison);
});

// The promises that docs/method.md makes; `deno run tests/timing/_simulate.ts` prints more of them.
for (
  const [benches, noise, rounds] of [[20, 0.02, 8], [40, 0.02, 8], [30, 0.03, 8], [30, 0.02, 6]]
) {
  const simulation = { benches, noise, rounds, again: 12, outliers: 0.03, comparisons: 200 };
  const what = `${benches} benches, ${100 * noise} % noise, ${rounds} processes and 12 again`;

  Deno.test(`the same code raises no alarm in 19 of 20 comparisons: ${what}`, () => {
    const { alarms } = sameCode(simulation);
    assert(alarms <= 0.05, String(alarms));
  });

  Deno.test(`10 % slower code is found in 19 of 20 comparisons, 30 % always: ${what}`, () => {
    const [ten, thirty] = [1.1, 1.3].map((factor) => slowerCode(factor, simulation).found);
    assert(ten >= 0.95, String(ten));
    assertEquals(thirty, 1);
  });
}

Deno.test("the same code raises no alarm in 19 of 20 comparisons where noise hides all changes", () => {
  const simulation = {
    benches: 30,
    noise: 0.05,
    rounds: 6,
    again: 12,
    outliers: 0.03,
    comparisons: 200,
  };
  const { first, alarms } = sameCode(simulation);
  assert(first > 0.05, `measuring again is needed: ${first}`);
  assert(alarms <= 0.05, String(alarms));
});

Deno.test("the same code is called unchanged in nine of ten benches at 2 % noise and 8 processes", () => {
  const { unchanged } = sameCode({
    benches: 30,
    noise: 0.02,
    rounds: 8,
    again: 12,
    outliers: 0.03,
    comparisons: 50,
  });
  assert(unchanged >= 0.9, String(unchanged));
});
