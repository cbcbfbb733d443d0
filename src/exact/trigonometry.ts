/**
 * Sine, cosine, tangent and hyperbolic tangent from `+ − × ÷` alone, to a few units in the last place
 * for every double, and the same on every machine: see `math.ts`.
 */
import { exp, log } from "./math.ts";

// π∕2 in four parts: of the first three each has 33 bits, so n times a part is exact for n below 2²⁰.
const PARTS = [
  1.5707963267341256,
  6.077100506303966e-11,
  2.0222662487111665e-21,
  8.4784276603689e-32,
] as const;
const TWO_OVER_PI = 0.6366197723675814;
/** Up to here the parts are enough. */
const NEAR = 1e5;
/** Digits of π in binary that reduce the largest double to 100 bits after its cancellation. */
const BITS = 1300n;
/** 2⁻²⁰⁰ */
const UNIT = 6.223015277861142e-61;

/** An angle within π∕4 of n·π∕2, as a sum of two doubles, and n mod 4. */
interface Reduced {
  readonly high: number;
  readonly low: number;
  readonly quadrant: number;
}

/** Sine. NaN where the angle is not finite. */
export function sin(x: number): number {
  const { high, low, quadrant } = reduce(x);
  const value = quadrant % 2 === 0 ? sinNear(high, low) : cosNear(high, low);
  return quadrant < 2 ? value : -value;
}

/** Cosine. NaN where the angle is not finite. */
export function cos(x: number): number {
  const { high, low, quadrant } = reduce(x);
  const value = quadrant % 2 === 0 ? cosNear(high, low) : sinNear(high, low);
  return quadrant === 0 || quadrant === 3 ? value : -value;
}

/** Tangent. NaN where the angle is not finite. */
export function tan(x: number): number {
  const { high, low, quadrant } = reduce(x);
  const [s, c] = [sinNear(high, low), cosNear(high, low)];
  return quadrant % 2 === 0 ? s / c : -c / s;
}

/**
 * Hyperbolic tangent: tanh x = (e^{2x} − 1) ∕ (e^{2x} + 1), where e^{2x} − 1 keeps its digits for small x
 * by the quotient (e^y − 1)·y ∕ ln e^y, in which roundings cancel.
 */
export function tanh(x: number): number {
  if (!(x < 20)) return x >= 20 ? 1 : NaN;
  if (x < 0) return -tanh(-x);
  const y = 2 * x;
  const power = exp(y);
  const above = power === 1 ? y : (power - 1) * (y / log(power));
  return above / (above + 2);
}

function reduce(x: number): Reduced {
  if (!(x < Infinity && x > -Infinity)) return { high: NaN, low: NaN, quadrant: 0 };
  const n = Math.round(x * TWO_OVER_PI);
  if (n === 0) return { high: x, low: 0, quadrant: 0 };
  if (x > NEAR || x < -NEAR) return reduceFar(x);
  let high = x - n * PARTS[0];
  let low = 0;
  for (let i = 1; i < PARTS.length; i++) {
    const part = n * PARTS[i];
    const difference = high - part;
    low += (high - difference) - part;
    high = difference;
  }
  const sum = high + low;
  return { high: sum, low: (high - sum) + low, quadrant: n & 3 };
}

/** x·2^s mod π∕2 in whole numbers, with π∕2 to more bits than any double has. */
function reduceFar(x: number): Reduced {
  const halfPi = piOver2();
  let [mantissa, exponent] = [Math.abs(x), 0n];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent += 1n;
  }
  const angle = BigInt(mantissa) << (BITS - exponent);
  const n = (2n * angle + halfPi) / (2n * halfPi);
  const rest = angle - n * halfPi;
  const bits = rest >> (BITS - 200n);
  const high = Number(bits) * UNIT;
  const low = Number(bits - BigInt(Number(bits))) * UNIT;
  const quadrant = Number(n & 3n);
  return x < 0 ? { high: -high, low: -low, quadrant: (4 - quadrant) & 3 } : { high, low, quadrant };
}

let halfPi = 0n;

/** π∕2 times 2^BITS, by Machin's formula: π∕4 = 4·arctan 1∕5 − arctan 1∕239. */
function piOver2(): bigint {
  const one = 1n << (BITS + 32n);
  const arctan = (n: bigint) => {
    let [sum, term] = [0n, one / n];
    for (let k = 1n; term !== 0n; k += 2n, term /= -n * n) sum += term / k;
    return sum;
  };
  halfPi ||= 2n * (4n * arctan(5n) - arctan(239n)) >> 32n;
  return halfPi;
}

/** sin(x + low) by Taylor's series, for |x| ≤ π∕4. */
function sinNear(x: number, low: number): number {
  const square = x * x;
  let series = 0;
  for (let n = 18; n >= 2; n -= 2) series = -square * (1 + series) / (n * (n + 1));
  return x + (x * series + low * (1 - square / 2));
}

/** cos(x + low) by Taylor's series, for |x| ≤ π∕4. */
function cosNear(x: number, low: number): number {
  const square = x * x;
  let series = 0; // Σ from x⁴ on, divided by x²∕2
  for (let n = 18; n >= 4; n -= 2) series = -square * (1 + series) / (n * (n - 1));
  const half = square / 2;
  const first = 1 - half;
  return first + ((1 - first) - half - (half * series + x * low));
}
