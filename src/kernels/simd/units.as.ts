/** Hidden units: what a layer hands on to the next one, and what comes back from it. */

/** block ← max(0, sums), with a 1 appended to each row. */
export function relu(block: usize, sums: usize, rows: usize, units: usize): void {
  const chunk = rows * ROW;
  for (let i: usize = 0; i < rows; i++) {
    let row = block + i * ROW;
    for (let from: usize = 0; from <= units; from += CHUNK, row += chunk) {
      const count = min(CHUNK, units - from);
      let to = row;
      const fours = row + ((count & ~3) << 2), end = row + (count << 2);
      for (; to < fours; to += 16, sums += 16) {
        const sum = v128.load(sums);
        v128.store(to, v128.andnot(sum, f32x4.le(sum, f32x4.splat(0)))); // not max: NaN has to stay
      }
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
  const row = units << 2;
  // Rows and classes change their parts: a sum is over classes.
  accumulateAll(out, row, coefficients, classes << 2, rows, weights, row + 4, classes, units, true, false, 0);
  const end = out + rows * row, fours = out + ((rows * units & ~3) << 2);
  for (; out < fours; out += 16, sums += 16) {
    const isOff = f32x4.le(v128.load(sums), f32x4.splat(0));
    v128.store(out, v128.andnot(v128.load(out), isOff));
  }
  for (; out < end; out += 4, sums += 4) if (load<f32>(sums) <= 0) store<f32>(out, 0);
}
