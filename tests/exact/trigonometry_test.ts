import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { all, type BigNumber, create } from "mathjs";
import { cos, sin, tan, tanh } from "../../src/exact/trigonometry.ts";

// The oracle: mathjs with 400 digits, enough to reduce the largest double by π.
const math = create(all, { precision: 400 });
const exact = (x: number): BigNumber =>
  math.bignumber(
    BigInt(x === Math.trunc(x) ? x : 0) !== 0n ? BigInt(x).toString() : x.toPrecision(100),
  );

/** How far `value` is from `truth`, in units in the last place of the double there. */
function unitsOff(value: number, truth: BigNumber): number {
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(truth.toNumber()))));
  return math.bignumber(value.toPrecision(100)).minus(truth)
    .div(math.bignumber(2).pow(exponent - 52)).abs().toNumber();
}

const TRUTH = {
  sin: (x: BigNumber) => x.sin(),
  cos: (x: BigNumber) => x.cos(),
  tan: (x: BigNumber) => x.sin().div(x.cos()),
  tanh: (x: BigNumber) => x.tanh(),
};
const functions = { sin, cos, tan, tanh };
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const RANGES: readonly (readonly [string, number, fc.Arbitrary<number>])[] = [
  ["once around", 300, real(-6.3, 6.3)],
  ["near 0", 100, real(-1e-3, 1e-3)],
  ["up to 1e5", 200, real(-1e5, 1e5)],
  [
    "of every size",
    60,
    fc.tuple(real(1, 2), fc.integer({ min: 17, max: 1023 })).map(([m, e]) => m * 2 ** e),
  ],
];
const LIMITS = { sin: 1, cos: 1, tan: 2.5, tanh: 4 };
for (const name of ["sin", "cos", "tan", "tanh"] as const) {
  for (const [where, numRuns, inputs] of RANGES) {
    Deno.test(`${name}() is within ${LIMITS[name]} units in the last place ${where}`, () => {
      fc.assert(
        fc.property(inputs, (x) => {
          if (name === "tanh" && Math.abs(x) > 100) return assertEquals(tanh(x), Math.sign(x));
          const off = unitsOff(functions[name](x), TRUTH[name](exact(x)));
          assert(off <= LIMITS[name], `${off} units off at ${x}`);
        }),
        { seed: 1, numRuns },
      );
    });
  }
}

// Doubles that lie nearest to a multiple of π∕2: n, 6381956970095103·2⁷⁹⁷ is the nearest of all (Muller,
// "Elementary Functions", 11.1).
Deno.test("sin(), cos() and tan() keep their digits beside multiples of π∕2", () => {
  for (
    const x of [Math.PI / 2, Math.PI, 22, 355, 103993, 1e5 * Math.PI, 6381956970095103 * 2 ** 797]
  ) {
    for (const name of ["sin", "cos", "tan"] as const) {
      const off = unitsOff(functions[name](x), TRUTH[name](exact(x)));
      assert(off <= LIMITS[name], `${name}: ${off} units off at ${x}`);
    }
  }
});

Deno.test("sin(), cos(), tan() and tanh() of what is not finite, and of 0", () => {
  for (const f of [sin, cos, tan]) assertEquals([Infinity, -Infinity, NaN].map(f), [NaN, NaN, NaN]);
  assertEquals([Infinity, -Infinity, NaN].map(tanh), [1, -1, NaN]);
  assertEquals([sin(0), sin(-0), cos(0), tan(0), tan(-0), tanh(0), tanh(-0)], [
    0,
    -0,
    1,
    0,
    -0,
    0,
    -0,
  ]);
});
