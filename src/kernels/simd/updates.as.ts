/** How weights move, 16 numbers at a time and then one. */

/** y ← y + a·x. */
export function addScaled(y: usize, a: f32, x: usize, length: usize): void {
  const scale = f32x4.splat(a);
  const lines = y + ((length & ~15) << 2), end = y + (length << 2);
  for (; y < lines; x += 64, y += 64) unroll: for (const v of [0, 1, 2, 3]) {
    v128.store(y, multiplyAdd(v128.load(y, 16 * v), scale, v128.load(x, 16 * v)), 16 * v);
  }
  for (; y < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + a * load<f32>(x));
}

/** Rows of which `addFew` is faster than tiles, which have little to keep then. */
const FEW: usize = 4;

/**
 * y ← y + a·(coefficientsᵀ · block ÷ rows) of a few rows, one class after another. Coefficients of zero
 * add nothing to a sum; and where a is negative, a sum of +0 adds −0, which changes nothing.
 */
@inline
function addFew(
  y: usize, a: f32, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
): void {
  const isFinite = a - a == 0;
  for (let c: usize = 0; c < classes; c++, y += columns << 2) {
    // The rows that count, in order, and their coefficients.
    let x0 = block, x1 = block, x2 = block, x3 = block, count = 0;
    let f0: f32 = 0, f1: f32 = 0, f2: f32 = 0, f3: f32 = 0;
    for (let i = rows; i > 0;) {
      const coefficient = load<f32>(coefficients + ((--i * classes + c) << 2));
      if (coefficient == 0 && isFinite) continue;
      x3 = x2, x2 = x1, x1 = x0;
      f3 = f2, f2 = f1, f1 = f0;
      x0 = block + i * ROW;
      f0 = coefficient;
      count++;
    }
    if (rows == 1 && count == 1) addRow(y, a, x0, f0, columns);
    else unroll: for (const wide of [1, 2, 3, 4]) if (count == wide) {
      addRows(y, a, x0, x1, x2, x3, f0, f1, f2, f3, rows, columns, wide, true);
    }
  }
}

/** y ← y + a·f·x: a function of its own, which V8 compiles better than as a part of a large one. */
function addRow(y: usize, a: f32, x: usize, f: f32, columns: usize): void {
  addRows(y, a, x, x, x, x, f, f, f, f, 1, columns, 1, false);
}

/** y ← y + a·(f0·x0 + f1·x1 + …) of so many rows, with the sum ÷ rows where it is a mean. */
@inline
function addRows(
  y: usize, a: f32, x0: usize, x1: usize, x2: usize, x3: usize, f0: f32, f1: f32, f2: f32, f3: f32,
  rows: usize, columns: usize, wide: i32, isMean: bool,
): void {
  const zero = f32x4.splat(0), scale = f32x4.splat(a); // sums begin at +0, so −0 becomes +0
  const isFactor = isPowerOfTwo(<f32> rows);
  const divisor = f32x4.splat(isFactor ? <f32> 1 / <f32> rows : <f32> rows);
  const t0 = f32x4.splat(f0), t1 = f32x4.splat(f1), t2 = f32x4.splat(f2), t3 = f32x4.splat(f3);
  for (let from: usize = 0; from < columns; from += CHUNK) {
    const count = min(CHUNK, columns - from);
    const fours = y + ((count & ~15) << 2), end = y + (count << 2);
    for (; y < fours; y += 64) {
      unroll: for (const v of [0, 1, 2, 3]) {
        let sum = multiplyAdd(zero, t0, v128.load(x0, 16 * v));
        unroll: for (const n of [1, 2, 3]) if (n < wide) sum = multiplyAdd(sum, t[n], v128.load(x[n], 16 * v));
        if (isMean) sum = divided(sum, divisor, isFactor);
        v128.store(y, multiplyAdd(v128.load(y, 16 * v), scale, sum), 16 * v);
      }
      unroll: for (const n of [0, 1, 2, 3]) if (n < wide) x[n] += 64;
    }
    for (; y < end; y += 4) {
      let sum: f32 = <f32> 0 + f0 * load<f32>(x0);
      unroll: for (const n of [1, 2, 3]) if (n < wide) sum += f[n] * load<f32>(x[n]);
      if (isMean) sum /= <f32> rows;
      store<f32>(y, load<f32>(y) + a * sum);
      unroll: for (const n of [0, 1, 2, 3]) if (n < wide) x[n] += 4;
    }
    const next = rows * ROW - (count << 2); // the same row of the next chunk
    unroll: for (const n of [0, 1, 2, 3]) if (n < wide) x[n] += next;
  }
}
