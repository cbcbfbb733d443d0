import { tridiagonal } from "../../exact/tridiagonal.ts";
import type { Rng } from "../../types.ts";
import { dot, norm, setNorm } from "../_vectors.ts";
import type { Eigenvalue } from "./curvature.ts";

/** Products with the matrix, at first and at most: as many vectors are kept. */
const [PRODUCTS, MOST_PRODUCTS] = [40, 200];
/** After so many more it is looked again whether they are enough. */
const MORE = 10;
/** Numbers in all vectors that are kept, half a gigabyte, where 40 vectors are not more. */
const MOST_NUMBERS = 6e7;
/** The residual of an eigenvalue that is found, next to itself. */
const CLOSE = 0.01;
/** Next to the larger end, what is that small counts as 0. */
const SMALL = 1e-6;
/** A vector that is shorter, next to the largest number of T, is made of rounding errors. */
const NOTHING = 1e-12;

/** How large a matrix is, and where a random vector comes from. */
export interface LanczosOptions {
  /** Rows of the matrix. */
  readonly size: number;
  /** Draws the first vector, and others where there is no next one. */
  readonly rng: Rng;
}

/** What counts as 0 beside the eigenvalues at both ends. */
export function smallBeside(ends: readonly Eigenvalue[]): number {
  return SMALL * Math.max(...ends.map(({ value }) => Math.abs(value)));
}

/** Whether one of the eigenvalues at the ends is found: to 1 %, or as nearly 0. */
export function isFound({ value, residual }: Eigenvalue, ends: readonly Eigenvalue[]): boolean {
  return residual <= Math.max(CLOSE * Math.abs(value), smallBeside(ends));
}

/**
 * Eigenvalues of a symmetric matrix that is known by its products alone, `apply(v)` = A·v, falling: of a
 * large matrix 40, or so many up to 200 that both ends are found; those are the best ones. Yields after
 * each product.
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
  const most = Math.min(size, Math.max(PRODUCTS, Math.min(MOST_PRODUCTS, MOST_NUMBERS / size)));
  let enough = PRODUCTS;
  while (basis.length < most) {
    if (beta <= NOTHING * scale) {
      beta = 0;
      rng.fillGaussian(next, 1);
      for (let pass = 0; pass < 2; pass++) clean(next, basis); // the first leaves rounding errors
    }
    if (basis.length > 0) beside.push(beta);
    setNorm(next, 1);
    basis.push(next);
    const product = apply(next);
    diagonal.push(dot(product, next));
    clean(product, basis.slice(-2)); // which is all, but for rounding errors
    clean(product, basis);
    beta = norm(product);
    scale = Math.max(scale, Math.abs(diagonal[diagonal.length - 1]), beta);
    next = product;
    yield;
    if (basis.length >= enough) {
      const found = ritz(diagonal, beside, beta);
      const ends = [found[0], found[found.length - 1]];
      if (ends.every((end) => isFound(end, ends))) return found;
      enough += MORE;
    }
  }
  return ritz(diagonal, beside, beta);
}

/** Takes away what lies along vectors of length 1. */
function clean(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (const one of basis) {
    const along = dot(vector, one);
    for (let k = 0; k < vector.length; k++) vector[k] -= along * one[k];
  }
}

/** The eigenvalues of T, falling, with their residuals. */
function ritz(diagonal: readonly number[], beside: readonly number[], beta: number): Eigenvalue[] {
  const { values, last } = tridiagonal(diagonal, beside);
  return values.map((value, i) => ({ value, residual: beta * Math.abs(last[i]) }))
    .sort((one, other) => other.value - one.value);
}
