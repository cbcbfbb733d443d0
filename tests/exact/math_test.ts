import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { all, type BigNumber, create } from "mathjs";
import { cosines, exp, log, log10, log1p, normalQuantile, power10 } from "../../src/exact/math.ts";

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

// Two units for log and exp: the last sum or product rounds once (½ unit); what it adds up carries
// the roundings of the series and of the split constants, each a fraction of a unit. For log10, the 2
// units of log are 4 where the quotient has units half the size, relative to itself; ln 10 as a double
// adds up to 1 in the same way, and the division rounds by ½.

const nearOne = fc.tuple(real(-0.5, 0.5), fc.integer({ min: 0, max: 51 }))
  .map(([offset, halvings]) => 1 + offset * 2 ** -halvings)
  .filter((x) => x !== 1);
const subnormal = fc.integer({ min: 1, max: 2 ** 52 - 1 }).map((n) => n * 2 ** -1074);
const truths = {
  log: (x: BigNumber) => x.ln(),
  log1p: (x: BigNumber) => x.plus(1).ln(),
  exp: (x: BigNumber) => x.exp(),
  log10: (x: BigNumber) => x.log(10),
};
const functions = { log, log1p, exp, log10, power10, normalQuantile };
const RANGES: readonly (readonly [keyof typeof truths, number, string, fc.Arbitrary<number>])[] = [
  ["log", 2, "for numbers of every size", anySize(-1022, 1022)],
  ["log", 2, "near 1, where it vanishes", nearOne],
  ["log", 2, "for subnormal numbers", subnormal],
  ["log1p", 4, "above 0", anySize(-100, 1022)],
  ["log1p", 4, "below 0", anySize(-60, -2).map((x) => -x)],
  ["exp", 2, "over the whole range", real(-708, 709.78)],
  ["exp", 2, "near 0", real(-1e-3, 1e-3)],
  ["exp", 2, "where results are subnormal", real(-745, -708)],
  ["log10", 5.5, "for numbers of every size", anySize(-1022, 1022)],
];
for (const [name, limit, where, inputs] of RANGES) {
  Deno.test(`${name}() is within ${limit} units in the last place ${where}`, () => {
    fc.assert(
      fc.property(inputs, (x) => {
        const off = unitsOff(functions[name](x), truths[name](exact(x)));
        assert(off <= limit, `${off} units off at ${x}`);
      }),
      SAMPLE,
    );
  });
}

const { MAX_VALUE } = Number;
/** Function, arguments, results. */
const EXACT: readonly (readonly [keyof typeof functions, readonly number[], readonly number[]])[] =
  [
    ["log", [1, 0, -0, Infinity], [0, -Infinity, -Infinity, Infinity]],
    ["log", [-1, -5e-324, -Infinity, NaN], [NaN, NaN, NaN, NaN]],
    ["log1p", [0, -1, Infinity, -2, NaN], [0, -Infinity, Infinity, NaN, NaN]],
    ["exp", [0, -0, Infinity, -Infinity, NaN], [1, 1, Infinity, 0, NaN]],
    // ln(1.797…e308) = 709.78271289338397…; the double below it is the last with a finite result.
    ["exp", [709.7827128933841], [Infinity]],
    // ln 2⁻¹⁰⁷⁵ = −745.13321910194120762…
    ["exp", [-745.1332191019411, -745.1332191019413], [5e-324, 0]],
    ["log10", [0, Infinity, -1, NaN], [-Infinity, Infinity, NaN, NaN]],
    ["power10", [309, 400.5, 1e21], [Infinity, Infinity, Infinity]],
    ["power10", [-324, -400.5, -1e21], [0, 0, 0]],
    ["normalQuantile", [0.5], [0]],
  ];
for (const [name, inputs, results] of EXACT) {
  Deno.test(`${name}() of ${inputs.join(", ")} is ${results.join(", ")}`, () => {
    assertEquals(inputs.map(functions[name]), results);
  });
}

Deno.test("exp() is finite as long as it can be", () => {
  const last = exp(709.782712893384);
  assert(last <= MAX_VALUE && last > MAX_VALUE * (1 - 1e-12), `${last}`);
});

Deno.test("log() does not depend on the calls before it", () => {
  // All calls share the words that a number is taken apart in.
  const alone = log(10);
  log(1e-310);
  exp(700);
  assertEquals(log(10), alone);
});

const EXPONENTS = Array.from({ length: 308 + 323 + 1 }, (_, i) => i - 323);

Deno.test("log10() is whole for every power of ten, and power10() its literal", () => {
  const literals = EXPONENTS.map((exponent) => JSON.parse(`1e${exponent}`));
  assertEquals([literals.map(log10), EXPONENTS.map(power10)], [EXPONENTS, literals]);
});

Deno.test("log10() is not whole beside a power of ten", () => {
  // 1000 + 2⁻³³ differs from 1000 by 5·10⁻¹⁴ in the logarithm: a hundred units in the last place.
  assert(!Number.isInteger(log10(1000 + 2 ** -33)));
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
