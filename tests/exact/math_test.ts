import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { all, type BigNumber, create } from "mathjs";
import { cosines, exp, log, log10, normalQuantile, power10 } from "../../src/exact/math.ts";

// The oracle: mathjs with 60 decimal digits, where a double has at most 17.
const math = create(all, { precision: 60 });
const PI = math.bignumber(-1).acos();

/** The number itself, not its shortest decimal, which is up to half a unit away. */
function exact(x: number): BigNumber {
  return math.bignumber(x.toPrecision(60));
}

/** How far `value` is from `truth`, in units in the last place of the double there. */
function unitsOff(value: number, truth: BigNumber): number {
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(truth.toNumber()))));
  const unit = math.bignumber(2).pow(exponent - 52);
  return exact(value).minus(truth).div(unit).abs().toNumber();
}

const SAMPLE = { seed: 1, numRuns: 1000 };
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** m·2^e, so that every size is as likely as every other. */
const anySize = (min: number, max: number) =>
  fc.tuple(real(1, 2), fc.integer({ min, max })).map(([m, e]) => m * 2 ** e);

function allWithinUnits(
  inputs: fc.Arbitrary<number>,
  limit: number,
  value: (x: number) => number,
  truth: (x: BigNumber) => BigNumber,
): void {
  fc.assert(
    fc.property(inputs, (x) => {
      const off = unitsOff(value(x), truth(exact(x)));
      assert(off <= limit, `${off} units off at ${x}`);
    }),
    SAMPLE,
  );
}

// Two units for log and exp: the last sum or product rounds once (½ unit); what it adds up carries
// the roundings of the series and of the split constants, each a fraction of a unit.

Deno.test("log() is within 2 units in the last place for numbers of every size", () => {
  allWithinUnits(anySize(-1022, 1022), 2, log, (x) => x.ln());
});

Deno.test("log() is within 2 units in the last place near 1, where it vanishes", () => {
  const nearOne = fc.tuple(real(-0.5, 0.5), fc.integer({ min: 0, max: 51 }))
    .map(([offset, halvings]) => 1 + offset * 2 ** -halvings)
    .filter((x) => x !== 1);
  allWithinUnits(nearOne, 2, log, (x) => x.ln());
});

Deno.test("log() is within 2 units in the last place for subnormal numbers", () => {
  allWithinUnits(
    fc.integer({ min: 1, max: 2 ** 52 - 1 }).map((n) => n * 2 ** -1074),
    2,
    log,
    (x) => x.ln(),
  );
});

Deno.test("log() of 1 is 0", () => {
  assertEquals(log(1), 0);
});

Deno.test("log() of 0 and of −0 is −∞", () => {
  assertEquals([log(0), log(-0)], [-Infinity, -Infinity]);
});

Deno.test("log() of ∞ is ∞", () => {
  assertEquals(log(Infinity), Infinity);
});

Deno.test("log() of negative numbers and of NaN is NaN", () => {
  assertEquals([-1, -5e-324, -Infinity, NaN].map(log), [NaN, NaN, NaN, NaN]);
});

Deno.test("log() does not depend on the calls before it", () => {
  // All calls share the words that a number is taken apart in.
  const alone = log(10);
  log(1e-310);
  exp(700);
  assertEquals(log(10), alone);
});

Deno.test("exp() is within 2 units in the last place over the whole range", () => {
  allWithinUnits(real(-708, 709.78), 2, exp, (x) => x.exp());
});

Deno.test("exp() is within 2 units in the last place near 0", () => {
  allWithinUnits(real(-1e-3, 1e-3), 2, exp, (x) => x.exp());
});

Deno.test("exp() is within 2 units in the last place where results are subnormal", () => {
  allWithinUnits(real(-745, -708), 2, exp, (x) => x.exp());
});

Deno.test("exp() of 0 is 1", () => {
  assertEquals([exp(0), exp(-0)], [1, 1]);
});

Deno.test("exp() overflows to ∞ above ln of the largest number", () => {
  // ln(1.797…e308) = 709.78271289338397…; the double below it is the last with a finite result.
  assertEquals([Number.isFinite(exp(709.782712893384)), exp(709.7827128933841)], [true, Infinity]);
});

Deno.test("exp() underflows to 0 below ln of half the least number", () => {
  // ln 2⁻¹⁰⁷⁵ = −745.13321910194120762…
  assertEquals([exp(-745.1332191019411), exp(-745.1332191019413)], [5e-324, 0]);
});

Deno.test("exp() of ±∞ and NaN is ∞, 0 and NaN", () => {
  assertEquals([Infinity, -Infinity, NaN].map(exp), [Infinity, 0, NaN]);
});

Deno.test("log10() is within 5.5 units in the last place", () => {
  // The 2 units of log are 4 where the quotient has units half the size, relative to itself; ln 10
  // as a double adds up to 1 in the same way, and the division rounds by ½.
  allWithinUnits(anySize(-1022, 1022), 5.5, log10, (x) => x.log(10));
});

Deno.test("log10() is whole for every power of ten", () => {
  const exponents = Array.from({ length: 308 + 323 + 1 }, (_, i) => i - 323);
  assertEquals(exponents.map((exponent) => log10(Number(`1e${exponent}`))), exponents);
});

Deno.test("log10() is not whole beside a power of ten", () => {
  // 1000 + 2⁻³³ differs from 1000 by 5·10⁻¹⁴ in the logarithm: a hundred units in the last place.
  assert(!Number.isInteger(log10(1000 + 2 ** -33)));
});

Deno.test("log10() of 0, ∞ and negative numbers is −∞, ∞ and NaN", () => {
  assertEquals([0, Infinity, -1, NaN].map(log10), [-Infinity, Infinity, NaN, NaN]);
});

Deno.test("power10() is the literal for every whole number in range", () => {
  const exponents = Array.from({ length: 308 + 323 + 1 }, (_, i) => i - 323);
  const literals = exponents.map((exponent) => JSON.parse(`1e${exponent}`));
  assertEquals(exponents.map(power10), literals);
});

Deno.test("power10() overflows to ∞ and underflows to 0", () => {
  assertEquals([309, 400.5, -324, -400.5].map(power10), [Infinity, Infinity, 0, 0]);
});

Deno.test("power10() is right to the precision of x·ln 10", () => {
  fc.assert(
    fc.property(real(-307, 307), (x) => {
      const truth = math.bignumber(10).pow(exact(x));
      const relative = exact(power10(x)).div(truth).minus(1).abs().toNumber();
      // An absolute error in the exponent is a relative one in the result. x·ln 10 is off by half a
      // unit for the product and half for the constant: 2⁻⁵² of itself. exp adds 2 units: 2·2⁻⁵².
      assert(relative <= (Math.abs(x) * Math.LN10 + 2) * 2 ** -52, `${relative} at ${x}`);
    }),
    SAMPLE,
  );
});

for (const halvings of [1, 2, 3, 6, 8]) {
  Deno.test(`cosines() of ${halvings} halvings is cos(k·π ∕ 2^${halvings}) once around`, () => {
    const table = cosines(halvings);
    const truth = Array.from(
      table,
      (_, k) => PI.times(k).div(2 ** halvings).cos().toNumber(),
    );
    assertEquals(table.length, 2 ** (halvings + 1));
    // Each rotation adds at most about one unit of 1, 2⁻⁵², and there are `length` of them.
    for (const [k, value] of table.entries()) {
      assertAlmostEquals(value, truth[k], table.length * 2 ** -52, `k = ${k}`);
    }
  });
}

Deno.test("cosines() of one halving is exact", () => {
  assertEquals(cosines(1).map((value) => value + 0), Float64Array.of(1, 0, -1, 0));
});

Deno.test("normalQuantile() inverts the normal distribution by the erf of mathjs", () => {
  fc.assert(
    fc.property(real(1e-9, 1 - 1e-9), (p) => {
      const back = (1 + math.erf(normalQuantile(p) / Math.SQRT2)) / 2;
      // erf of mathjs (Cody's rational fits) is good to about 1e-15; sum and half add 2e-16.
      assertAlmostEquals(back, p, 2e-15);
    }),
    SAMPLE,
  );
});

/** Φ(z) = ½ + φ(z)·Σ z^(2n+1) ∕ (1·3·5…(2n + 1)), in 60 digits, and the density φ(z). */
function normalDistribution(z: BigNumber): { below: BigNumber; density: BigNumber } {
  const square = z.times(z);
  const density = square.div(-2).exp().div(PI.times(2).sqrt());
  let term = z;
  let sum = z;
  for (let n = 1; term.abs().gt(1e-45); n++) {
    term = term.times(square).div(2 * n + 1);
    sum = sum.plus(term);
  }
  return { below: density.times(sum).plus(0.5), density };
}

/** How far z is from the true quantile of p, in units in the last place: one Newton step. */
function quantileUnitsOff(z: number, p: number): number {
  const { below, density } = normalDistribution(exact(z));
  return unitsOff(z, exact(z).minus(below.minus(exact(p)).div(density)));
}

const QUANTILE_RANGES: [string, fc.Arbitrary<number>][] = [
  ["in the centre", real(0.075, 0.925)],
  ["on the shoulders", real(1e-9, 0.075)],
  ["far down the lower tail", fc.tuple(real(1, 10), real(-20, -10)).map(([m, e]) => m * 10 ** e)],
  ["on the upper side", real(0.925, 1 - 2 ** -33)],
];
for (const [where, range] of QUANTILE_RANGES) {
  Deno.test(`normalQuantile() is within 8 units in the last place ${where}`, () => {
    // AS 241 is good to 1 in 10¹⁶, half a unit. Two polynomials of degree 7 in f64 add up to
    // fifteen half units in all, their ratio and the last product one.
    fc.assert(
      fc.property(range, (p) => {
        const off = quantileUnitsOff(normalQuantile(p), p);
        assert(off <= 8, `${off} units off at ${p}`);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
}

// The check values printed with AS 241, and two entries of every table of the normal distribution.
const PUBLISHED = [
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.262340089798408],
  [0.95, 1.6448536269514722],
  [0.975, 1.959963984540054],
];
for (const [p, z] of PUBLISHED) {
  Deno.test(`normalQuantile() of ${p} is the published ${z}`, () => {
    // The published values have 16 digits: the last may be off by a few.
    assertAlmostEquals(normalQuantile(p), z, 5e-16 * Math.max(1, Math.abs(z)));
  });
}

Deno.test("normalQuantile() of a half is 0", () => {
  assertEquals(normalQuantile(0.5), 0);
});

Deno.test("normalQuantile() is odd about a half", () => {
  // k ∕ 1024 and 1 − k ∕ 1024 are exact, so both sides are computed from the same numbers.
  const shares = Array.from({ length: 511 }, (_, i) => (i + 1) / 1024);
  assertEquals(
    shares.map((p) => normalQuantile(1 - p)),
    shares.map((p) => -normalQuantile(p)),
  );
});

Deno.test("normalQuantile() rises where one formula takes over from another", () => {
  // |p − ½| = 0.425 and √(−ln p) = 5; the steps are far larger than the error.
  const at = (p: number) => [0.999, 1, 1.001].map((factor) => normalQuantile(p * factor));
  for (const [before, between, after] of [at(0.075), at(0.925), at(1.3887943864964021e-11)]) {
    assert(before < between && between < after);
  }
});

Deno.test("power10() leaves the range of numbers at both ends", () => {
  assertEquals([power10(1e21), power10(309), power10(-1e21)], [Infinity, Infinity, 0]);
});
