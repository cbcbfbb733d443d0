import { eigen } from "../../exact/eigen.ts";
import type { Rng } from "../../types.ts";
import { dot, norm, setNorm } from "../_vectors.ts";
import type { Eigenvalue } from "./curvature.ts";

/** Products with the matrix, if it is that large: as many vectors are kept. */
const PRODUCTS = 40;
/** A vector that is shorter, next to the largest number of T, is made of rounding errors. */
const NOTHING = 1e-12;

/** How large a matrix is, and where a random vector comes from. */
export interface LanczosOptions {
  /** Rows of the matrix. */
  readonly size: number;
  /** Draws the first vector, and others where there is no next one. */
  readonly rng: Rng;
}

/**
 * Eigenvalues of a symmetric matrix that is known by its products alone, `apply(v)` = A·v, falling: of a
 * large matrix 40, of which those at both ends are the best ones. Yields after each product.
 *
 * Lanczos' method with full reorthogonalisation: Golub and Van Loan, "Matrix computations", sections
 * 10.1 and 10.3. A·Q = Q·T + β·q·eᵀ with orthonormal columns Q and a tridiagonal T; an eigenvector s of
 * T gives Q·s with the residual β·|s_last|. Of an eigenvalue that several directions share it may find
 * fewer than there are.
 */
export function* lanczos(
  apply: (vector: Float64Array) => Float64Array,
  { size, rng }: LanczosOptions,
): Generator<void, Eigenvalue[]> {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let next: Float64Array = new Float64Array(size);
  let [beta, scale] = [0, 0];
  while (basis.length < Math.min(PRODUCTS, size)) {
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
    scale = Math.max(scale, Math.abs(diagonal[diagonal.length - 1]), beta);
    next = product;
    yield;
  }
  return ritz(diagonal, beside, beta);
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
