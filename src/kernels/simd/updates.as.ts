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

/**
 * y ← y + a·(coefficientsᵀ · block) of one row. As a is negative, a coefficient of zero would add
 * −0, which changes nothing.
 */
export function addOuter(
  y: usize, a: f32, coefficients: usize, block: usize, columns: usize, classes: usize,
): void {
  const zero = f32x4.splat(0), scale = f32x4.splat(a);
  const isFinite = a - a == 0;
  for (let c: usize = 0; c < classes; c++) {
    const coefficient = load<f32>(coefficients + (c << 2));
    if (coefficient == 0 && isFinite) {
      y += columns << 2;
      continue;
    }
    const factor = f32x4.splat(coefficient);
    for (let from: usize = 0; from < columns; from += CHUNK) {
      let x = block + (from / CHUNK) * ROW;
      const count = min(CHUNK, columns - from);
      const fours = x + ((count & ~15) << 2), end = x + (count << 2);
      for (; x < fours; x += 64, y += 64) unroll: for (const v of [0, 1, 2, 3]) {
        const product = multiplyAdd(zero, factor, v128.load(x, 16 * v));
        v128.store(y, multiplyAdd(v128.load(y, 16 * v), scale, product), 16 * v);
      }
      for (; x < end; x += 4, y += 4) {
        store<f32>(y, load<f32>(y) + a * (<f32> 0 + coefficient * load<f32>(x)));
      }
    }
  }
}
