/**
 * The way to the scores kernel, one step after another; docs/kernels.md tells the story. All take a
 * block that is row-major, and columns in whole vectors. Compiled behind `lanes.as.ts`.
 */

/** 13 sums in registers, one multiply-add each per turn, no memory: what the processor can do. */
export function ceiling(turns: usize, at: usize): void {
  const x = v128.load(at), y = v128.load(at, 16);
  let a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x;
  let b0 = x, b1 = x, b2 = x, b3 = x, b4 = x, b5 = x;
  for (let n: usize = 0; n < turns; n++) {
    unroll: for (const k of [0, 1, 2, 3, 4, 5, 6]) a[k] = multiplyAdd(y, a[k], x);
    unroll: for (const k of [0, 1, 2, 3, 4, 5]) b[k] = multiplyAdd(y, b[k], x);
  }
  unroll: for (const k of [0, 1, 2, 3, 4, 5]) a6 = f32x4.add(a6, f32x4.add(a[k], b[k]));
  v128.store(at, a6, 32);
}

/** One row times one class: two loads for a product, and each sum waits for the one before. */
export function oneByOne(
  scores: usize, weights: usize, block: usize, rows: usize, columns: usize, classes: usize,
): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++) {
    for (let c: usize = 0; c < classes; c++) {
      let sum = f32x4.splat(0);
      for (let k: usize = 0; k < row; k += 16) {
        sum = multiplyAdd(sum, v128.load(block + i * row + k), v128.load(weights + c * row + k));
      }
      store<f32>(scores + ((i * classes + c) << 2), total(sum, 0, 0, 0));
    }
  }
}

/** One row times five classes: the row is loaded once, and five sums go on side by side. */
export function oneByFive(
  scores: usize, weights: usize, block: usize, rows: usize, columns: usize, classes: usize,
): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++) {
    for (let c: usize = 0; c < classes; c += 5) {
      let x = block + i * row;
      let w0 = weights + c * row, w1 = w0 + row, w2 = w1 + row, w3 = w2 + row, w4 = w3 + row;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
      const end = x + row;
      while (x < end) {
        const p = v128.load(x);
        unroll: for (const c of [0, 1, 2, 3, 4]) a[c] = multiplyAdd(a[c], p, v128.load(w[c]));
        x += 16;
        unroll: for (const c of [0, 1, 2, 3, 4]) w[c] += 16;
      }
      const to = scores + ((i * classes + c) << 2);
      unroll: for (const c of [0, 1, 2, 3, 4]) store<f32>(to, total(a[c], 0, 0, 0), 4 * c);
    }
  }
}

/** Two rows times five classes: ten sums in registers, seven loads for ten products. */
export function twoByFive(
  scores: usize, weights: usize, block: usize, rows: usize, columns: usize, classes: usize,
): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i += 2) {
    for (let c: usize = 0; c < classes; c += 5) {
      let x = block + i * row, y = x + row;
      let w0 = weights + c * row, w1 = w0 + row, w2 = w1 + row, w3 = w2 + row, w4 = w3 + row;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
      const end = x + row;
      while (x < end) {
        const p = v128.load(x), q = v128.load(y);
        unroll: for (const c of [0, 1, 2, 3, 4]) {
          const t = v128.load(w[c]);
          a[c] = multiplyAdd(a[c], p, t);
          b[c] = multiplyAdd(b[c], q, t);
        }
        x += 16;
        y += 16;
        unroll: for (const c of [0, 1, 2, 3, 4]) w[c] += 16;
      }
      let to = scores + ((i * classes + c) << 2);
      unroll: for (const c of [0, 1, 2, 3, 4]) store<f32>(to, total(a[c], 0, 0, 0), 4 * c);
      to += classes << 2;
      unroll: for (const c of [0, 1, 2, 3, 4]) store<f32>(to, total(b[c], 0, 0, 0), 4 * c);
    }
  }
}
