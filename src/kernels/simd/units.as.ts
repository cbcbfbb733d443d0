/** Hidden units: what a layer hands on to the next one, and what comes back from it. */

/** max(0, sum), and NaN stays. */
@inline
function ramps(sums: usize, offset: usize): v128 {
  const sum = v128.load(sums + offset);
  return v128.andnot(sum, f32x4.le(sum, f32x4.splat(0)));
}

/** block ← max(0, sums), with a 1 appended to each row. */
export function relu(block: usize, sums: usize, rows: usize, units: usize): void {
  const chunk = rows * ROW;
  for (let i: usize = 0; i < rows; i++) {
    let row = block + i * ROW;
    for (let from: usize = 0; from <= units; from += CHUNK, row += chunk) {
      const count = min(CHUNK, units - from);
      let to = row;
      const fours = row + ((count & ~3) << 2), end = row + (count << 2);
      for (; to < fours; to += 16, sums += 16) v128.store(to, ramps(sums, 0));
      for (; to < end; to += 4, sums += 4) {
        const sum = load<f32>(sums);
        store<f32>(to, sum <= 0 ? 0 : sum);
      }
      if (count < CHUNK) store<f32>(to, 1);
    }
  }
}

/** out[i][k] ← Σ coefficients[i][c]·weights[c][k] where sums[i][k] is above 0, else 0. */
export function throughRelu(
  out: usize, coefficients: usize, weights: usize, sums: usize, rows: usize, units: usize,
  classes: usize,
): void {
  const weightsRow = (units + 1) << 2, coefficientsRow = classes << 2;
  for (let i: usize = 0; i < rows; i++, coefficients += coefficientsRow) {
    const end = coefficients + coefficientsRow;
    let w = weights, k: usize = 0;
    // Sixteen units at a time, and then four.
    unroll: for (const n of [4, 1]) for (; k + 4 * n <= units; k += 4 * n) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      let from = w;
      for (let c = coefficients; c < end; c += 4, from += weightsRow) {
        const factor = v128.load32_splat(c);
        unroll: for (const v of [0, 1, 2, 3]) if (v < n) {
          a[v] = multiplyAdd(a[v], factor, v128.load(from, 16 * v));
        }
      }
      unroll: for (const v of [0, 1, 2, 3]) if (v < n) {
        const isFlat = f32x4.le(v128.load(sums, 16 * v), f32x4.splat(0));
        v128.store(out, v128.andnot(a[v], isFlat), 16 * v);
      }
      w += 16 * n;
      sums += 16 * n;
      out += 16 * n;
    }
    for (; k < units; k++, w += 4, sums += 4, out += 4) {
      let sum: f32 = 0, from = w;
      for (let c = coefficients; c < end; c += 4, from += weightsRow) {
        sum += load<f32>(c) * load<f32>(from);
      }
      store<f32>(out, load<f32>(sums) <= 0 ? 0 : sum);
    }
  }
}
