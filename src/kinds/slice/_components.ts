import { gram } from "../../problems/gram.ts";
import type { Vector } from "../../types.ts";
import type { CurveRecord } from "../train/curve.ts";

/** The weights of a run at one of its records. */
export interface Snapshot {
  readonly record: CurveRecord;
  readonly weights: Float64Array;
}

export function offsetsFrom(center: Vector, snapshots: readonly Snapshot[]): Float64Array[] {
  return snapshots.map(({ weights }) => weights.map((one, k) => one - center[k]));
}

/** Sweeps over all pairs; a symmetric matrix is diagonal to rounding after about ten. */
const SWEEPS = 30;
/** An entry beside the diagonal that is smaller, next to those on it, changes nothing. */
const NEGLIGIBLE = 1e-18;
/** An eigenvalue that is smaller, next to the largest, is made of rounding errors. */
const NOISE = 1e-12;

/**
 * The principal components of a run's path, seen from its end, largest first, each as long as the
 * path reaches along it and on the side of the start: Li et al., "Visualizing the loss landscape of
 * neural nets", NeurIPS 2018, section 7.
 *
 * With d the points minus the end, the eigenvectors of d·dᵀ, which is small, give those of dᵀ·d. A
 * component is worked out when it is asked for, as a path has many and a slice two at most.
 */
export function components(snapshots: readonly Snapshot[], center: Vector): (() => Vector)[] {
  const offsets = offsetsFrom(center, snapshots);
  const { values, vectors } = eigen(gram(offsets));
  const most = Math.max(...values);
  const order = values.map((_, i) => i)
    .filter((i) => values[i] > NOISE * most)
    .sort((i, j) => values[j] - values[i]);
  return order.map((at) => () => {
    const shares = vectors.map((row) => row[at]);
    const farthest = Math.max(...shares.map(Math.abs));
    const scale = shares[0] < 0 ? -farthest : farthest;
    return center.map((_, k) =>
      scale * offsets.reduce((sum, offset, i) => sum + shares[i] * offset[k], 0)
    );
  });
}

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
