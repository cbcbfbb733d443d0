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

/**
 * For each class, behind each other: the bytes of its list, and the list, of where a row begins and its
 * coefficient, (u32, f32), for each coefficient that is not 0. Returns how many those are.
 */
function listCoefficients(lists: usize, coefficients: usize, rows: usize, classes: usize): usize {
  let all: usize = 0;
  for (let c: usize = 0; c < classes; c++, lists += (rows + 1) << 3) {
    let from = coefficients + (c << 2), to = lists + 8;
    for (let i: usize = 0; i < rows; i++, from += classes << 2) {
      const coefficient = load<f32>(from);
      // Written in any case, and kept where it is not 0: nobody could predict a branch.
      store<u32>(to, <u32> (i * ROW));
      store<f32>(to, coefficient, 4);
      to += <usize> (coefficient != 0) << 3;
    }
    const bytes = to - lists - 8;
    store<u32>(lists, <u32> bytes);
    all += bytes >> 3;
  }
  return all;
}

/** g += Σ coefficient·x over a list, for 8 vectors of columns, or 1. */
@inline
function accumulateListed(
  g: usize, list: usize, x: usize, isFresh: bool, moves: bool, scale: v128, divisor: v128, isFactor: bool,
  wide: i32,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  if (!isFresh) unroll: for (const v of [0, 1, 2, 3, 4, 5, 6, 7]) if (v < wide) a[v] = v128.load(g, 16 * v);
  const end = list + 8 + <usize> load<u32>(list);
  for (list += 8; list < end; list += 8) {
    const row = x + <usize> load<u32>(list), t = v128.load32_splat(list, 4);
    unroll: for (const v of [0, 1, 2, 3, 4, 5, 6, 7]) if (v < wide) {
      a[v] = multiplyAdd(a[v], t, v128.load(row + 16 * v));
    }
  }
  unroll: for (const v of [0, 1, 2, 3, 4, 5, 6, 7]) if (v < wide) {
    if (moves) a[v] = multiplyAdd(v128.load(g, 16 * v), scale, divided(a[v], divisor, isFactor));
    v128.store(g, a[v], 16 * v);
  }
}

/** As `accumulateAll`, over lists. */
@inline
function accumulateLists(
  g: usize, gRow: usize, lists: usize, classes: usize, x: usize, rows: usize, count: usize, isFresh: bool,
  moves: bool, factor: f32,
): void {
  const scale = f32x4.splat(factor);
  const isFactor = isPowerOfTwo(<f32> rows);
  const divisor = f32x4.splat(isFactor ? <f32> 1 / <f32> rows : <f32> rows);
  let k: usize = 0;
  unroll: for (const wide of [8, 1]) for (; k + 4 * wide <= count; k += 4 * wide) {
    let to = g + (k << 2), list = lists;
    for (let c: usize = 0; c < classes; c++, to += gRow, list += (rows + 1) << 3) {
      accumulateListed(to, list, x + (k << 2), isFresh, moves, scale, divisor, isFactor, wide);
    }
  }
  for (; k < count; k++) {
    let to = g + (k << 2), list = lists;
    for (let c: usize = 0; c < classes; c++, to += gRow, list += (rows + 1) << 3) {
      let sum: f32 = isFresh ? 0 : load<f32>(to);
      const end = list + 8 + <usize> load<u32>(list);
      for (let at = list + 8; at < end; at += 8) {
        sum += load<f32>(at, 4) * load<f32>(x + <usize> load<u32>(at) + (k << 2));
      }
      store<f32>(to, moves ? load<f32>(to) + factor * (sum / <f32> rows) : sum);
    }
  }
}

/** Whether so many coefficients of all make lists faster than tiles. */
@inline
function areFew(listed: usize, all: usize): bool {
  return listed * 20 < all * 11;
}

/** Σ coefficientsᵀ · block, added to a gradient, or as a mean to weights. */
@inline
function accumulateBlock(
  gradient: usize, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
  isFresh: bool, isFinite: bool, moves: bool, factor: f32,
): void {
  const gradientRow = columns << 2, coefficientsRow = classes << 2;
  const chunk = rows * ROW, chunks = chunksOf(columns);
  const y = block + chunks * chunk; // where `scores` has its sums
  const isListed = isFinite && rows > 0 && areFew(listCoefficients(y, coefficients, rows, classes), rows * classes);
  if (!isListed) {
    // One class after another: loads that come together then lie alike.
    let to = y;
    for (let c: usize = 0; c < classes; c++) {
      let from = coefficients + (c << 2);
      for (let i: usize = 0; i < rows; i++, to += 4, from += coefficientsRow) {
        store<f32>(to, load<f32>(from));
      }
    }
  }
  for (let q: usize = 0; q < chunks; q++) {
    const from = q * CHUNK;
    const count = min(CHUNK, columns - from);
    const g = gradient + (from << 2), x = block + q * chunk;
    if (isListed) {
      accumulateLists(g, gradientRow, y, classes, x, rows, count, isFresh, moves, factor);
    } else {
      accumulateAll(
        g, gradientRow, y, rows << 2, classes, x, ROW, rows, count, isFresh, moves, factor,
      );
    }
  }
}

/** gradient ← gradient, or 0 when fresh, + coefficientsᵀ · block. */
export function accumulate(
  gradient: usize, coefficients: usize, block: usize, rows: usize, columns: usize, classes: usize,
  isFresh: bool, isFinite: bool,
): void {
  if (rows == 1 && isFresh) {
    outer(gradient, coefficients, block, columns, classes);
    return;
  }
  accumulateBlock(gradient, coefficients, block, rows, columns, classes, isFresh, isFinite, false, 0);
}

/** weights ← weights + a·(coefficientsᵀ · block ÷ rows). */
export function addMean(
  weights: usize, a: f32, coefficients: usize, block: usize, rows: usize, columns: usize,
  classes: usize,
): void {
  if (rows > FEW) {
    const isFinite = a - a == 0;
    accumulateBlock(weights, coefficients, block, rows, columns, classes, true, isFinite, true, a);
  }
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
