/** Random images: the numbers of `exact/rng.ts`, their cosine transform, and what it gives as bytes. */

const SIDE: usize = 32;
const AREA: usize = SIDE * SIDE;
const PLANES: usize = 3;
/** Bytes of a picture in f64. */
const PICTURE: usize = AREA << 3;

@inline
function rotated(word: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(word, bits), i32x4.shr_u(word, 32 - bits));
}

/** (word ⋘ bits) ⊕ sum. */
@inline
function mixed(sum: v128, word: v128, bits: i32): v128 {
  return v128.xor(rotated(word, bits), sum);
}

/** words ← the first `count` words of a stream, and up to 15 more: Threefry-4x32, four counters at a time. */
function fillWords(words: usize, key0: u32, key1: u32, key2: u32, index: u32, count: usize): void {
  let counter = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  for (let end = words + (count << 2); words < end; words += 64, counter = i32x4.add(counter, four)) {
    let k0 = i32x4.splat(key0), k1 = i32x4.splat(key1), k2 = i32x4.splat(key2), k3 = i32x4.splat(0);
    let k4 = i32x4.splat(0x1bd11bda ^ key0 ^ key1 ^ key2), t: v128;
    let a = i32x4.add(counter, k0), b = i32x4.add(i32x4.splat(index), k1), c = k2, d = k3;
    unroll: for (const n of [1, 2, 3, 4, 5]) {
      a = i32x4.add(a, b);
      b = mixed(a, b, n % 2 == 1 ? 10 : 6);
      c = i32x4.add(c, d);
      d = mixed(c, d, n % 2 == 1 ? 26 : 20);
      a = i32x4.add(a, d);
      d = mixed(a, d, n % 2 == 1 ? 11 : 17);
      c = i32x4.add(c, b);
      b = mixed(c, b, n % 2 == 1 ? 21 : 11);
      a = i32x4.add(a, b);
      b = mixed(a, b, n % 2 == 1 ? 13 : 25);
      c = i32x4.add(c, d);
      d = mixed(c, d, n % 2 == 1 ? 27 : 10);
      a = i32x4.add(a, d);
      d = mixed(a, d, n % 2 == 1 ? 23 : 18);
      c = i32x4.add(c, b);
      b = mixed(c, b, n % 2 == 1 ? 5 : 20);
      t = k0;
      k0 = k1;
      k1 = k2;
      k2 = k3;
      k3 = k4;
      k4 = t;
      a = i32x4.add(a, k0);
      b = i32x4.add(b, k1);
      c = i32x4.add(c, k2);
      d = i32x4.add(i32x4.add(d, k3), i32x4.splat(n));
    }
    // Four counters' words a, b, c, d become a row of four words for each counter.
    const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(words, v128.shuffle<i64>(ab0, cd0, 0, 2));
    v128.store(words, v128.shuffle<i64>(ab0, cd0, 1, 3), 16);
    v128.store(words, v128.shuffle<i64>(ab1, cd1, 0, 2), 32);
    v128.store(words, v128.shuffle<i64>(ab1, cd1, 1, 3), 48);
  }
}

/** ln x of 2⁻³³ ≤ x < 1, as `exact/math.ts` computes it. */
function log(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32> (bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series: f64 = 0;
  unroll: for (const power of [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3]) {
    series = square * (<f64> 1 / <f64> power + series);
  }
  const e = <f64> exponent;
  return e * 0.6931471803691238 + (2 * s + (2 * s * series + e * 1.9082149292705877e-10));
}

/**
 * The quantile of p = (word + ½) ∕ 2³² where that is not near ½: `normalQuantile` of `exact/math.ts`, without the
 * part for √−ln p > 5, as p is no smaller than 2⁻³³.
 */
function tail(word: u32): f64 {
  const p = (<f64> word + 0.5) / 4294967296;
  const isLow = p < 0.5;
  const x = sqrt<f64>(-log(isLow ? p : 1 - p)) - 1.6;
  const above = ((((((7.7454501427834140764e-4 * x + 0.0227238449892691845833) * x +
    0.24178072517745061177) * x + 1.27045825245236838258) * x + 3.64784832476320460504) * x +
    5.7694972214606914055) * x + 4.6303378461565452959) * x + 1.42343711074968357734;
  const below = ((((((1.05075007164441684324e-9 * x + 5.475938084995344946e-4) * x +
    0.0151986665636164571966) * x + 0.14810397642748007459) * x + 0.68976733498510000455) * x +
    1.6763848301838038494) * x + 2.05319162663775882187) * x + 1;
  const z = above / below;
  return isLow ? -z : z;
}

@inline
function horner(sum: v128, x: v128, next: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(next));
}

/** picture ← scales times the normal numbers of AREA words; behind it, a list of those in the tails. */
function fillNormals(picture: usize, scales: usize, words: usize): void {
  const half = f64x2.splat(0.5);
  let tails: usize = 0;
  const list = picture + PICTURE;
  for (let i: usize = 0; i < AREA; i += 2) {
    const p = f64x2.mul(
      f64x2.add(f64x2.convert_low_i32x4_u(v128.load64_zero(words + (i << 2))), half),
      f64x2.splat(2.3283064365386963e-10), // 2⁻³²
    );
    const q = f64x2.sub(p, half);
    const x = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
    let above = f64x2.splat(2509.0809287301226727), below = f64x2.splat(5226.495278852854561);
    above = horner(above, x, 33430.575583588128105), below = horner(below, x, 28729.085735721942674);
    above = horner(above, x, 67265.770927008700853), below = horner(below, x, 39307.89580009271061);
    above = horner(above, x, 45921.953931549871457), below = horner(below, x, 21213.794301586595867);
    above = horner(above, x, 13731.693765509461125), below = horner(below, x, 5394.1960214247511077);
    above = horner(above, x, 1971.5909503065514427), below = horner(below, x, 687.1870074920579083);
    above = horner(above, x, 133.14166789178437745), below = horner(below, x, 42.313330701600911252);
    above = horner(above, x, 3.387132872796366608), below = horner(below, x, 1);
    const normal = f64x2.mul(q, f64x2.div(above, below));
    v128.store(picture + (i << 3), f64x2.mul(normal, v128.load(scales + (i << 3))));
    // Written in any case, and kept where it is one: a branch that nobody can predict costs more.
    const isTail = f64x2.gt(f64x2.abs(q), f64x2.splat(0.425));
    store<u32>(list + (tails << 2), i);
    tails += <usize> (i64x2.extract_lane(isTail, 0) & 1);
    store<u32>(list + (tails << 2), i + 1);
    tails += <usize> (i64x2.extract_lane(isTail, 1) & 1);
  }
  for (let n: usize = 0; n < tails; n++) {
    const i = <usize> load<u32>(list + (n << 2));
    store<f64>(picture + (i << 3), tail(load<u32>(words + (i << 2))) * load<f64>(scales + (i << 3)));
  }
}

/**
 * Transforms each row of a picture and writes it as a column. Even and odd waves are summed in the two lanes, as
 * they are the same, or opposite, at both ends of a row.
 */
function transformRows(output: usize, input: usize, basis: usize): void {
  for (let row: usize = 0; row < SIDE; row += 4) {
    for (let x: usize = 0; x < SIDE / 2; x += 2) {
      let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0; // at x, of four rows
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0; // at x + 1
      let i0 = input + ((row * SIDE) << 3), i1 = i0 + (SIDE << 3), i2 = i1 + (SIDE << 3), i3 = i2 + (SIDE << 3);
      let p = basis + ((x * SIDE) << 3), q = p + (SIDE << 3), w: v128;
      for (const end = i0 + (SIDE << 3); i0 < end; p += 16, q += 16) {
        const left = v128.load(p), right = v128.load(q);
        unroll: for (const n of [0, 1, 2, 3]) {
          w = v128.load(i[n]);
          a[n] = f64x2.add(a[n], f64x2.mul(w, left));
          b[n] = f64x2.add(b[n], f64x2.mul(w, right));
          i[n] += 16;
        }
      }
      const left = output + ((x * SIDE + row) << 3), right = output + (((SIDE - 1 - x) * SIDE + row) << 3);
      unroll: for (const n of [0, 1, 2, 3]) {
        store<f64>(left + 8 * n, f64x2.extract_lane(a[n], 0) + f64x2.extract_lane(a[n], 1));
        store<f64>(right + 8 * n, f64x2.extract_lane(a[n], 0) - f64x2.extract_lane(a[n], 1));
        store<f64>(left + (SIDE << 3) + 8 * n, f64x2.extract_lane(b[n], 0) + f64x2.extract_lane(b[n], 1));
        store<f64>(right - (SIDE << 3) + 8 * n, f64x2.extract_lane(b[n], 0) - f64x2.extract_lane(b[n], 1));
      }
    }
  }
}

/** Two numbers to the nearest whole ones, upwards from the middle, as in Math.round. */
@inline
function rounded(x: v128): v128 {
  const up = f64x2.ceil(x);
  const isOver = f64x2.gt(f64x2.sub(up, f64x2.splat(0.5)), x);
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.sub(up, v128.and(isOver, f64x2.splat(1))));
}

/** pixels ← a plane: mean + (u·x + v·y) + w·z of three pictures, between 0 and 255. */
function paintPlane(pixels: usize, mean: usize, x: usize, mix: usize): void {
  const u = v128.load64_splat(mix), v = v128.load64_splat(mix, 8), w = v128.load64_splat(mix, 16);
  let y = x + PICTURE, z = y + PICTURE;
  let r0 = u, r1 = u, r2 = u, r3 = u, r4 = u, r5 = u, r6 = u, r7 = u;
  for (const end = pixels + AREA; pixels < end; pixels += 16) {
    unroll: for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
      r[n] = f64x2.add(f64x2.mul(u, v128.load(x, 16 * n)), f64x2.mul(v, v128.load(y, 16 * n)));
      r[n] = f64x2.add(r[n], f64x2.mul(w, v128.load(z, 16 * n)));
      r[n] = rounded(f64x2.add(v128.load(mean, 16 * n), r[n]));
    }
    r0 = v128.shuffle<i64>(r0, r1, 0, 2), r2 = v128.shuffle<i64>(r2, r3, 0, 2);
    r4 = v128.shuffle<i64>(r4, r5, 0, 2), r6 = v128.shuffle<i64>(r6, r7, 0, 2);
    v128.store(pixels, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(r0, r2), i16x8.narrow_i32x4_s(r4, r6)));
    x += 128, y += 128, z += 128, mean += 128;
  }
}

/**
 * pixels ← image number `index` of a stream; returns its label. `tables` has, in f64: the deviation of each
 * coefficient in three colours, the waves, how much of each colour is in each plane (nine numbers, and seven more
 * that fill up a cache line), and the mean of each class. `scratch` is for four pictures and the words.
 */
export function paintImage(
  pixels: usize, tables: usize, scratch: usize, key0: u32, key1: u32, key2: u32, index: u32, classes: u32,
): u32 {
  const basis = tables + PLANES * PICTURE, mixes = basis + PICTURE, means = mixes + 128;
  const between = scratch + PLANES * PICTURE, words = between + PICTURE;
  fillWords(words, key0, key1, key2, index, PLANES * AREA + 1);
  // As `below` of `exact/rng.ts`.
  let word = words, product: u64, low: u32;
  do {
    product = <u64> load<u32>(word) * classes;
    low = <u32> product;
    word += 4;
  } while (low < classes && <u64> low < (<u64> 1 << 32) % classes);
  const label = <usize> (product >> 32);
  const mean = means + label * PLANES * PICTURE;
  for (let c: usize = 0; c < PLANES; c++) {
    const picture = scratch + c * PICTURE;
    fillNormals(picture, tables + c * PICTURE, word + ((c * AREA) << 2));
    transformRows(between, picture, basis);
    transformRows(picture, between, basis);
  }
  for (let plane: usize = 0; plane < PLANES; plane++) {
    paintPlane(pixels + plane * AREA, mean + plane * PICTURE, scratch, mixes + 24 * plane);
  }
  return <u32> label;
}
