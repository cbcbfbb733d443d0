/**
 * The cut with the largest energy mn ∕ (m + n) · (2·mean |x − y| − mean |x − x′| − mean |y − y′|)
 * between the m points x before it and the n points y from it to some later point: not always to
 * the end, or a level that comes and goes would be hidden by what follows it. Without enough points
 * for a cut, the energy is −∞.
 */
export function bestCut(
  part: Float64Array,
  fewest: number,
): { readonly energy: number; readonly index: number } {
  const count = part.length;
  // Sums of |difference|: of each point to all points before it, and to the m points before the
  // cut.
  const toEarlier = part.map((value, i) =>
    part.subarray(0, i).reduce((sum, other) => sum + Math.abs(other - value), 0)
  );
  const toBefore = new Float64Array(count);
  let before = 0; // over pairs, as `between` and `after`
  let best = { energy: -Infinity, index: 0 };
  for (let m = 1; m <= count - fewest; m++) {
    before += toEarlier[m - 1];
    for (let i = m; i < count; i++) toBefore[i] += Math.abs(part[m - 1] - part[i]);
    if (m < fewest) continue;
    const meanBefore = (2 * before) / (m * (m - 1));
    let [between, after] = [0, 0];
    for (let end = m; end < count; end++) {
      between += toBefore[end];
      after += toEarlier[end] - toBefore[end];
      const n = end + 1 - m;
      if (n < fewest) continue;
      const energy = (2 * between - (m * n) * (meanBefore + (2 * after) / (n * (n - 1)))) / (m + n);
      if (energy > best.energy) best = { energy, index: m };
    }
  }
  return best;
}
