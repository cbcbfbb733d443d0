/** What is left to do with vectors. */

/**
 * out ← (parts[0] + parts[1] + …) ÷ divisor; parts is (count, length). Whole cache lines of each
 * part, as the parts lie at distances that share cache sets.
 */
export function average(out: usize, parts: usize, count: usize, length: usize, divisor: f32): void {
  const part = length << 2;
  const isFactor = isPowerOfTwo(divisor);
  const divisors = f32x4.splat(isFactor ? 1 / divisor : divisor);
  const lines = out + ((length & ~15) << 2), end = out + part;
  for (; out < lines; parts += 64, out += 64) {
    let sum0 = v128.load(parts), sum1 = v128.load(parts, 16);
    let sum2 = v128.load(parts, 32), sum3 = v128.load(parts, 48);
    let from = parts;
    for (let s: usize = 1; s < count; s++) {
      from += part;
      unroll: for (const v of [0, 1, 2, 3]) sum[v] = f32x4.add(sum[v], v128.load(from, 16 * v));
    }
    unroll: for (const v of [0, 1, 2, 3]) v128.store(out, divided(sum[v], divisors, isFactor), 16 * v);
  }
  for (; out < end; parts += 4, out += 4) {
    let sum = load<f32>(parts);
    for (let s: usize = 1; s < count; s++) sum += load<f32>(parts + s * part);
    store<f32>(out, sum / divisor);
  }
}

/** Σ aᵢ·bᵢ, in four lanes. */
export function dot(a: usize, b: usize, length: usize): f32 {
  let sum = f32x4.splat(0);
  const fours = a + ((length & ~3) << 2);
  for (; a < fours; a += 16, b += 16) sum = multiplyAdd(sum, v128.load(a), v128.load(b));
  return total(sum, a, b, length & 3);
}

/** Σ max(0, baseᵢ + a·slopeᵢ), in four lanes of f64. */
export function rampSum(base: usize, a: f32, slope: usize, length: usize): f64 {
  const scale = f32x4.splat(a), zero = f32x4.splat(0);
  let low = f64x2.splat(0), high = f64x2.splat(0); // lanes 0 and 1, lanes 2 and 3
  const fours = base + ((length & ~3) << 2);
  for (; base < fours; base += 16, slope += 16) {
    const lines = multiplyAdd(v128.load(base), scale, v128.load(slope));
    const ramps = v128.andnot(lines, f32x4.le(lines, zero)); // not max: NaN has to stay
    low = f64x2.add(low, f64x2.promote_low_f32x4(ramps));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(ramps, ramps, 2, 3, 2, 3)));
  }
  const rest = length & 3;
  if (rest > 0) low = f64x2.replace_lane(low, 0, f64x2.extract_lane(low, 0) + ramp(base, a, slope));
  if (rest > 1) {
    low = f64x2.replace_lane(low, 1, f64x2.extract_lane(low, 1) + ramp(base + 4, a, slope + 4));
  }
  if (rest > 2) {
    high = f64x2.replace_lane(high, 0, f64x2.extract_lane(high, 0) + ramp(base + 8, a, slope + 8));
  }
  const pairs = f64x2.add(low, high);
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** max(0, base + a·slope) of one entry. */
@inline
function ramp(base: usize, a: f32, slope: usize): f64 {
  const line = load<f32>(base) + a * load<f32>(slope);
  return line <= 0 ? 0 : line;
}

/** y ← x. */
export function copy(y: usize, x: usize, length: usize): void {
  memory.copy(y, x, length << 2);
}
