/** gradient[c][k] = Σ coefficients[i][c]·block[i][k], in tiles whose sums stay in registers. */

/**
 * gradient += coefficients of all rows, `step1` bytes apart, times 1 or 2 vectors of columns, for 1
 * or 5 classes. The sums stay in registers while the rows pass by, in order.
 */
@inline
function accumulateTile(
  g0: usize, gradientRow: usize, coefficients: usize, step1: usize, x: usize, rows: usize,
  isFresh: bool, two: bool, five: bool,
): void {
  const g1 = g0 + gradientRow, g2 = g1 + gradientRow, g3 = g2 + gradientRow, g4 = g3 + gradientRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0; // first columns, for each class
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0; // second columns
  if (!isFresh) {
    a0 = v128.load(g0);
    if (two) b0 = v128.load(g0, 16);
    if (five) unroll: for (const c of [1, 2, 3, 4]) {
      a[c] = v128.load(g[c]);
      if (two) b[c] = v128.load(g[c], 16);
    }
  }
  let p: v128, q = a0, t: v128;
  const end4 = x + (rows & ~3) * ROW, end1 = x + rows * ROW;
  let y0 = coefficients, y1 = y0 + step1, y2 = y1 + step1, y3 = y2 + step1;
  const step4 = step1 << 2;
  // Four rows a turn, and then one.
  unroll: for (const n of [4, 1]) while (x < end[n]) {
    unroll: for (const i of [0, 1, 2, 3]) if (i < n) {
      p = v128.load(x, i * ROW);
      if (two) q = v128.load(x, i * ROW + 16);
      t = v128.load32_splat(y[i]);
      a0 = multiplyAdd(a0, t, p);
      if (two) b0 = multiplyAdd(b0, t, q);
      if (five) unroll: for (const c of [1, 2, 3, 4]) {
        t = v128.load32_splat(y[i], 4 * c);
        a[c] = multiplyAdd(a[c], t, p);
        if (two) b[c] = multiplyAdd(b[c], t, q);
      }
    }
    x += n * ROW;
    unroll: for (const i of [0, 1, 2, 3]) if (i < n) y[i] += step[n];
  }
  v128.store(g0, a0);
  if (two) v128.store(g0, b0, 16);
  if (five) unroll: for (const c of [1, 2, 3, 4]) {
    v128.store(g[c], a[c]);
    if (two) v128.store(g[c], b[c], 16);
  }
}

/** The gradient of 1 or 2 vectors of columns, for all classes. */
@inline
function accumulateColumns(
  g: usize, gradientRow: usize, coefficients: usize, classes: usize, x: usize, rows: usize,
  isFresh: bool, two: bool,
): void {
  const coefficientsRow = classes << 2;
  let c: usize = 0;
  unroll: for (const five of [true, false]) while ((five ? c + 4 : c) < classes) {
    accumulateTile(g, gradientRow, coefficients, coefficientsRow, x, rows, isFresh, two, five);
    g += five ? 5 * gradientRow : gradientRow;
    coefficients += five ? 20 : 4;
    c += five ? 5 : 1;
  }
}

/** gradient ← gradient, or 0 when fresh, + coefficientsᵀ · block. */
export function accumulate(
  gradient: usize, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
  isFresh: bool,
): void {
  const gradientRow = columns << 2, coefficientsRow = classes << 2;
  const chunk = rows * ROW, chunks = chunksOf(columns);
  if (rows == 1 && isFresh) {
    outer(gradient, coefficients, block, columns, classes);
    return;
  }
  for (let q: usize = 0; q < chunks; q++) {
    const from = q * CHUNK;
    const count = min(CHUNK, columns - from);
    const x = block + q * chunk;
    const g = gradient + (from << 2);
    let k: usize = 0;
    unroll: for (const two of [true, false]) while (k + (two ? 7 : 3) < count) {
      const at = k << 2;
      accumulateColumns(g + at, gradientRow, coefficients, classes, x + at, rows, isFresh, two);
      k += two ? 8 : 4;
    }
    for (; k < count; k++) {
      const at = k << 2;
      for (let c: usize = 0; c < classes; c++) {
        const entry = g + at + c * gradientRow;
        let sum: f32 = isFresh ? 0 : load<f32>(entry);
        for (let i: usize = 0; i < rows; i++) {
          const coefficient = load<f32>(coefficients + i * coefficientsRow + (c << 2));
          sum += coefficient * load<f32>(x + i * ROW + at);
        }
        store<f32>(entry, sum);
      }
    }
  }
}

/** gradient ← coefficientsᵀ · block of a single row: a tile would have nothing to keep. */
function outer(
  gradient: usize, coefficients: usize, block: usize, columns: usize, classes: usize,
): void {
  const zero = f32x4.splat(0); // sums begin at +0, so −0 becomes +0
  for (let c: usize = 0; c < classes; c++) {
    const coefficient = load<f32>(coefficients + (c << 2));
    const factor = f32x4.splat(coefficient);
    for (let from: usize = 0; from < columns; from += CHUNK) {
      let x = block + (from / CHUNK) * ROW;
      const count = min(CHUNK, columns - from);
      const fours = x + ((count & ~15) << 2), end = x + (count << 2);
      for (; x < fours; x += 64, gradient += 64) unroll: for (const v of [0, 1, 2, 3]) {
        v128.store(gradient, multiplyAdd(zero, factor, v128.load(x, 16 * v)), 16 * v);
      }
      for (; x < end; x += 4, gradient += 4) {
        store<f32>(gradient, <f32> 0 + coefficient * load<f32>(x));
      }
    }
  }
}
