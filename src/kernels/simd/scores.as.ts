/** scores[i][c] = Σ block[i][k]·weights[c][k], in tiles whose sums stay in registers. */

/**
 * sums += products of 1 or 2 rows of a chunk with 1, 4 or 5 rows of weights, in four lanes each. With
 * two rows and five classes, ten sums stay in registers and seven loads feed ten products.
 */
@inline
function scoresTile(
  sums: usize, sumsRow: usize, x: usize, w0: usize, weightsRow: usize, bytes: usize, isFirst: bool,
  two: bool, wide: i32,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0; // of the first row, for each class
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0; // of the second row
  if (!isFirst) {
    a0 = v128.load(sums);
    unroll: for (const c of [1, 2, 3, 4]) if (c < wide) a[c] = v128.load(sums, 16 * c);
    if (two) {
      const next = sums + sumsRow;
      b0 = v128.load(next);
      unroll: for (const c of [1, 2, 3, 4]) if (c < wide) b[c] = v128.load(next, 16 * c);
    }
  }
  let w1 = w0 + weightsRow, w2 = w1 + weightsRow, w3 = w2 + weightsRow, w4 = w3 + weightsRow;
  let p: v128, q = a0, t: v128, y = x + ROW;
  const end8 = x + (bytes & ~127), end1 = x + bytes;
  const step8: usize = 128, step1: usize = 16;
  // Eight vectors a turn, and then one.
  unroll: for (const n of [8, 1]) for (; x < end[n]; x += step[n], y += step[n], w0 += step[n]) {
    unroll: for (const v of [0, 1, 2, 3, 4, 5, 6, 7]) if (v < n) {
      p = v128.load(x, 16 * v);
      if (two) q = v128.load(y, 16 * v);
      t = v128.load(w0, 16 * v);
      a0 = multiplyAdd(a0, p, t);
      if (two) b0 = multiplyAdd(b0, q, t);
      unroll: for (const c of [1, 2, 3, 4]) if (c < wide) {
        t = v128.load(w[c], 16 * v);
        a[c] = multiplyAdd(a[c], p, t);
        if (two) b[c] = multiplyAdd(b[c], q, t);
      }
      if (v == n - 1) unroll: for (const c of [1, 2, 3, 4]) if (c < wide) w[c] += step[n];
    }
  }
  v128.store(sums, a0);
  unroll: for (const c of [1, 2, 3, 4]) if (c < wide) v128.store(sums, a[c], 16 * c);
  if (two) {
    const next = sums + sumsRow;
    v128.store(next, b0);
    unroll: for (const c of [1, 2, 3, 4]) if (c < wide) v128.store(next, b[c], 16 * c);
  }
}

/** The sums of all rows of a chunk, for 1, 4 or 5 classes. */
@inline
function scoresOfClasses(
  sums: usize, sumsRow: usize, x: usize, rows: usize, w: usize, weightsRow: usize, bytes: usize,
  isFirst: bool, wide: i32,
): void {
  for (let left = rows; left > 0; x += 2 * ROW, sums += sumsRow << 1, left -= 2) {
    if (left == 1) {
      scoresTile(sums, sumsRow, x, w, weightsRow, bytes, isFirst, false, wide);
      break;
    }
    scoresTile(sums, sumsRow, x, w, weightsRow, bytes, isFirst, true, wide);
  }
}

/** scores ← block · weightsᵀ; behind the rows, the block has room for the sums in lanes. */
export function scores(
  scores: usize, weights: usize, block: usize, rows: usize, columns: usize, classes: usize,
): void {
  const weightsRow = columns << 2, sumsRow = classes << 4;
  const chunk = rows * ROW, chunks = chunksOf(columns);
  let sums = block + chunks * chunk; // (rows, classes) vectors
  let x = block;
  for (let q: usize = 0; q < chunks; x += chunk, q++) {
    const from = q * CHUNK;
    const bytes = (min(CHUNK, columns - from) & ~3) << 2;
    if (bytes == 0 && q > 0) break;
    const isFirst = q == 0;
    let w = weights + (from << 2), sum = sums;
    const fours = classesInFours(classes);
    let c: usize = 0;
    unroll: for (const wide of [4, 5, 1]) for (; c + wide <= (wide == 4 ? fours : classes); c += wide) {
      scoresOfClasses(sum, sumsRow, x, rows, w, weightsRow, bytes, isFirst, wide);
      sum += wide << 4;
      w += wide * weightsRow;
    }
  }
  // The last one to three columns, then (lane 0 + lane 2) + (lane 1 + lane 3).
  const tail = columns & 3;
  const tailFrom = columns - tail;
  let tailRow = block + (tailFrom / CHUNK) * chunk + ((tailFrom % CHUNK) << 2);
  for (let i: usize = 0; i < rows; tailRow += ROW, i++) {
    let w = weights + (tailFrom << 2);
    for (let c: usize = 0; c < classes; sums += 16, scores += 4, w += weightsRow, c++) {
      store<f32>(scores, total(v128.load(sums), tailRow, w, tail));
    }
  }
}
