import { eigen } from "../../exact/eigen.ts";
import type { Rng } from "../../types.ts";
import { dot, norm, setNorm } from "../_vectors.ts";
import type { Eigenvalue } from "./curvature.ts";

/** Products with the matrix, at most: as many vectors are kept. */
const MOST = 60;
/** A residual that is small enough, next to the largest eigenvalue by size; errors are its square. */
const TOLERANCE = 1e-3;
/** A vector that is shorter, next to that, is made of rounding errors: another one is drawn. */
const NOTHING = 1e-12;

/** Eigenvalues of a symmetric matrix, falling. */
export interface Spectrum {
  /** The largest ones that were wanted; fewer of a matrix that has fewer. */
  readonly largest: readonly Eigenvalue[];
  /** The lowest one. */
  readonly lowest: Eigenvalue;
  /** Products with the matrix that they took. */
  readonly products: number;
}

/**
 * The largest eigenvalues of a symmetric matrix that is known by its products alone, `apply(v)` = A·v, and
 * the lowest one. It ends when these are good enough, or after 60 products, and yields how many there were.
 *
 * Lanczos' method with full reorthogonalisation: Golub and Van Loan, "Matrix computations", sections
 * 10.1 and 10.3. A·Q = Q·T + β·q·eᵀ with orthonormal columns Q and a tridiagonal T; an eigenvector s of
 * T gives Q·s with the residual β·|s_last|. Of an eigenvalue that several directions share it may find
 * fewer than there are.
 */
export function* lanczos(
  apply: (vector: Float64Array) => Float64Array,
  { size, wanted, rng }: { readonly size: number; readonly wanted: number; readonly rng: Rng },
): Generator<number, Spectrum> {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  const most = Math.min(MOST, size);
  let next: Float64Array = new Float64Array(size);
  let beta = 0;
  let scale = 0;
  for (;;) {
    if (beta <= NOTHING * scale) {
      beta = 0;
      rng.fillGaussian(next, 1);
      clean(next, basis);
    }
    if (basis.length > 0) beside.push(beta);
    setNorm(next, 1);
    basis.push(next);
    const product = apply(next);
    diagonal.push(dot(product, next));
    clean(product, basis);
    beta = norm(product);
    next = product;
    scale = Math.max(scale, Math.abs(diagonal[diagonal.length - 1]), beta);
    const found = ritz(diagonal, beside, beta);
    const largest = found.slice(0, wanted);
    const lowest = found[found.length - 1];
    const good = TOLERANCE * Math.max(Math.abs(found[0].value), Math.abs(lowest.value));
    const isGood = found.length > wanted &&
      [...largest, lowest].every(({ residual }) => residual <= good);
    if (isGood || basis.length === most) return { largest, lowest, products: basis.length };
    yield basis.length;
  }
}

/** Takes away what lies along the basis; a second time, as the first leaves rounding errors. */
function clean(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const one of basis) {
      const along = dot(vector, one);
      for (let k = 0; k < vector.length; k++) vector[k] -= along * one[k];
    }
  }
}

/** The eigenvalues of T, falling, with their residuals. */
function ritz(diagonal: readonly number[], beside: readonly number[], beta: number): Eigenvalue[] {
  const matrix = diagonal.map((one, i) =>
    diagonal.map((_, j) => i === j ? one : Math.abs(i - j) === 1 ? beside[Math.min(i, j)] : 0)
  );
  const { values, vectors } = eigen(matrix);
  const last = vectors[vectors.length - 1];
  return values.map((value, i) => ({ value, residual: beta * Math.abs(last[i]) }))
    .sort((one, other) => other.value - one.value);
}
