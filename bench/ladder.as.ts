/**
 * The way to the scores kernel, one step after another; docs/kernels.md tells the story. All take a
 * block that is row-major, and columns in whole vectors.
 */

@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
function total(sum: v128): f32 {
  return (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2)) +
    (f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3));
}

/** 13 sums in registers, one multiply-add each per turn, no memory: what the processor can do. */
export function ceiling(turns: usize, at: usize): void {
  const x = v128.load(at), y = v128.load(at, 16);
  let a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x;
  for (let n: usize = 0; n < turns; n++) {
    a = multiplyAdd(y, a, x);
    b = multiplyAdd(y, b, x);
    c = multiplyAdd(y, c, x);
    d = multiplyAdd(y, d, x);
    e = multiplyAdd(y, e, x);
    f = multiplyAdd(y, f, x);
    g = multiplyAdd(y, g, x);
    h = multiplyAdd(y, h, x);
    i = multiplyAdd(y, i, x);
    j = multiplyAdd(y, j, x);
    k = multiplyAdd(y, k, x);
    l = multiplyAdd(y, l, x);
    m = multiplyAdd(y, m, x);
  }
  a = f32x4.add(
    f32x4.add(f32x4.add(a, b), f32x4.add(c, d)),
    f32x4.add(f32x4.add(e, f), f32x4.add(g, h)),
  );
  a = f32x4.add(a, f32x4.add(f32x4.add(f32x4.add(i, j), f32x4.add(k, l)), m));
  v128.store(at, a, 32);
}

/** One row times one class: two loads for a product, and each sum waits for the one before. */
export function oneByOne(
  scores: usize,
  weights: usize,
  block: usize,
  rows: usize,
  columns: usize,
  classes: usize,
): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++) {
    for (let c: usize = 0; c < classes; c++) {
      let sum = f32x4.splat(0);
      for (let k: usize = 0; k < row; k += 16) {
        sum = multiplyAdd(sum, v128.load(block + i * row + k), v128.load(weights + c * row + k));
      }
      store<f32>(scores + ((i * classes + c) << 2), total(sum));
    }
  }
}

/** One row times five classes: the row is loaded once, and five sums go on side by side. */
export function oneByFive(
  scores: usize,
  weights: usize,
  block: usize,
  rows: usize,
  columns: usize,
  classes: usize,
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
        a0 = multiplyAdd(a0, p, v128.load(w0));
        a1 = multiplyAdd(a1, p, v128.load(w1));
        a2 = multiplyAdd(a2, p, v128.load(w2));
        a3 = multiplyAdd(a3, p, v128.load(w3));
        a4 = multiplyAdd(a4, p, v128.load(w4));
        x += 16;
        w0 += 16;
        w1 += 16;
        w2 += 16;
        w3 += 16;
        w4 += 16;
      }
      const to = scores + ((i * classes + c) << 2);
      store<f32>(to, total(a0));
      store<f32>(to, total(a1), 4);
      store<f32>(to, total(a2), 8);
      store<f32>(to, total(a3), 12);
      store<f32>(to, total(a4), 16);
    }
  }
}

/** Two rows times five classes: ten sums in registers, seven loads for ten products. */
export function twoByFive(
  scores: usize,
  weights: usize,
  block: usize,
  rows: usize,
  columns: usize,
  classes: usize,
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
        let t = v128.load(w0);
        a0 = multiplyAdd(a0, p, t);
        b0 = multiplyAdd(b0, q, t);
        t = v128.load(w1);
        a1 = multiplyAdd(a1, p, t);
        b1 = multiplyAdd(b1, q, t);
        t = v128.load(w2);
        a2 = multiplyAdd(a2, p, t);
        b2 = multiplyAdd(b2, q, t);
        t = v128.load(w3);
        a3 = multiplyAdd(a3, p, t);
        b3 = multiplyAdd(b3, q, t);
        t = v128.load(w4);
        a4 = multiplyAdd(a4, p, t);
        b4 = multiplyAdd(b4, q, t);
        x += 16;
        y += 16;
        w0 += 16;
        w1 += 16;
        w2 += 16;
        w3 += 16;
        w4 += 16;
      }
      let to = scores + ((i * classes + c) << 2);
      store<f32>(to, total(a0));
      store<f32>(to, total(a1), 4);
      store<f32>(to, total(a2), 8);
      store<f32>(to, total(a3), 12);
      store<f32>(to, total(a4), 16);
      to += classes << 2;
      store<f32>(to, total(b0));
      store<f32>(to, total(b1), 4);
      store<f32>(to, total(b2), 8);
      store<f32>(to, total(b3), 12);
      store<f32>(to, total(b4), 16);
    }
  }
}
