/** Turns for one eigenvalue: two are usual. */
const TURNS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix and the last component of each one's eigenvector, by
 * implicit QL steps: Golub and Van Loan, "Matrix computations", section 8.3. `beside` is the diagonal
 * beside the main one, shorter by one. As other eigenvectors' parts are not kept, it takes n² steps.
 */
export function tridiagonal(
  diagonal: readonly number[],
  beside: readonly number[],
): { readonly values: number[]; readonly last: number[] } {
  const d = [...diagonal];
  const e = [...beside, 0];
  const last = d.map((_, i) => i === d.length - 1 ? 1 : 0);
  for (let low = 0; low < d.length; low++) {
    for (let turn = 0; turn < TURNS; turn++) {
      const high = endOf(d, e, low);
      if (high === low) break;
      step(d, e, last, low, high);
    }
  }
  return { values: d, last };
}

/** The end of the block that begins at `low`: beyond it the next entry beside the diagonal is nothing. */
function endOf(d: readonly number[], e: readonly number[], low: number): number {
  let end = low;
  while (
    end < d.length - 1 &&
    Math.abs(e[end]) > Number.EPSILON * (Math.abs(d[end]) + Math.abs(d[end + 1]))
  ) end += 1;
  return end;
}

/** One step on the block from `low` to `high`: rotations from below, shifted by nearly an eigenvalue. */
function step(d: number[], e: number[], last: number[], low: number, high: number): void {
  const half = (d[low + 1] - d[low]) / (2 * e[low]);
  const root = Math.sqrt(half * half + 1);
  let g = d[high] - d[low] + e[low] / (half + (half < 0 ? -root : root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) { // it falls apart here
      d[i + 1] -= moved;
      e[high] = 0;
      return;
    }
    [sine, cosine] = [f / length, g / length];
    g = d[i + 1] - moved;
    const r = (d[i] - g) * sine + 2 * cosine * b;
    moved = sine * r;
    d[i + 1] = g + moved;
    g = cosine * r - b;
    [last[i], last[i + 1]] = [
      cosine * last[i] - sine * last[i + 1],
      sine * last[i] + cosine * last[i + 1],
    ];
  }
  d[low] -= moved;
  e[low] = g;
  e[high] = 0;
}
