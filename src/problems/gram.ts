import { referenceKernels } from "../kernels/reference.ts";
import type { Vector } from "../types.ts";

const { dot } = referenceKernels("f64");

/** Inner products of vectors, in f64: gram[i][j] of vectors i and j. */
export function gram(vectors: readonly Vector[]): number[][] {
  return vectors.map((one) => vectors.map((other) => dot(one, other)));
}

/** ‖W₀ + a·U + b·V‖², from the inner products of W₀, U and, with two directions, V. */
export function squaredNorm(
  products: readonly (readonly number[])[],
  a: number,
  b: number,
): number {
  const by = [1, a, b];
  const square = products.reduce(
    (sum, row, i) => sum + row.reduce((inner, product, j) => inner + by[i] * by[j] * product, 0),
    0,
  );
  return Math.max(0, square); // rounding may leave less
}
