import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { losses } from "../../src/losses/mod.ts";
import { svm } from "../../src/losses/svm.ts";
import type { Precision } from "../../src/kernels/kernels.ts";

interface Result {
  readonly loss: number;
  readonly coefficients: number[];
}

/** Loss and coefficients of one example. */
function svmLoss(
  scores: readonly number[],
  label: number,
  { delta = 1, precision = "f64" }: { delta?: number; precision?: Precision } = {},
): Result {
  const kernels = referenceKernels(precision);
  const given = kernels.allocate(scores.length);
  given.set(scores);
  const coefficients = kernels.allocate(scores.length).fill(9);
  const losses = kernels.allocate(1);
  svm.make({ delta }, kernels)
    .ofRows(losses, coefficients, given, Uint8Array.of(label), 1, scores.length);
  return { loss: losses[0], coefficients: [...coefficients] };
}

Deno.test("svmLoss() is that of the example in the CS231n notes", () => {
  // max(0, −7 − 13 + 10) + max(0, 11 − 13 + 10) = 0 + 8
  assertEquals(svmLoss([13, -7, 11], 0, { delta: 10 }).loss, 8);
});

Deno.test("svmLoss() of two classes is what a hand computes", () => {
  // max(0, 0.5 − 0.25 + 1)
  assertEquals(svmLoss([0.5, 0.25], 1).loss, 1.25);
});

Deno.test("svmLoss() is zero when every margin is met", () => {
  assertEquals(svmLoss([5, 1, 2, 3], 0), { loss: 0, coefficients: [0, 0, 0, 0] });
});

Deno.test("svmLoss() of equal scores is Δ times the number of wrong classes", () => {
  assertEquals(svmLoss([4, 4, 4, 4], 2, { delta: 0.5 }).loss, 1.5);
});

Deno.test("svmLoss() has Δ = 1 unless told", () => {
  const loss = new Float64Array(1);
  svm.make({}, referenceKernels("f64"))
    .ofRows(loss, new Float64Array(2), new Float64Array(2), Uint8Array.of(0), 1, 2);
  assertEquals([...loss], [1]);
});

Deno.test("svmLoss() with Δ = 0 asks for no margin", () => {
  assertEquals(svmLoss([1, 1, 2], 0, { delta: 0 }), { loss: 1, coefficients: [-1, 0, 1] });
});

Deno.test("svmLoss() has coefficient 1 for each violation and their number, negative, for the label", () => {
  // Margins to class 1: 2 − 1 + 1 > 0, 0.5 − 1 + 1 > 0, −1 − 1 + 1 < 0, 3 − 1 + 1 > 0.
  assertEquals(svmLoss([2, 1, 0.5, -1, 3], 1).coefficients, [1, -3, 1, 0, 1]);
});

Deno.test("svmLoss() has the subgradient 0 at a kink", () => {
  // 2 − 3 + 1 = 0 exactly.
  assertEquals(svmLoss([2, 3], 1), { loss: 0, coefficients: [0, 0] });
});

Deno.test("svmLoss() has the full gradient just above a kink", () => {
  assertEquals(svmLoss([2 + 2 ** -50, 3], 1), { loss: 2 ** -50, coefficients: [1, -1] });
});

Deno.test("svmLoss() of a wrong score that is NaN is NaN", () => {
  assertEquals(svmLoss([1, NaN, 0], 0).loss, NaN);
});

Deno.test("svmLoss() of a correct score that is NaN is NaN", () => {
  assertEquals(svmLoss([NaN, 1, 0], 0).loss, NaN);
});

Deno.test("svmLoss() of all scores infinite is NaN", () => {
  assertEquals(svmLoss([Infinity, Infinity], 0).loss, NaN);
});

Deno.test("svmLoss() is not changed by a shift of all scores", () => {
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

Deno.test("svmLoss() takes each row with its own label", () => {
  const loss = new Float32Array(3).fill(9);
  const coefficients = new Float32Array(5).fill(9);
  const scores = Float32Array.of(1, 2, 5, 3, 100);
  svm.make({ delta: 1 }, referenceKernels("f32"))
    .ofRows(loss, coefficients, scores, Uint8Array.of(0, 1), 2, 2);
  assertEquals([[...loss], [...coefficients]], [[2, 3, 9], [-1, 1, 1, -1, 9]]);
});

Deno.test("svmLoss() in f32 rounds Δ, every difference and every sum", () => {
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

Deno.test("svmLoss() carries the strength of the penalty, 0 unless told", () => {
  const kernels = referenceKernels("f32");
  assertEquals([svm.make({ l2: 0.25 }, kernels).l2, svm.make({}, kernels).l2], [0.25, 0]);
});

Deno.test("svmLoss() has its constant in the margins of weights, not in those of a direction", () => {
  const { margins } = svm.make({ delta: 10 }, referenceKernels("f64"));
  const marginsOf = (constants: 0 | 1) => {
    const out = new Float64Array(6).fill(99);
    margins?.(
      out,
      Float64Array.of(13, -7, 11, 1e-30, 0, -1e-30),
      Uint8Array.of(0, 1),
      2,
      3,
      constants,
    );
    return [...out];
  };
  assertEquals(marginsOf(1), [0, -10, 8, 10, 0, 10]);
  assertEquals(marginsOf(0), [0, -20, -2, 1e-30, 0, -1e-30]); // nothing is rounded away
});

Deno.test("svmLoss() is registered as svm", () => {
  const kernels = referenceKernels("f64");
  const loss = losses.make({ name: "svm", delta: 10 }, kernels);
  const value = new Float64Array(1);
  loss.ofRows(value, new Float64Array(3), Float64Array.of(13, -7, 11), Uint8Array.of(0), 1, 3);
  assertEquals([...value], [8]);
});
