/** Sweeps over all pairs; a symmetric matrix is diagonal to rounding after about ten. */
const SWEEPS = 30;
/** An entry beside the diagonal that is smaller, next to those on it, changes nothing. */
const NEGLIGIBLE = 1e-18;

/**
 * Eigenvalues and eigenvectors (in columns) of a symmetric matrix, by Jacobi's rotations: Golub and
 * Van Loan, "Matrix computations", section 8.5. Of libraries none keeps to arithmetic that is the
 * same on every machine.
 */
export function eigen(
  matrix: readonly (readonly number[])[],
): { readonly values: number[]; readonly vectors: number[][] } {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => i === j ? 1 : 0));
  let turns = 1;
  for (let sweep = 0; sweep < SWEEPS && turns > 0; sweep++) {
    turns = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p][q]) <= NEGLIGIBLE * Math.abs(a[p][p] + a[q][q])) continue;
        rotate(a, vectors, p, q);
        turns += 1;
      }
    }
  }
  return { values: a.map((row, i) => row[i]), vectors };
}

/** Makes a[p][q] zero by a rotation in the plane of p and q. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  // The smaller root of t² + 2θ·t − 1 = 0: the tangent of the angle.
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  const turn = (row: number[]) => {
    [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
  };
  for (const row of a) turn(row); // a ← a·J
  for (let k = 0; k < a.length; k++) { // a ← Jᵀ·a
    [a[p][k], a[q][k]] = [cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]];
  }
  for (const row of vectors) turn(row);
}
