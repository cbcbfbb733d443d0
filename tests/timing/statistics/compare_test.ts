import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import type { Measurement, Sample } from "../../../src/timing/samples/measurement.ts";
import {
  compareTimings,
  suspicious,
  withRemeasured,
} from "../../../src/timing/statistics/compare.ts";
import { measured, measurement, provenance, samplesOf, SETTING } from "../_fixtures.ts";
import { sameCode, slowerCode } from "../_simulate.ts";

/** Six times within 1 % of 1000, times a factor. */
const around = (factor = 1) => [995, 998, 999, 1001, 1002, 1005].map((time) => time * factor);
const overlapping = [990, 999, 1090, 1100, 1110, 1120];
const noisy = [900, 950, 990, 1010, 1060, 1120];

const compareOne = (base: readonly number[], head: readonly number[]) =>
  compareTimings(measured({ bench: base }), measured({ bench: head }, "head")).benches[0];

const VERDICTS: [what: string, head: readonly number[], verdict: string][] = [
  ["regressed when all is slower by more than the threshold", around(1.08), "regressed"],
  ["improved when all is faster by more than the threshold", around(1 / 1.08), "improved"],
  ["unchanged when nothing is", around(), "unchanged"],
  ["unchanged when surely slower, by less than the threshold", around(1.03), "unchanged"],
  ["inconclusive when surely slower, by about the threshold", around(1.049), "inconclusive"],
  ["inconclusive when the ratio is large and the sides overlap", overlapping, "inconclusive"],
  ["inconclusive when the noise is larger than the threshold", noisy, "inconclusive"],
];
for (const [what, head, verdict] of VERDICTS) {
  Deno.test(`compareTimings() calls a bench ${what}`, () => {
    assertEquals(compareOne(around(), head).verdict, verdict);
  });
}

Deno.test("compareTimings() gives figures of both sides, ratio, interval and confidence", () => {
  const [base, head] = [[100, 100, 100], [120, 120, 150]].map((times) =>
    samplesOf(times).map((one) => ({ ...one, examplesPerSecond: 1e6 / one.nanoseconds }))
  );
  assertEquals(
    compareTimings(measurement({ samples: base }), measurement({ name: "head", samples: head })),
    {
      base: provenance(),
      head: provenance("head"),
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
    },
  );
});

Deno.test("compareTimings() corrects the confidence by the benches that can be compared", () => {
  const times = { a: around(), b: around(), c: [1, 2] };
  const { benches } = compareTimings(measured(times), measured({ ...times, a: around(1.2) }));
  const confidences = benches.map(({ bench, confidence }) => [bench, confidence]);
  assertEquals(Object.fromEntries(confidences), { a: 0.975, b: 0.9, c: NaN });
});

Deno.test("compareTimings() by ceilingRatio does not mind a machine that was slower altogether", () => {
  const [base, head] = [1, 1.3].map((factor) => {
    const samples = samplesOf(around(factor))
      .map((one) => ({ ...one, ceilingRatio: one.nanoseconds / (500 * factor) }));
    return measurement({ samples });
  });
  assertEquals(compareTimings(base, head).benches[0].verdict, "regressed");
  assertEquals(compareTimings(base, head, { by: "ceilingRatio" }).benches[0].verdict, "unchanged");
});

const BENCH = "kernels/scores/simd";
const six = (fields: Partial<Sample> = {}) => ({ samples: samplesOf(around(), fields) });
const failed = (bench: string, reason: string) => ({ failures: [{ bench, reason }] });
const noMemory = failed(BENCH, "no memory");
const OTHER = "other inputs: it does not compute the same any more";
const between = { samples: [...six().samples, ...samplesOf([1], { inputs: "abd" })] };
type Side = Partial<Measurement>;
const REASONS: [what: string, base: Side, head: Side, reason: string][] = [
  ["only on one side", six(), {}, "only in base"],
  ["only on the other side", {}, six(), "only in head"],
  ["that failed on one side", six(), noMemory, "failed in head: no memory"],
  ["that failed in one process", { ...six(), ...noMemory }, six(), "failed in base: no memory"],
  ["whose file failed", six(), failed("kernels", "no module"), "failed in head: no module"],
  ["that failed on both sides", noMemory, noMemory, "failed in base: no memory"],
  ["with other threads", six(), six({ threads: 2 }), "other number of threads: 1 against 2"],
  ["with other inputs", six(), six({ inputs: "abd" }), OTHER],
  ["with inputs that change in between", between, six(), OTHER],
  [
    "with too few samples",
    six(),
    { samples: samplesOf([1, 2]) },
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
  const { benches } = compareTimings(
    measured({ ...Object.fromEntries(base), gone: around() }),
    measured({ ...Object.fromEntries(head), noisy }),
  );
  const order = ["slower", "slow", "gone", "noisy", "fast", "faster", "same"];
  assertEquals(benches.map(({ bench }) => bench), order);
});

Deno.test("compareTimings() refuses other machines, unless forced", () => {
  const base = measured({ bench: around() });
  const head = { ...measured({ bench: around() }, "head"), setting: { ...SETTING, cores: 4 } };
  assertThrows(() => compareTimings(base, head), InputError, "cores: 2 against 4");
  const { differences, benches } = compareTimings(base, head, { isForced: true });
  assertEquals([differences, benches[0].verdict], [["cores: 2 against 4"], "unchanged"]);
});

Deno.test("compareTimings() mirrors: what regressed one way has improved the other way", () => {
  const side = fc.array(fc.integer({ min: 900, max: 1200 }), { minLength: 3, maxLength: 9 });
  const mirrored: Record<string, string> = { regressed: "improved", improved: "regressed" };
  fc.assert(
    fc.property(side, side, (base, head) => {
      const { verdict } = compareOne(base, head);
      assertEquals(compareOne(head, base).verdict, mirrored[verdict] ?? verdict);
      const { ratio, verdict: same } = compareOne(base, base);
      assert(ratio === 1 && ["unchanged", "inconclusive"].includes(same), same);
    }),
    { numRuns: 300, seed: 1 },
  );
});

const STILL = { slow: around(), fast: around(), unsure: around(), same: around() };
const looksChanged = () =>
  compareTimings(
    measured({ ...STILL, noisy: around() }),
    measured({ ...STILL, slow: around(1.2), fast: around(0.8), unsure: overlapping, noisy }),
  );

Deno.test("suspicious() are those that look changed, and those beyond the threshold", () => {
  assertEquals(suspicious(looksChanged()), ["slow", "unsure", "fast"]);
});

Deno.test("suspicious() are none that cannot be compared or were measured again", () => {
  assertEquals(suspicious(compareTimings(measured({ gone: around() }), measured({}))), []);
  const head = measured({ ...STILL, slow: around(2) });
  assertEquals(suspicious(withRemeasured(looksChanged(), measured(STILL), head)), []);
});

Deno.test("withRemeasured() judges the suspicious benches on the fresh samples alone", () => {
  const head = measured({ slow: around(1.1), fast: around(), unsure: around(2), same: around(3) });
  const { benches } = withRemeasured(looksChanged(), measured(STILL), head);
  assertEquals(
    benches.map(({ bench, verdict, isRemeasured, base }) => [
      ...[bench, verdict, isRemeasured, base?.samples],
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
  assertEquals(benches[0].confidence, 1 - (1 - 0.95) / 3);
  assertEquals(benches[2].confidence, 1 - (1 - 0.95) / 5);
});

Deno.test("withRemeasured() says when a suspicious bench gave no fresh samples", () => {
  const { benches } = withRemeasured(looksChanged(), measured({}), measured({}));
  const { verdict, reason, isRemeasured } = benches[0];
  assertEquals([verdict, reason, isRemeasured], ["incomparable", "was not measured", true]);
});

Deno.test("withRemeasured() changes nothing where nothing is suspicious", () => {
  const comparison = compareTimings(measured(STILL), measured(STILL));
  assertEquals(withRemeasured(comparison, measured({}), measured({})), comparison);
});

// The promises that docs/method.md makes; `deno run tests/timing/_simulate.ts` prints more of them.
const usual = { benches: 30, noise: 0.02, rounds: 8, again: 12, outliers: 0.03, comparisons: 200 };
const SIMULATIONS = [
  { ...usual, benches: 20 },
  { ...usual, benches: 40 },
  { ...usual, noise: 0.03 },
  { ...usual, rounds: 6 },
];
for (const simulation of SIMULATIONS) {
  const { benches, noise, rounds } = simulation;
  const what = `${benches} benches, ${100 * noise} % noise, ${rounds} processes and 12 again`;
  Deno.test(`19 of 20 comparisons are right, and find 30 % always: ${what}`, () => {
    const { alarms } = sameCode(simulation);
    assert(alarms <= 0.05, String(alarms));
    const [ten, thirty] = [1.1, 1.3].map((factor) => slowerCode(factor, simulation).found);
    assert(ten >= 0.95, String(ten));
    assertEquals(thirty, 1);
  });
}

Deno.test("the same code raises no alarm in 19 of 20 comparisons where noise hides all changes", () => {
  const { first, alarms } = sameCode({ ...usual, noise: 0.05, rounds: 6 });
  assert(first > 0.05, `measuring again is needed: ${first}`);
  assert(alarms <= 0.05, String(alarms));
});

Deno.test("the same code is called unchanged in nine of ten benches at 2 % noise and 8 processes", () => {
  const { unchanged } = sameCode({ ...usual, comparisons: 50 });
  assert(unchanged >= 0.9, String(unchanged));
});
