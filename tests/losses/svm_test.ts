import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Precision } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { losses } from "../../src/losses/mod.ts";
import { svm } from "../../src/losses/svm.ts";

interface Options {
  readonly delta?: number;
  readonly precision?: Precision;
}

/** Loss and coefficients of one example. */
function svmLoss(
  scores: readonly number[],
  label: number,
  { precision = "f64", ...options }: Options = {},
): { loss: number; coefficients: number[] } {
  const kernels = referenceKernels(precision);
  const given = kernels.allocate(scores.length);
  given.set(scores);
  const coefficients = kernels.allocate(scores.length).fill(9);
  const loss = kernels.allocate(1);
  losses.make({ name: "svm", ...options }, kernels)
    .ofRows(loss, coefficients, given, Uint8Array.of(label), 1, scores.length);
  return { loss: loss[0], coefficients: [...coefficients] };
}

// A score of 2 against 3 with Δ = 1 is at the kink: 2 − 3 + 1 = 0 exactly.
const BY_HAND: readonly (readonly [string, number[], number, number, number, number[]?])[] = [
  // max(0, −7 − 13 + 10) + max(0, 11 − 13 + 10) = 0 + 8
  ["the example in the CS231n notes", [13, -7, 11], 0, 10, 8, [-1, 0, 1]],
  ["two classes: max(0, 0.5 − 0.25 + 1)", [0.5, 0.25], 1, 1, 1.25, [1, -1]],
  ["margins that are all met", [5, 1, 2, 3], 0, 1, 0, [0, 0, 0, 0]],
  ["equal scores: Δ for each wrong class", [4, 4, 4, 4], 2, 0.5, 1.5, [1, 1, -3, 1]],
  ["Δ = 0, which asks for no margin", [1, 1, 2], 0, 0, 1, [-1, 0, 1]],
  // Margins to class 1: 2 − 1 + 1, 0.5 − 1 + 1, −1 − 1 + 1 < 0, 3 − 1 + 1.
  ["three violations, which the label has negative", [2, 1, 0.5, -1, 3], 1, 1, 5.5, [
    1,
    -3,
    1,
    0,
    1,
  ]],
  ["a kink: the subgradient 0", [2, 3], 1, 1, 0, [0, 0]],
  ["just above a kink: the full gradient", [2 + 2 ** -50, 3], 1, 1, 2 ** -50, [1, -1]],
  ["a wrong score that is NaN", [1, NaN, 0], 0, 1, NaN],
  ["a correct score that is NaN", [NaN, 1, 0], 0, 1, NaN],
  ["scores that are all infinite", [Infinity, Infinity], 0, 1, NaN],
];
for (const [what, scores, label, delta, loss, coefficients] of BY_HAND) {
  Deno.test(`svm() of ${what} is what a hand computes`, () => {
    const found = svmLoss(scores, label, { delta });
    assertEquals(found, { loss, coefficients: coefficients ?? found.coefficients });
  });
}

Deno.test("svm() has Δ = 1 and no penalty where nothing is said", () => {
  assertEquals(svmLoss([0, 0], 0).loss, 1);
  const penalties = [{ l2: 0.25 }, {}].map((given) =>
    svm.make(given, referenceKernels("f32")).penalty
  );
  const none = { l2: 0, l1: 0, penalizeBias: true };
  assertEquals(penalties, [{ ...none, l2: 0.25 }, none]);
});

Deno.test("svm() is not changed by a shift of all scores", () => {
  // Quarters below 2²⁰ and a shift by a whole number: every difference is exact.
  const quarters = fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 2, maxLength: 9 })
    .map((values) => values.map((value) => value / 4));
  fc.assert(
    fc.property(quarters, fc.nat(), fc.integer({ min: -1000, max: 1000 }), (scores, n, shift) => {
      const label = n % scores.length;
      const shifted = scores.map((score) => score + shift);
      assertEquals(svmLoss(shifted, label), svmLoss(scores, label));
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("svm() takes each row with its own label", () => {
  const loss = new Float32Array(3).fill(9);
  const coefficients = new Float32Array(5).fill(9);
  const scores = Float32Array.of(1, 2, 5, 3, 100);
  svm.make({ delta: 1 }, referenceKernels("f32"))
    .ofRows(loss, coefficients, scores, Uint8Array.of(0, 1), 2, 2);
  assertEquals([[...loss], [...coefficients]], [[2, 3, 9], [-1, 1, 1, -1, 9]]);
});

Deno.test("svm() in f32 rounds Δ, every difference and every sum", () => {
  const float = fc.float({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(float, { minLength: 2, maxLength: 9 }), fc.nat(), (scores, n) => {
      const label = n % scores.length;
      const delta = 0.1;
      const margins = scores
        .map((s) => Math.fround(Math.fround(s - scores[label]) + Math.fround(delta)))
        .filter((margin, j) => j !== label && margin > 0);
      const loss = margins.reduce((sum, margin) => Math.fround(sum + margin), 0);
      assertEquals(svmLoss(scores, label, { delta, precision: "f32" }).loss, loss);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("svm() has its constant in the margins of weights, not in those of a direction", () => {
  const { margins } = svm.make({ delta: 10 }, referenceKernels("f64"));
  const scores = Float64Array.of(13, -7, 11, 1e-30, 0, -1e-30);
  const marginsOf = (constants: 0 | 1) => {
    const out = new Float64Array(6).fill(99);
    margins?.(out, scores, Uint8Array.of(0, 1), 2, 3, constants);
    return [...out];
  };
  assertEquals(marginsOf(1), [0, -10, 8, 10, 0, 10]);
  assertEquals(marginsOf(0), [0, -20, -2, 1e-30, 0, -1e-30]); // nothing is rounded away
});
