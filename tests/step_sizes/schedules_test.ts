/** Schedules: PyTorch's numbers, values worked out by hand, and what holds at every step. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import type { MethodContext } from "../../src/step_sizes/step_size.ts";
import type { Choice } from "../../src/types.ts";
import { rateOf, ratesOf } from "./_rates.ts";

/** The parts of the file that are used here. */
interface Oracle {
  readonly schedules: readonly { readonly schedule: string; readonly stepSizes: number[] }[];
}

/** What is here what PyTorch was asked for. */
const CHOICES: Readonly<Record<string, Choice>> = {
  constant: { name: "constant", from: 0.1 },
  step: { name: "step", from: 0.1, factor: 0.5, period: 10 },
  exponential: { name: "exponential", from: 0.1, factor: 0.9 },
  cosine: { name: "cosine", from: 0.1, to: 0.001 },
  inverseTime: { name: "inverseTime", from: 0.1, decay: 0.1 },
  warmup: { name: "constant", from: 0.1, warmup: 8, warmupFrom: 0.01 },
};

/** The first values of each, for a clone without the file. */
// deno-fmt-ignore
const COPY: Oracle = {
  schedules: [
    { schedule: "constant", stepSizes: [0.1, 0.1, 0.1, 0.1] },
    { schedule: "step", stepSizes: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05] },
    { schedule: "exponential", stepSizes: [0.1, 0.09000000000000001, 0.08100000000000002, 0.07290000000000002] },
    { schedule: "cosine", stepSizes: [0.1, 0.09984740801978985, 0.09939057285945933, 0.09863231105968501] },
    { schedule: "inverseTime", stepSizes: [0.1, 0.09090909090909091, 0.08333333333333334, 0.07692307692307693] },
    { schedule: "warmup", stepSizes: [0.010000000000000002, 0.021250000000000005, 0.03250000000000001, 0.04375000000000001, 0.055000000000000014, 0.06625000000000002, 0.07750000000000001, 0.08875000000000002, 0.10000000000000003, 0.10000000000000003] },
  ],
};

const file = await Deno.readTextFile("../shared/data/oracles/schedules.json").catch(() => null);
const oracle: Oracle = file === null ? COPY : JSON.parse(file);

Deno.test("PyTorch's step sizes are of six schedules", () => {
  assertEquals(oracle.schedules.map(({ schedule }) => schedule), Object.keys(CHOICES));
});

for (const { schedule, stepSizes } of oracle.schedules) {
  Deno.test(`${schedule} has PyTorch's step sizes`, () => {
    const found = ratesOf(CHOICES[schedule], stepSizes.length, { steps: 40 });
    // PyTorch multiplies up to 40 times, each time rounded by 2⁻⁵³: 4e-15 of its own.
    for (const [t, wanted] of stepSizes.entries()) {
      assertAlmostEquals(found[t] / wanted, 1, 1e-12);
    }
  });
}

const HALF = Math.SQRT1_2;
const COMMON: readonly [Choice, Readonly<Record<number, number>>][] = [
  [{ name: "constant", from: 3 }, { 0: 3, 50: 3, 99: 3, 100: 3 }],
  [{ name: "step", from: 8, factor: 0.5, period: 25 }, {
    0: 8,
    24: 8,
    25: 4,
    50: 2,
    99: 1,
    100: 0.5,
  }],
  [{ name: "step", from: 1, factor: 10, period: 60 }, { 0: 1, 59: 1, 60: 10, 99: 10 }],
  [{ name: "exponential", from: 2, factor: 0.5 }, { 0: 2, 1: 1, 50: 2 ** -49, 100: 2 ** -99 }],
  [{ name: "exponential", from: 1e-8, factor: 10 }, { 0: 1e-8, 8: 1 }], // a range test
  [{ name: "cosine", from: 2 }, { 0: 2, 25: 1 + HALF, 50: 1, 75: 1 - HALF, 100: 2 }],
  [{ name: "cosine", from: 3, to: 1 }, { 0: 3, 25: 2 + HALF, 50: 2, 75: 2 - HALF }],
  [{ name: "cosine", from: 2, period: 40 }, {
    0: 2,
    20: 1,
    39: 0.003082666266872,
    40: 2,
    60: 1,
    80: 2,
  }],
  // Periods of 10, 20, 40 and 80 steps.
  [{ name: "cosine", from: 2, to: 1, period: 10, growth: 2 }, {
    5: 1.5,
    10: 2,
    15: 1.5 + HALF / 2,
    20: 1.5,
    30: 2,
    50: 1.5,
    70: 2,
    110: 1.5,
  }],
  [{ name: "polynomial", from: 2 }, { 0: 2, 25: 1.5, 50: 1, 99: 0.02, 100: 0 }],
  [{ name: "polynomial", from: 3, to: 1, power: 2 }, { 0: 3, 50: 1.5, 75: 1.125, 100: 1 }],
  [{ name: "polynomial", from: 2, power: 0.5 }, { 0: 2, 75: 1, 99: 0.2, 100: 0 }],
  [{ name: "inverseTime", from: 2 }, { 0: 2, 1: 1, 3: 0.5, 99: 0.02, 100: 2 / 101 }],
  [{ name: "inverseTime", from: 2, decay: 0.02 }, { 0: 2, 50: 1, 100: 2 / 3 }],
  [{ name: "inverseSquareRoot", from: 2 }, { 0: 2, 3: 1, 99: 0.2 }],
  [{ name: "inverseSquareRoot", from: 2, decay: 0.03 }, { 0: 2, 100: 1 }],
  [{ name: "oneCycle", max: 25, rise: 0.4 }, { 0: 1, 20: 13, 40: 25, 70: 12.50005, 100: 1e-4 }],
  [{ name: "oneCycle", max: 10, from: 2, to: 1 }, { 0: 2, 15: 6, 30: 10, 65: 5.5, 100: 1 }],
];

for (const [choice, wanted] of COMMON) {
  Deno.test(`${JSON.stringify(choice)} has the step sizes that a hand works out`, () => {
    const rate = rateOf(choice); // of 100 steps
    for (const [t, one] of Object.entries(wanted)) {
      // Some roundings of numbers up to from, each by 2⁻⁵³.
      assertAlmostEquals(rate(Number(t)), one, 1e-14 * Math.max(1, rate(0)), `t = ${t}`);
    }
  });
}

Deno.test("step has the very bits of halves", () => {
  const found = ratesOf({ name: "step", from: 0.1, factor: 0.5, period: 1 }, 5);
  assertEquals(found, [0.1, 0.05, 0.025, 0.0125, 0.00625]);
});

Deno.test("a warm-up rises in a straight line, then the schedule starts, and ends with the run", () => {
  const rate = rateOf({ name: "polynomial", from: 2, warmup: 20, warmupFrom: 1 });
  assertEquals([0, 10, 19, 20, 60, 100].map(rate), [1, 1.5, 1.95, 2, 1, 0]);
  const fromNothing = ratesOf({ name: "step", from: 1, factor: 0.5, period: 2, warmup: 4 }, 9);
  assertEquals(fromNothing, [0, 0.25, 0.5, 0.75, 1, 1, 0.5, 0.5, 0.25]);
});

Deno.test("a schedule in epochs has the step sizes of one in steps, times the steps of an epoch", () => {
  const context: Partial<MethodContext> = { steps: 60, stepsPerEpoch: 12 };
  for (
    const [inEpochs, inSteps] of [
      [{ name: "step", factor: 0.1, period: 2 }, { period: 24 }],
      [{ name: "step", factor: 0.1, period: 0.5, warmup: 1 }, { period: 6, warmup: 12 }],
      [{ name: "cosine", period: 1.25, warmup: 0.25 }, { period: 15, warmup: 3 }],
      [{ name: "cosine", warmup: 2 }, { warmup: 24 }],
      [{ name: "polynomial" }, {}],
      [{ name: "inverseTime", decay: 3 }, { decay: 0.25 }],
      [{ name: "inverseSquareRoot", decay: 6 }, { decay: 0.5 }],
    ] as const
  ) {
    const epochs = ratesOf({ ...inEpochs, from: 2, unit: "epochs" }, 60, context);
    const steps = ratesOf({ ...inEpochs, from: 2, ...inSteps }, 60, context);
    for (const [t, one] of steps.entries()) assertAlmostEquals(epochs[t], one, 1e-14);
  }
});

Deno.test("exponential in epochs falls by its factor over each of them, a little at each step", () => {
  const choice = { name: "exponential", from: 1, factor: 0.25, unit: "epochs" };
  const found = ratesOf(choice, 5, { stepsPerEpoch: 2 });
  for (const [t, one] of [1, 0.5, 0.25, 0.125, 0.0625].entries()) {
    assertAlmostEquals(found[t], one, 1e-15);
  }
});

// What holds whatever the options

const positive = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
const timing = {
  from: positive,
  unit: fc.constantFrom("steps", "epochs"),
  warmup: fc.constantFrom(0, 1, 2.5),
  warmupFrom: fc.constantFrom(0, 1e-9),
};
const share = fc.double({ min: 0, max: 1, noNaN: true });
const FALLING: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  constant: fc.record({ ...timing }),
  step: fc.record({
    ...timing,
    factor: fc.double({ min: 0.1, max: 1, noNaN: true }),
    period: fc.double({ min: 1, max: 50, noNaN: true }),
  }),
  exponential: fc.record({ ...timing, factor: fc.double({ min: 0.9, max: 1, noNaN: true }) }),
  cosine: fc.record({ ...timing, share }),
  polynomial: fc.record({ ...timing, share, power: fc.double({ min: 0.1, max: 5, noNaN: true }) }),
  inverseTime: fc.record({ ...timing, decay: fc.double({ min: 0, max: 10, noNaN: true }) }),
  inverseSquareRoot: fc.record({ ...timing, decay: fc.double({ min: 0, max: 10, noNaN: true }) }),
};

for (const [name, options] of Object.entries(FALLING)) {
  Deno.test(`${name} rises to from in its warm-up, falls after it, and is above 0 and to`, () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 20 }), (given, stepsPerEpoch) => {
        const { share, ...own } = given as Record<string, unknown> & {
          from: number;
          share?: number;
        };
        const to = share === undefined ? {} : { to: own.from * share };
        const warmup = Number(own.warmup) * (own.unit === "epochs" ? stepsPerEpoch : 1);
        const steps = Math.ceil(warmup) + 50;
        const rates = ratesOf({ name, ...own, ...to }, steps, { steps, stepsPerEpoch });
        const first = Math.ceil(warmup);
        const slack = 1e-15 * own.from;
        for (const [t, rate] of rates.entries()) {
          if (t >= first) assert(rate > 0, `${rate} at ${t}`);
          assert(rate <= Math.max(own.from, Number(own.warmupFrom)) + slack, `${rate} at ${t}`);
          assert(t < first || rate >= (to.to ?? 0) - slack, `${rate} at ${t}`);
          if (t > 0 && t > first) assert(rate <= rates[t - 1] + slack, `${rate} at ${t}`);
          if (t > 0 && t < first && own.from > 1e-9) {
            assert(rate >= rates[t - 1], `${rate} at ${t}`);
          }
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
}

Deno.test("oneCycle rises to max and falls to to, between from, max and to", () => {
  fc.assert(
    fc.property(positive, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (max, rise) => {
      const rates = ratesOf({ name: "oneCycle", max, rise }, 100);
      const top = Math.ceil(rise * 100);
      for (const [t, rate] of rates.entries()) {
        assert(rate > 0 && rate <= max, `${rate} at ${t}`);
        if (t > 0 && t !== top) assert(rate >= rates[t - 1] === t < top, `${rate} at ${t}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

for (const choice of [...COMMON.map(([choice]) => choice), CHOICES.warmup]) {
  Deno.test(`${JSON.stringify(choice)} has the same bits whatever was asked before`, () => {
    const inOrder = ratesOf(choice, 100);
    const rate = rateOf(choice);
    for (let i = 0; i < 100; i++) assertEquals(rate((37 * i) % 100), inOrder[(37 * i) % 100]);
  });
}

// Runs of unknown length

const NEEDY = [
  { name: "cosine", from: 1 },
  { name: "polynomial", from: 1 },
  { name: "oneCycle", max: 1 },
];
for (const choice of NEEDY) {
  Deno.test(`${choice.name} refuses a run whose length is not known, and a warm-up as long`, () => {
    assertThrows(
      () => rateOf(choice, { steps: null }),
      InputError,
      `"${choice.name}" must know how long a run is: give stop.iterations or stop.epochs`,
    );
    assertThrows(
      () => rateOf({ ...choice, warmup: 5, unit: "epochs" }, { steps: 50, stepsPerEpoch: 10 }),
      InputError,
      "warmup: must be shorter than the run, of 5 epochs: current value is 5",
    );
  });
}

Deno.test("schedules that have no end are made for runs of any length", () => {
  for (const [choice] of COMMON) {
    const needs = NEEDY.some(({ name }) => name === choice.name) && !("period" in choice);
    if (!needs) assertEquals(ratesOf(choice, 30, { steps: null }), ratesOf(choice, 30));
  }
});
