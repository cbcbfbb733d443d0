/**
 * Logarithm, exponential, cosine and normal quantile from `+ − × ÷ √` alone.
 *
 * IEEE 754 fixes the bits of those five operations; it does not fix `Math.log` and its kin, which
 * differ between engines. Everything that ends up in a result uses these instead. They are right
 * to a few units in the last place, and the same on every machine.
 */

const LN2 = 0.6931471805599453;
// ln 2 in two parts: the first has 21 trailing zero bits, so k·LN2_HIGH is exact for |k| ≤ 2²¹.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN10 = 2.302585092994046;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer); // the second holds sign, exponent and top of mantissa

// 2^k at k + 1023, for k = −1022 … 1023. A float that is put together from words makes the
// processor wait when it is read: with this table, a logarithm takes half the time.
const powersOfTwo = new Float64Array(2047);
powersOfTwo[1] = 2.2250738585072014e-308;
for (let i = 2; i < powersOfTwo.length; i++) powersOfTwo[i] = 2 * powersOfTwo[i - 1];

/**
 * Natural logarithm: ln x = e·ln 2 + 2·artanh((m − 1) ∕ (m + 1)) for x = m·2^e, with the series
 * artanh s = s + s³∕3 + s⁵∕5 + … . NaN for negative x, −∞ for 0.
 */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  if (x < 2.2250738585072014e-308) return log(x * 0x40_0000_0000_0000) - 54 * LN2;
  float[0] = x;
  let exponent = (words[1] >>> 20) - 1023;
  let mantissa = x / powerOfTwo(exponent); // in [1, 2)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1); // |s| ≤ 0.172, so eleven terms reach 2⁻⁵³
  const square = s * s;
  let series = 0;
  for (let power = 23; power >= 3; power -= 2) series = square * (1 / power + series);
  return exponent * LN2_HIGH + (2 * s + (2 * s * series + exponent * LN2_LOW));
}

/**
 * Exponential: e^x = 2^k · e^r with |r| ≤ ln 2 ∕ 2. The even function r·coth(r ∕ 2) = 2 + r²∕6 − …, of
 * which c below is the polynomial, gives e^r = 1 + 2r ∕ (r·coth(r ∕ 2) − r). Method and coefficients
 * are those of FreeBSD's `e_exp.c` (Ng, 1993).
 */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x !== x ? NaN : Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x / LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const square = r * r;
  const even = 0.16666666666666602 + square * (-0.0027777777777015593 +
        square * (6.613756321437934e-5 + square * (-1.6533902205465252e-6 +
                square * 4.1381367970572385e-8)));
  const c = r - square * even;
  const value = 1 - (low - (r * c) / (2 - c) - high);
  if (k > -1022 && k < 1024) return value * powerOfTwo(k);
  // Two factors, since 2^k alone leaves the range of normal numbers at both ends.
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

/**
 * ln(1 + x), to all digits for small x: the rounding of 1 + x is divided out again. Kahan, as in HP's
 * "HP-15C Advanced Functions Handbook" (1982), appendix.
 */
export function log1p(x: number): number {
  const sum = 1 + x;
  return sum === 1 || sum === Infinity ? x : log(sum) * (x / (sum - 1));
}

function powerOfTwo(k: number): number {
  return powersOfTwo[k + 1023];
}

/** Logarithm to base ten; whole for 1e-300, 0.01, 1000 and other powers of ten. */
export function log10(x: number): number {
  const value = log(x) / LN10;
  const whole = Math.round(value);
  return power10(whole) === x ? whole : value;
}

/** 10^x; correctly rounded for whole x. */
export function power10(x: number): number {
  return Number.isInteger(x) && Math.abs(x) < 400 ? Number(`1e${x}`) : exp(x * LN10);
}

/** a^b, of a above 0 where b is not whole: whole powers by squares, others as e^(b·ln a). */
export function power(a: number, b: number): number {
  if (!Number.isInteger(b)) return exp(b * log(a));
  if (b < 0) return 1 / power(a, -b);
  let [value, square] = [1, a];
  for (let n = b; n > 0; n = Math.floor(n / 2), square *= square) if (n % 2 === 1) value *= square;
  return value;
}

/**
 * cos(k·π ∕ 2^`halvings`) for k = 0 … 2^(halvings + 1) − 1: from cos π∕2 = 0 by halving the angle,
 * then by adding angles. For one halving or more.
 */
export function cosines(halvings: number): Float64Array {
  let cos = 0;
  let sin = 1;
  for (let i = 1; i < halvings; i++) {
    cos = Math.sqrt((1 + cos) / 2);
    sin = sin / (2 * cos);
  }
  const table = new Float64Array(2 << halvings);
  let [c, s] = [1, 0];
  for (let k = 0; k < table.length; k++) {
    table[k] = c;
    [c, s] = [c * cos - s * sin, s * cos + c * sin];
  }
  return table;
}

// Ratios of polynomials, with the coefficients of x⁰ to x⁷ above and below the line. Kept flat: read
// as pairs, a normal number takes half as long again.

const CENTRE = [
  [3.387132872796366608, 1],
  [133.14166789178437745, 42.313330701600911252],
  [1971.5909503065514427, 687.1870074920579083],
  [13731.693765509461125, 5394.1960214247511077],
  [45921.953931549871457, 21213.794301586595867],
  [67265.770927008700853, 39307.89580009271061],
  [33430.575583588128105, 28729.085735721942674],
  [2509.0809287301226727, 5226.495278852854561],
].flat();

const MIDDLE = [
  [1.42343711074968357734, 1],
  [4.6303378461565452959, 2.05319162663775882187],
  [5.7694972214606914055, 1.6763848301838038494],
  [3.64784832476320460504, 0.68976733498510000455],
  [1.27045825245236838258, 0.14810397642748007459],
  [0.24178072517745061177, 0.0151986665636164571966],
  [0.0227238449892691845833, 5.475938084995344946e-4],
  [7.7454501427834140764e-4, 1.05075007164441684324e-9],
].flat();

const TAIL = [
  [6.6579046435011037772, 1],
  [5.4637849111641143699, 0.59983220655588793769],
  [1.7848265399172913358, 0.13692988092273580531],
  [0.29656057182850489123, 0.0148753612908506148525],
  [0.026532189526576123093, 7.868691311456132591e-4],
  [0.0012426609473880784386, 1.84631831751005468180e-5],
  [2.71155556874348757815e-5, 1.4215117583164458887e-7],
  [2.01033439929228813265e-7, 2.04426310338993978564e-15],
].flat();

function ratio(coefficients: readonly number[], x: number): number {
  let above = coefficients[14];
  let below = coefficients[15];
  for (let i = 12; i >= 0; i -= 2) {
    above = above * x + coefficients[i];
    below = below * x + coefficients[i + 1];
  }
  return above / below;
}

/**
 * The z below which a standard normal number falls with probability p, to 16 digits.
 *
 * Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
 * Statistics 37 (1988), routine PPND16. For p in (0, 1).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const z = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -z : z;
}
