/**
 * The kernels in AssemblyScript, for WebAssembly with 128-bit vectors: the bits of `reference.ts`.
 *
 * `deno task kernels` compiles this file to `simd.wasm`. Arguments are addresses and counts;
 * `simd.ts` has the types. Only deterministic instructions are used: no relaxed SIMD, no fused
 * multiply-add, no min or max. `docs/kernels.md` explains the loops and measures them.
 *
 * A block of rows is kept in chunks of CHUNK columns: (chunks, rows, CHUNK), so that a chunk of the
 * weights stays in the first-level cache while all rows meet it. The distance between the rows of a
 * chunk is a constant, and no power of two, so that they do not compete for the same cache lines.
 */

/** Columns of a chunk. */
const CHUNK: usize = 256;
/** Bytes between two rows of a chunk. */
const ROW: usize = 1088;
/** Rows that are called into the cache together. */
const AHEAD: usize = 8;

@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** The total of a sum in lanes, after the products of the last 0 to 3 columns, at a and b. */
@inline
function total(sum: v128, a: usize, b: usize, tail: usize): f32 {
  let lane0 = f32x4.extract_lane(sum, 0);
  let lane1 = f32x4.extract_lane(sum, 1);
  let lane2 = f32x4.extract_lane(sum, 2);
  if (tail > 0) lane0 += load<f32>(a) * load<f32>(b);
  if (tail > 1) lane1 += load<f32>(a, 4) * load<f32>(b, 4);
  if (tail > 2) lane2 += load<f32>(a, 8) * load<f32>(b, 8);
  return (lane0 + lane2) + (lane1 + f32x4.extract_lane(sum, 3));
}

@inline
function chunksOf(columns: usize): usize {
  return (columns + CHUNK - 1) / CHUNK;
}

/** Numbers that a block takes: its rows in chunks, then the sums of their scores in lanes. */
export function blockLength(rows: usize, columns: usize, classes: usize): usize {
  return ((chunksOf(columns) * rows * ROW) >> 2) + ((rows * classes) << 2);
}

/**
 * Reads one byte of each cache line of the rows: many misses at once, where widening alone would
 * wait for one after the other.
 */
function touch(features: usize, width: usize, examples: usize, rows: usize): u32 {
  let seen: u32 = 0;
  for (let i: usize = 0; i < rows; i++) {
    const example: usize = load<u32>(examples + (i << 2));
    let at = features + example * width;
    const end = at + width;
    while (at < end) {
      seen += load<u8>(at);
      at += 64;
    }
  }
  return seen;
}

/** block ← rows minus `mean`, then 1; labels ← their labels. */
@inline
function gather(
  block: usize,
  rowLabels: usize,
  features: usize,
  labels: usize,
  mean: usize,
  examples: usize,
  rows: usize,
  columns: usize,
  isBytes: bool,
): void {
  const size: usize = isBytes ? 1 : 4;
  const vectors: usize = isBytes ? ~15 : ~3; // columns that fill vectors
  const width = columns - 1;
  for (let i: usize = 0; i < rows; i++) {
    if (isBytes && i % AHEAD == 0) {
      const seen = touch(features, width, examples + (i << 2), min(AHEAD, rows - i));
      store<u8>(rowLabels + i, <u8> seen); // or the loads would be removed
    }
    const example: usize = load<u32>(examples + (i << 2));
    store<u8>(rowLabels + i, load<u8>(labels + example));
    let from = features + example * width * size;
    let minus = mean;
    let row = block + i * ROW;
    for (let left = width;;) {
      let to = row;
      const count = min(left, CHUNK);
      const vectorEnd = from + (count & vectors) * size;
      const end = from + count * size;
      while (from < vectorEnd) {
        if (isBytes) {
          const bytes = v128.load(from);
          const low = i16x8.extend_low_i8x16_u(bytes);
          const high = i16x8.extend_high_i8x16_u(bytes);
          const a = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low));
          const b = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low));
          const c = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high));
          const d = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high));
          v128.store(to, f32x4.sub(a, v128.load(minus)));
          v128.store(to, f32x4.sub(b, v128.load(minus, 16)), 16);
          v128.store(to, f32x4.sub(c, v128.load(minus, 32)), 32);
          v128.store(to, f32x4.sub(d, v128.load(minus, 48)), 48);
          from += 16;
          minus += 64;
          to += 64;
        } else {
          v128.store(to, f32x4.sub(v128.load(from), v128.load(minus)));
          from += 16;
          minus += 16;
          to += 16;
        }
      }
      while (from < end) {
        const value: f32 = isBytes ? <f32> load<u8>(from) : load<f32>(from);
        store<f32>(to, value - load<f32>(minus));
        from += size;
        minus += 4;
        to += 4;
      }
      left -= count;
      if (left == 0 && count < CHUNK) {
        store<f32>(to, 1);
        break;
      }
      row += rows * ROW;
    }
  }
}

/** Gathers rows of bytes. */
export function gatherBytes(
  block: usize,
  rowLabels: usize,
  features: usize,
  labels: usize,
  mean: usize,
  examples: usize,
  rows: usize,
  columns: usize,
): void {
  gather(block, rowLabels, features, labels, mean, examples, rows, columns, true);
}

/** Gathers rows of f32. */
export function gatherFloats(
  block: usize,
  rowLabels: usize,
  features: usize,
  labels: usize,
  mean: usize,
  examples: usize,
  rows: usize,
  columns: usize,
): void {
  gather(block, rowLabels, features, labels, mean, examples, rows, columns, false);
}

/**
 * sums += products of 1 or 2 rows of a chunk with 1 or 5 rows of weights, in four lanes each.
 * With two rows and five classes, ten sums stay in registers and seven loads feed ten products.
 * The four steps of a turn are written out, as neither compiler would unroll a loop over them.
 */
@inline
function scoresTile(
  sums: usize,
  sumsRow: usize,
  x: usize,
  w: usize,
  weightsRow: usize,
  bytes: usize,
  isFirst: bool,
  two: bool,
  five: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
  if (!isFirst) {
    a0 = v128.load(sums);
    if (five) {
      a1 = v128.load(sums, 16);
      a2 = v128.load(sums, 32);
      a3 = v128.load(sums, 48);
      a4 = v128.load(sums, 64);
    }
    if (two) {
      const next = sums + sumsRow;
      b0 = v128.load(next);
      if (five) {
        b1 = v128.load(next, 16);
        b2 = v128.load(next, 32);
        b3 = v128.load(next, 48);
        b4 = v128.load(next, 64);
      }
    }
  }
  let w1 = w + weightsRow, w2 = w1 + weightsRow, w3 = w2 + weightsRow, w4 = w3 + weightsRow;
  let p: v128, q = a0, t: v128;
  const fours = x + (bytes & ~63);
  const end = x + bytes;
  while (x < fours) {
    p = v128.load(x);
    if (two) q = v128.load(x, ROW);
    t = v128.load(w);
    a0 = multiplyAdd(a0, p, t);
    if (two) b0 = multiplyAdd(b0, q, t);
    if (five) {
      t = v128.load(w1);
      a1 = multiplyAdd(a1, p, t);
      if (two) b1 = multiplyAdd(b1, q, t);
      t = v128.load(w2);
      a2 = multiplyAdd(a2, p, t);
      if (two) b2 = multiplyAdd(b2, q, t);
      t = v128.load(w3);
      a3 = multiplyAdd(a3, p, t);
      if (two) b3 = multiplyAdd(b3, q, t);
      t = v128.load(w4);
      a4 = multiplyAdd(a4, p, t);
      if (two) b4 = multiplyAdd(b4, q, t);
    }
    p = v128.load(x, 16);
    if (two) q = v128.load(x, ROW + 16);
    t = v128.load(w, 16);
    a0 = multiplyAdd(a0, p, t);
    if (two) b0 = multiplyAdd(b0, q, t);
    if (five) {
      t = v128.load(w1, 16);
      a1 = multiplyAdd(a1, p, t);
      if (two) b1 = multiplyAdd(b1, q, t);
      t = v128.load(w2, 16);
      a2 = multiplyAdd(a2, p, t);
      if (two) b2 = multiplyAdd(b2, q, t);
      t = v128.load(w3, 16);
      a3 = multiplyAdd(a3, p, t);
      if (two) b3 = multiplyAdd(b3, q, t);
      t = v128.load(w4, 16);
      a4 = multiplyAdd(a4, p, t);
      if (two) b4 = multiplyAdd(b4, q, t);
    }
    p = v128.load(x, 32);
    if (two) q = v128.load(x, ROW + 32);
    t = v128.load(w, 32);
    a0 = multiplyAdd(a0, p, t);
    if (two) b0 = multiplyAdd(b0, q, t);
    if (five) {
      t = v128.load(w1, 32);
      a1 = multiplyAdd(a1, p, t);
      if (two) b1 = multiplyAdd(b1, q, t);
      t = v128.load(w2, 32);
      a2 = multiplyAdd(a2, p, t);
      if (two) b2 = multiplyAdd(b2, q, t);
      t = v128.load(w3, 32);
      a3 = multiplyAdd(a3, p, t);
      if (two) b3 = multiplyAdd(b3, q, t);
      t = v128.load(w4, 32);
      a4 = multiplyAdd(a4, p, t);
      if (two) b4 = multiplyAdd(b4, q, t);
    }
    p = v128.load(x, 48);
    if (two) q = v128.load(x, ROW + 48);
    t = v128.load(w, 48);
    a0 = multiplyAdd(a0, p, t);
    if (two) b0 = multiplyAdd(b0, q, t);
    if (five) {
      t = v128.load(w1, 48);
      a1 = multiplyAdd(a1, p, t);
      if (two) b1 = multiplyAdd(b1, q, t);
      t = v128.load(w2, 48);
      a2 = multiplyAdd(a2, p, t);
      if (two) b2 = multiplyAdd(b2, q, t);
      t = v128.load(w3, 48);
      a3 = multiplyAdd(a3, p, t);
      if (two) b3 = multiplyAdd(b3, q, t);
      t = v128.load(w4, 48);
      a4 = multiplyAdd(a4, p, t);
      if (two) b4 = multiplyAdd(b4, q, t);
      w1 += 64;
      w2 += 64;
      w3 += 64;
      w4 += 64;
    }
    x += 64;
    w += 64;
  }
  while (x < end) {
    p = v128.load(x);
    if (two) q = v128.load(x, ROW);
    t = v128.load(w);
    a0 = multiplyAdd(a0, p, t);
    if (two) b0 = multiplyAdd(b0, q, t);
    if (five) {
      t = v128.load(w1);
      a1 = multiplyAdd(a1, p, t);
      if (two) b1 = multiplyAdd(b1, q, t);
      t = v128.load(w2);
      a2 = multiplyAdd(a2, p, t);
      if (two) b2 = multiplyAdd(b2, q, t);
      t = v128.load(w3);
      a3 = multiplyAdd(a3, p, t);
      if (two) b3 = multiplyAdd(b3, q, t);
      t = v128.load(w4);
      a4 = multiplyAdd(a4, p, t);
      if (two) b4 = multiplyAdd(b4, q, t);
      w1 += 16;
      w2 += 16;
      w3 += 16;
      w4 += 16;
    }
    x += 16;
    w += 16;
  }
  v128.store(sums, a0);
  if (five) {
    v128.store(sums, a1, 16);
    v128.store(sums, a2, 32);
    v128.store(sums, a3, 48);
    v128.store(sums, a4, 64);
  }
  if (two) {
    const next = sums + sumsRow;
    v128.store(next, b0);
    if (five) {
      v128.store(next, b1, 16);
      v128.store(next, b2, 32);
      v128.store(next, b3, 48);
      v128.store(next, b4, 64);
    }
  }
}

/** The sums of 1 or 2 rows of a chunk, for all classes. */
@inline
function scoresOfRows(
  sums: usize,
  x: usize,
  w: usize,
  weightsRow: usize,
  bytes: usize,
  classes: usize,
  isFirst: bool,
  two: bool,
): void {
  const sumsRow = classes << 4;
  let c: usize = 0;
  for (; c + 4 < classes; c += 5) {
    scoresTile(sums, sumsRow, x, w, weightsRow, bytes, isFirst, two, true);
    sums += 80;
    w += 5 * weightsRow;
  }
  for (; c < classes; c++) {
    scoresTile(sums, sumsRow, x, w, weightsRow, bytes, isFirst, two, false);
    sums += 16;
    w += weightsRow;
  }
}

/** scores ← block · weightsᵀ; behind the rows, the block has room for the sums in lanes. */
export function scores(
  scores: usize,
  weights: usize,
  block: usize,
  rows: usize,
  columns: usize,
  classes: usize,
): void {
  const weightsRow = columns << 2;
  const sumsRow = classes << 4;
  const chunk = rows * ROW;
  const chunks = chunksOf(columns);
  let sums = block + chunks * chunk; // (rows, classes) vectors
  let x = block;
  for (let q: usize = 0; q < chunks; q++) {
    const from = q * CHUNK;
    const bytes = (min(CHUNK, columns - from) & ~3) << 2;
    if (bytes == 0 && q > 0) break;
    const isFirst = q == 0;
    const w = weights + (from << 2);
    let sum = sums;
    let row = x;
    for (let i: usize = 0; i < rows; i += 2) {
      if (i + 1 < rows) scoresOfRows(sum, row, w, weightsRow, bytes, classes, isFirst, true);
      else scoresOfRows(sum, row, w, weightsRow, bytes, classes, isFirst, false);
      sum += sumsRow << 1;
      row += 2 * ROW;
    }
    x += chunk;
  }
  // The last one to three columns, then (lane 0 + lane 2) + (lane 1 + lane 3).
  const tail = columns & 3;
  const tailFrom = columns - tail;
  let tailRow = block + (tailFrom / CHUNK) * chunk + ((tailFrom % CHUNK) << 2);
  for (let i: usize = 0; i < rows; i++) {
    let w = weights + (tailFrom << 2);
    for (let c: usize = 0; c < classes; c++) {
      store<f32>(scores, total(v128.load(sums), tailRow, w, tail));
      sums += 16;
      scores += 4;
      w += weightsRow;
    }
    tailRow += ROW;
  }
}

/**
 * gradient += coefficients of all rows times 1 or 2 vectors of columns, for 1 or 5 classes. The
 * sums stay in registers while the rows pass by, in order.
 */
@inline
function accumulateTile(
  gradient: usize,
  gradientRow: usize,
  coefficients: usize,
  coefficientsRow: usize,
  x: usize,
  rows: usize,
  isFresh: bool,
  two: bool,
  five: bool,
): void {
  const g1 = gradient + gradientRow,
    g2 = g1 + gradientRow,
    g3 = g2 + gradientRow,
    g4 = g3 + gradientRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
  if (!isFresh) {
    a0 = v128.load(gradient);
    if (two) b0 = v128.load(gradient, 16);
    if (five) {
      a1 = v128.load(g1);
      if (two) b1 = v128.load(g1, 16);
      a2 = v128.load(g2);
      if (two) b2 = v128.load(g2, 16);
      a3 = v128.load(g3);
      if (two) b3 = v128.load(g3, 16);
      a4 = v128.load(g4);
      if (two) b4 = v128.load(g4, 16);
    }
  }
  let p: v128, q = a0, t: v128;
  const fours = x + (rows & ~3) * ROW;
  const end = x + rows * ROW;
  let y0 = coefficients,
    y1 = y0 + coefficientsRow,
    y2 = y1 + coefficientsRow,
    y3 = y2 + coefficientsRow;
  const step = coefficientsRow << 2;
  while (x < fours) {
    p = v128.load(x);
    if (two) q = v128.load(x, 16);
    t = v128.load32_splat(y0);
    a0 = multiplyAdd(a0, t, p);
    if (two) b0 = multiplyAdd(b0, t, q);
    if (five) {
      t = v128.load32_splat(y0, 4);
      a1 = multiplyAdd(a1, t, p);
      if (two) b1 = multiplyAdd(b1, t, q);
      t = v128.load32_splat(y0, 8);
      a2 = multiplyAdd(a2, t, p);
      if (two) b2 = multiplyAdd(b2, t, q);
      t = v128.load32_splat(y0, 12);
      a3 = multiplyAdd(a3, t, p);
      if (two) b3 = multiplyAdd(b3, t, q);
      t = v128.load32_splat(y0, 16);
      a4 = multiplyAdd(a4, t, p);
      if (two) b4 = multiplyAdd(b4, t, q);
    }
    p = v128.load(x, ROW);
    if (two) q = v128.load(x, ROW + 16);
    t = v128.load32_splat(y1);
    a0 = multiplyAdd(a0, t, p);
    if (two) b0 = multiplyAdd(b0, t, q);
    if (five) {
      t = v128.load32_splat(y1, 4);
      a1 = multiplyAdd(a1, t, p);
      if (two) b1 = multiplyAdd(b1, t, q);
      t = v128.load32_splat(y1, 8);
      a2 = multiplyAdd(a2, t, p);
      if (two) b2 = multiplyAdd(b2, t, q);
      t = v128.load32_splat(y1, 12);
      a3 = multiplyAdd(a3, t, p);
      if (two) b3 = multiplyAdd(b3, t, q);
      t = v128.load32_splat(y1, 16);
      a4 = multiplyAdd(a4, t, p);
      if (two) b4 = multiplyAdd(b4, t, q);
    }
    p = v128.load(x, 2 * ROW);
    if (two) q = v128.load(x, 2 * ROW + 16);
    t = v128.load32_splat(y2);
    a0 = multiplyAdd(a0, t, p);
    if (two) b0 = multiplyAdd(b0, t, q);
    if (five) {
      t = v128.load32_splat(y2, 4);
      a1 = multiplyAdd(a1, t, p);
      if (two) b1 = multiplyAdd(b1, t, q);
      t = v128.load32_splat(y2, 8);
      a2 = multiplyAdd(a2, t, p);
      if (two) b2 = multiplyAdd(b2, t, q);
      t = v128.load32_splat(y2, 12);
      a3 = multiplyAdd(a3, t, p);
      if (two) b3 = multiplyAdd(b3, t, q);
      t = v128.load32_splat(y2, 16);
      a4 = multiplyAdd(a4, t, p);
      if (two) b4 = multiplyAdd(b4, t, q);
    }
    p = v128.load(x, 3 * ROW);
    if (two) q = v128.load(x, 3 * ROW + 16);
    t = v128.load32_splat(y3);
    a0 = multiplyAdd(a0, t, p);
    if (two) b0 = multiplyAdd(b0, t, q);
    if (five) {
      t = v128.load32_splat(y3, 4);
      a1 = multiplyAdd(a1, t, p);
      if (two) b1 = multiplyAdd(b1, t, q);
      t = v128.load32_splat(y3, 8);
      a2 = multiplyAdd(a2, t, p);
      if (two) b2 = multiplyAdd(b2, t, q);
      t = v128.load32_splat(y3, 12);
      a3 = multiplyAdd(a3, t, p);
      if (two) b3 = multiplyAdd(b3, t, q);
      t = v128.load32_splat(y3, 16);
      a4 = multiplyAdd(a4, t, p);
      if (two) b4 = multiplyAdd(b4, t, q);
    }
    x += 4 * ROW;
    y0 += step;
    y1 += step;
    y2 += step;
    y3 += step;
  }
  while (x < end) {
    p = v128.load(x);
    if (two) q = v128.load(x, 16);
    t = v128.load32_splat(y0);
    a0 = multiplyAdd(a0, t, p);
    if (two) b0 = multiplyAdd(b0, t, q);
    if (five) {
      t = v128.load32_splat(y0, 4);
      a1 = multiplyAdd(a1, t, p);
      if (two) b1 = multiplyAdd(b1, t, q);
      t = v128.load32_splat(y0, 8);
      a2 = multiplyAdd(a2, t, p);
      if (two) b2 = multiplyAdd(b2, t, q);
      t = v128.load32_splat(y0, 12);
      a3 = multiplyAdd(a3, t, p);
      if (two) b3 = multiplyAdd(b3, t, q);
      t = v128.load32_splat(y0, 16);
      a4 = multiplyAdd(a4, t, p);
      if (two) b4 = multiplyAdd(b4, t, q);
    }
    x += ROW;
    y0 += coefficientsRow;
  }
  v128.store(gradient, a0);
  if (two) v128.store(gradient, b0, 16);
  if (five) {
    v128.store(g1, a1);
    if (two) v128.store(g1, b1, 16);
    v128.store(g2, a2);
    if (two) v128.store(g2, b2, 16);
    v128.store(g3, a3);
    if (two) v128.store(g3, b3, 16);
    v128.store(g4, a4);
    if (two) v128.store(g4, b4, 16);
  }
}

/** The gradient of 1 or 2 vectors of columns, for all classes. */
@inline
function accumulateColumns(
  gradient: usize,
  gradientRow: usize,
  coefficients: usize,
  classes: usize,
  x: usize,
  rows: usize,
  isFresh: bool,
  two: bool,
): void {
  const coefficientsRow = classes << 2;
  let c: usize = 0;
  for (; c + 4 < classes; c += 5) {
    accumulateTile(
      gradient,
      gradientRow,
      coefficients,
      coefficientsRow,
      x,
      rows,
      isFresh,
      two,
      true,
    );
    gradient += 5 * gradientRow;
    coefficients += 20;
  }
  for (; c < classes; c++) {
    accumulateTile(
      gradient,
      gradientRow,
      coefficients,
      coefficientsRow,
      x,
      rows,
      isFresh,
      two,
      false,
    );
    gradient += gradientRow;
    coefficients += 4;
  }
}

/** gradient ← coefficientsᵀ · block of a single row: a tile would have nothing to keep. */
function outer(
  gradient: usize,
  coefficients: usize,
  block: usize,
  columns: usize,
  classes: usize,
): void {
  const zero = f32x4.splat(0); // sums begin at +0, so −0 becomes +0
  for (let c: usize = 0; c < classes; c++) {
    const coefficient = load<f32>(coefficients + (c << 2));
    const factor = f32x4.splat(coefficient);
    for (let from: usize = 0; from < columns; from += CHUNK) {
      let x = block + (from / CHUNK) * ROW;
      const count = min(CHUNK, columns - from);
      const fours = x + ((count & ~15) << 2);
      const end = x + (count << 2);
      while (x < fours) {
        v128.store(gradient, multiplyAdd(zero, factor, v128.load(x)));
        v128.store(gradient, multiplyAdd(zero, factor, v128.load(x, 16)), 16);
        v128.store(gradient, multiplyAdd(zero, factor, v128.load(x, 32)), 32);
        v128.store(gradient, multiplyAdd(zero, factor, v128.load(x, 48)), 48);
        x += 64;
        gradient += 64;
      }
      while (x < end) {
        store<f32>(gradient, <f32> 0 + coefficient * load<f32>(x));
        x += 4;
        gradient += 4;
      }
    }
  }
}

/** gradient ← gradient, or 0 when fresh, + coefficientsᵀ · block. */
export function accumulate(
  gradient: usize,
  coefficients: usize,
  block: usize,
  rows: usize,
  columns: usize,
  classes: usize,
  isFresh: bool,
): void {
  const gradientRow = columns << 2;
  const coefficientsRow = classes << 2;
  const chunk = rows * ROW;
  const chunks = chunksOf(columns);
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
    for (; k + 7 < count; k += 8) {
      const at = k << 2;
      accumulateColumns(g + at, gradientRow, coefficients, classes, x + at, rows, isFresh, true);
    }
    for (; k + 3 < count; k += 4) {
      const at = k << 2;
      accumulateColumns(g + at, gradientRow, coefficients, classes, x + at, rows, isFresh, false);
    }
    for (; k < count; k++) {
      const at = k << 2;
      for (let c: usize = 0; c < classes; c++) {
        const entry = g + at + c * gradientRow;
        let sum: f32 = isFresh ? 0 : load<f32>(entry);
        for (let i: usize = 0; i < rows; i++) {
          sum += load<f32>(coefficients + i * coefficientsRow + (c << 2)) *
            load<f32>(x + i * ROW + at);
        }
        store<f32>(entry, sum);
      }
    }
  }
}

/** losses, coefficients ← the hinge loss of each row of scores and its derivative. */
export function hinge(
  losses: usize,
  coefficients: usize,
  scores: usize,
  labels: usize,
  rows: usize,
  classes: usize,
  margin: f32,
): void {
  for (let i: usize = 0; i < rows; i++) {
    const label = <usize> load<u8>(labels + i);
    const correct = load<f32>(scores + (label << 2));
    let loss: f32 = 0;
    let violations = 0;
    for (let j: usize = 0; j < classes; j++) {
      const excess = (load<f32>(scores) - correct) + margin;
      const isViolated = !(excess <= 0) && j != label;
      if (isViolated) loss += excess;
      violations += <i32> isViolated;
      store<f32>(coefficients, <f32> isViolated);
      scores += 4;
      coefficients += 4;
    }
    store<f32>(coefficients - ((classes - label) << 2), <f32> -violations);
    store<f32>(losses, loss);
    losses += 4;
  }
}

/** How many rows have their largest score at the label; of equal ones, the first class wins. */
export function correct(scores: usize, labels: usize, rows: usize, classes: usize): usize {
  let count: usize = 0;
  for (let i: usize = 0; i < rows; i++) {
    const label = <usize> load<u8>(labels + i);
    const own = load<f32>(scores + (label << 2));
    let isLargest = true;
    for (let j: usize = 0; j < classes; j++) {
      const score = load<f32>(scores + (j << 2));
      isLargest = isLargest && (j < label ? score < own : score <= own);
    }
    count += <usize> isLargest;
    scores += classes << 2;
  }
  return count;
}

/** y ← y + a·x. */
export function addScaled(y: usize, a: f32, x: usize, length: usize): void {
  const scale = f32x4.splat(a);
  const fours = y + ((length & ~15) << 2);
  const end = y + (length << 2);
  while (y < fours) {
    v128.store(y, multiplyAdd(v128.load(y), scale, v128.load(x)));
    v128.store(y, multiplyAdd(v128.load(y, 16), scale, v128.load(x, 16)), 16);
    v128.store(y, multiplyAdd(v128.load(y, 32), scale, v128.load(x, 32)), 32);
    v128.store(y, multiplyAdd(v128.load(y, 48), scale, v128.load(x, 48)), 48);
    x += 64;
    y += 64;
  }
  while (y < end) {
    store<f32>(y, load<f32>(y) + a * load<f32>(x));
    x += 4;
    y += 4;
  }
}

/**
 * y ← y + a·(coefficientsᵀ · block) of one row. As a is negative, a coefficient of zero would add
 * −0, which changes nothing.
 */
export function addOuter(
  y: usize,
  a: f32,
  coefficients: usize,
  block: usize,
  columns: usize,
  classes: usize,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(a);
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
      const fours = x + ((count & ~15) << 2);
      const end = x + (count << 2);
      while (x < fours) {
        v128.store(y, multiplyAdd(v128.load(y), scale, multiplyAdd(zero, factor, v128.load(x))));
        v128.store(
          y,
          multiplyAdd(v128.load(y, 16), scale, multiplyAdd(zero, factor, v128.load(x, 16))),
          16,
        );
        v128.store(
          y,
          multiplyAdd(v128.load(y, 32), scale, multiplyAdd(zero, factor, v128.load(x, 32))),
          32,
        );
        v128.store(
          y,
          multiplyAdd(v128.load(y, 48), scale, multiplyAdd(zero, factor, v128.load(x, 48))),
          48,
        );
        x += 64;
        y += 64;
      }
      while (x < end) {
        store<f32>(y, load<f32>(y) + a * (<f32> 0 + coefficient * load<f32>(x)));
        x += 4;
        y += 4;
      }
    }
  }
}

/** out ← (parts[0] + parts[1] + …) ÷ divisor; parts is (count, length). */
export function average(out: usize, parts: usize, count: usize, length: usize, divisor: f32): void {
  const part = length << 2;
  const divisors = f32x4.splat(divisor);
  // Whole cache lines of each part: the parts lie at distances that share cache sets.
  const lines = out + ((length & ~15) << 2);
  const end = out + part;
  while (out < lines) {
    let a = v128.load(parts);
    let b = v128.load(parts, 16);
    let c = v128.load(parts, 32);
    let d = v128.load(parts, 48);
    let from = parts;
    for (let s: usize = 1; s < count; s++) {
      from += part;
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      c = f32x4.add(c, v128.load(from, 32));
      d = f32x4.add(d, v128.load(from, 48));
    }
    v128.store(out, f32x4.div(a, divisors));
    v128.store(out, f32x4.div(b, divisors), 16);
    v128.store(out, f32x4.div(c, divisors), 32);
    v128.store(out, f32x4.div(d, divisors), 48);
    parts += 64;
    out += 64;
  }
  while (out < end) {
    let sum = load<f32>(parts);
    for (let s: usize = 1; s < count; s++) sum += load<f32>(parts + s * part);
    store<f32>(out, sum / divisor);
    parts += 4;
    out += 4;
  }
}

/** Σ aᵢ·bᵢ, in four lanes. */
export function dot(a: usize, b: usize, length: usize): f32 {
  let sum = f32x4.splat(0);
  const vectorEnd = a + ((length & ~3) << 2);
  while (a < vectorEnd) {
    sum = multiplyAdd(sum, v128.load(a), v128.load(b));
    a += 16;
    b += 16;
  }
  return total(sum, a, b, length & 3);
}

/** Σ max(0, baseᵢ + a·slopeᵢ), in four lanes of f64. */
export function rampSum(base: usize, a: f32, slope: usize, length: usize): f64 {
  const scale = f32x4.splat(a);
  const zero = f32x4.splat(0);
  let low = f64x2.splat(0); // lanes 0 and 1
  let high = f64x2.splat(0); // lanes 2 and 3
  const fours = base + ((length & ~3) << 2);
  while (base < fours) {
    const lines = multiplyAdd(v128.load(base), scale, v128.load(slope));
    const ramps = v128.andnot(lines, f32x4.le(lines, zero)); // not max: NaN has to stay
    low = f64x2.add(low, f64x2.promote_low_f32x4(ramps));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(ramps, ramps, 2, 3, 2, 3)));
    base += 16;
    slope += 16;
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
