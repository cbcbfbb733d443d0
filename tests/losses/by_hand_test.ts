/** Losses of one example, worked out by hand or with 60 digits by mathjs. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { all, type BigNumber, create } from "mathjs";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { losses } from "../../src/losses/mod.ts";
import type { Choice } from "../../src/types.ts";

const kernels = referenceKernels("f64");

/** Loss and coefficients of one example. */
function lossOf(choice: Choice, scores: readonly number[], label: number) {
  const values = new Float64Array(1);
  const coefficients = new Float64Array(scores.length).fill(9);
  losses.make(choice, kernels).ofRows(
    values,
    coefficients,
    Float64Array.from(scores),
    Uint8Array.of(label),
    1,
    scores.length,
  );
  return { loss: values[0], coefficients: [...coefficients] };
}

const LN2 = 0.6931471805599453;
const softmax = { name: "softmax" };
const logistic = { name: "logistic" };
const hinge = { name: "squaredHinge", delta: 10 };
const oneVsAll = { name: "oneVsAll" };
const BY_HAND: readonly (readonly [string, Choice, number[], number, number, number[]])[] = [
  // (11 − 13 + 10)² = 64, slope 2·8
  ["the scores of the CS231n notes", hinge, [13, -7, 11], 0, 64, [-16, 0, 16]],
  ["margins that are met exactly", hinge, [13, 3, 3], 0, 0, [0, 0, 0]],
  // max(0, 1 − 2) + max(0, 1 + 0.5) + max(0, 1 − 3)
  ["one score on the wrong side", oneVsAll, [2, 0.5, -3], 0, 1.5, [0, 1, 0]],
  ["its square", { ...oneVsAll, squared: true }, [2, 0.5, -3], 0, 2.25, [0, 3, 0]],
  ["a correct score below 0", oneVsAll, [-2, -1, -3], 0, 3, [-1, 0, 0]],
  ["its square", { ...oneVsAll, squared: true }, [-2, -1, -3], 0, 9, [-6, 0, 0]],
  ["scores at their kinks: the subgradient 0", oneVsAll, [1, -1, -1], 0, 0, [0, 0, 0]],
  ["two equal scores: log 2", softmax, [3, 3], 1, LN2, [0.5, -0.5]],
  ["four equal scores: 2·log 2", softmax, [7, 7, 7, 7], 0, 2 * LN2, [-0.75, 0.25, 0.25, 0.25]],
  ["the correct score far ahead", softmax, [1e4, -1e4, 0], 0, 0, [0, 0, 0]],
  ["the correct score far behind", softmax, [1e4, -1e4, 0], 1, 2e4, [1, -1, 0]],
  ["scores of 0: three times log 2", logistic, [0, 0, 0], 1, 3 * LN2, [0.5, -0.5, 0.5]],
  ["scores far on their side", logistic, [1e4, -1e4], 0, 0, [0, 0]],
  ["scores far on the other side", logistic, [-1e4, 1e4], 0, 2e4, [-1, 1]],
];
for (const [what, choice, scores, label, loss, coefficients] of BY_HAND) {
  Deno.test(`${choice.name}() of ${what} is what a hand computes`, () => {
    const found = lossOf(choice, scores, label);
    assertEquals(found.loss, loss);
    assertEquals(found.coefficients.map((one) => one + 0), coefficients);
  });
}

// The oracle: the definition, with 60 digits.
const math = create(all, { precision: 60 });
const exact = (x: number): BigNumber => math.bignumber(x.toPrecision(60));
const one = math.bignumber(1);

/** Loss and coefficients by the definitions. */
const TRUTH: Record<string, (scores: readonly number[], label: number) => BigNumber[]> = {
  softmax(scores, label) {
    const powers = scores.map((score) => exact(score).exp());
    const sum = powers.reduce((sum, one) => sum.plus(one));
    const shares = powers.map((one) => one.div(sum));
    return [
      shares[label].ln().neg(),
      ...shares.map((share, j) => j === label ? share.minus(1) : share),
    ];
  },
  logistic(scores, label) {
    const signs = scores.map((_, j) => j === label ? 1 : -1);
    const terms = scores.map((score, j) => exact(score).times(-signs[j]).exp().plus(1).ln());
    return [
      terms.reduce((sum, one) => sum.plus(one)),
      ...scores.map((score, j) =>
        one.div(exact(score).times(signs[j]).exp().plus(1)).times(-signs[j])
      ),
    ];
  },
};
for (const [name, truth] of Object.entries(TRUTH)) {
  Deno.test(`${name}() has the digits of its definition, however small or large the loss is`, () => {
    const score = fc.double({ min: -40, max: 40, noNaN: true });
    const scores = fc.array(score, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(scores, fc.nat(), (scores, n) => {
        const label = n % scores.length;
        const { loss, coefficients } = lossOf({ name }, scores, label);
        const found = [loss, ...coefficients];
        for (const [k, wanted] of truth(scores, label).entries()) {
          // Some ten roundings of 2⁻⁵³ each; those of differences of scores, up to 80 · 2⁻⁵³ each, are
          // relative errors of exponentials.
          const off = exact(found[k]).minus(wanted).div(wanted).abs().toNumber();
          assert(off <= 100 * 2 ** -52, `${found[k]} is off by ${off} at ${scores} of ${label}`);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
}
