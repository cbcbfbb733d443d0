/**
 * gradient[c][k] = Σ coefficients[i][c]·block[i][k], in tiles whose sums stay in registers. Where a tile
 * `moves`, what lies at g is no gradient but weights, which are moved by the mean at once.
 */

/**
 * g[c] += Σ y[c][i]·x[i] over all rows i, for 1 or 2 vectors of columns and 1, 4 or 5 classes c. The sums stay
 * in registers while the rows pass by, in order.
 */
@inline
function accumulateTile(
  g0: usize, gRow: usize, y0: usize, yRow: usize, x: usize, xRow: usize, rows: usize, isFresh: bool,
  moves: bool, scale: v128, divisor: v128, isFactor: bool, two: bool, wide: i32,
): void {
  const g1 = g0 + gRow, g2 = g1 + gRow, g3 = g2 + gRow, g4 = g3 + gRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0; // first columns, for each class
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0; // second columns
  if (!isFresh) unroll: for (const c of [0, 1, 2, 3, 4]) if (c < wide) {
    a[c] = v128.load(g[c]);
    if (two) b[c] = v128.load(g[c], 16);
  }
  let p: v128, q = a0, t: v128;
  let y1 = y0 + yRow, y2 = y1 + yRow, y3 = y2 + yRow, y4 = y3 + yRow;
  const end8 = y0 + ((rows & ~7) << 2), end1 = y0 + (rows << 2);
  // Eight rows a turn, and then one.
  unroll: for (const n of [8, 1]) while (y0 < end[n]) {
    unroll: for (const i of [0, 1, 2, 3, 4, 5, 6, 7]) if (i < n) {
      p = v128.load(x);
      if (two) q = v128.load(x, 16);
      x += xRow;
      unroll: for (const c of [0, 1, 2, 3, 4]) if (c < wide) {
        t = v128.load32_splat(y[c], 4 * i);
        a[c] = multiplyAdd(a[c], t, p);
        if (two) b[c] = multiplyAdd(b[c], t, q);
      }
    }
    unroll: for (const c of [0, 1, 2, 3, 4]) if (c < wide) y[c] += 4 * n;
  }
  unroll: for (const c of [0, 1, 2, 3, 4]) if (c < wide) {
    if (moves) {
      a[c] = multiplyAdd(v128.load(g[c]), scale, divided(a[c], divisor, isFactor));
      if (two) b[c] = multiplyAdd(v128.load(g[c], 16), scale, divided(b[c], divisor, isFactor));
    }
    v128.store(g[c], a[c]);
    if (two) v128.store(g[c], b[c], 16);
  }
}

/** One or two vectors of columns, for all classes. */
@inline
function accumulateColumns(
  g: usize, gRow: usize, y: usize, yRow: usize, classes: usize, x: usize, xRow: usize, rows: usize,
  isFresh: bool, moves: bool, scale: v128, divisor: v128, isFactor: bool, two: bool,
): void {
  const fours = classesInFours(classes);
  let c: usize = 0;
  unroll: for (const wide of [4, 5, 1]) for (; c + wide <= (wide == 4 ? fours : classes); c += wide) {
    accumulateTile(
      g, gRow, y, yRow, x, xRow, rows, isFresh, moves, scale, divisor, isFactor, two, wide,
    );
    g += wide * gRow;
    y += wide * yRow;
  }
}

/**
 * g[c][k] += Σ y[c][i]·x[i][k] over rows i, for `count` columns k: y is (classes, rows), and rows of y, x and g
 * lie yRow, xRow and gRow bytes apart. Where it `moves`, g[c][k] += factor·(that sum from +0 ÷ rows).
 */
@inline
function accumulateAll(
  g: usize, gRow: usize, y: usize, yRow: usize, classes: usize, x: usize, xRow: usize, rows: usize,
  count: usize, isFresh: bool, moves: bool, factor: f32,
): void {
  const scale = f32x4.splat(factor);
  const isFactor = isPowerOfTwo(<f32> rows);
  const divisor = f32x4.splat(isFactor ? <f32> 1 / <f32> rows : <f32> rows);
  let k: usize = 0;
  unroll: for (const two of [true, false]) while (k + (two ? 7 : 3) < count) {
    const at = k << 2;
    accumulateColumns(
      g + at, gRow, y, yRow, classes, x + at, xRow, rows, isFresh, moves, scale, divisor, isFactor, two,
    );
    k += two ? 8 : 4;
  }
  for (; k < count; k++) {
    const at = k << 2;
    for (let c: usize = 0; c < classes; c++) {
      const entry = g + at + c * gRow, own = y + c * yRow;
      let sum: f32 = isFresh ? 0 : load<f32>(entry);
      for (let i: usize = 0; i < rows; i++) {
        sum += load<f32>(own + (i << 2)) * load<f32>(x + i * xRow + at);
      }
      store<f32>(entry, moves ? load<f32>(entry) + factor * (sum / <f32> rows) : sum);
    }
  }
}

/** Σ coefficientsᵀ · block, added to a gradient, or as a mean to weights. */
@inline
function accumulateBlock(
  gradient: usize, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
  isFresh: bool, moves: bool, factor: f32,
): void {
  const gradientRow = columns << 2, coefficientsRow = classes << 2;
  const chunk = rows * ROW, chunks = chunksOf(columns);
  // One class after another, where `scores` has its sums: loads that come together then lie alike.
  const y = block + chunks * chunk;
  let to = y;
  for (let c: usize = 0; c < classes; c++) {
    let from = coefficients + (c << 2);
    for (let i: usize = 0; i < rows; i++, to += 4, from += coefficientsRow) {
      store<f32>(to, load<f32>(from));
    }
  }
  for (let q: usize = 0; q < chunks; q++) {
    const from = q * CHUNK;
    const count = min(CHUNK, columns - from);
    const g = gradient + (from << 2), x = block + q * chunk;
    accumulateAll(
      g, gradientRow, y, rows << 2, classes, x, ROW, rows, count, isFresh, moves, factor,
    );
  }
}

/** gradient ← gradient, or 0 when fresh, + coefficientsᵀ · block. */
export function accumulate(
  gradient: usize, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
  isFresh: bool,
): void {
  if (rows == 1 && isFresh) {
    outer(gradient, coefficients, block, columns, classes);
    return;
  }
  accumulateBlock(gradient, coefficients, block, rows, columns, classes, isFresh, false, 0);
}

/** weights ← weights + a·(coefficientsᵀ · block ÷ rows). */
export function addMean(
  weights: usize, a: f32, coefficients: usize, block: usize, rows: usize, columns: usize,
  classes: usize,
): void {
  if (rows > FEW) accumulateBlock(weights, coefficients, block, rows, columns, classes, true, true, a);
  else addFew(weights, a, coefficients, block, rows, columns, classes);
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
