import { referenceKernels } from "../kernels/reference.ts";
import type { Vector } from "../types.ts";

/** Σ aᵢ·bᵢ, in f64. */
export const { dot } = referenceKernels("f64");

/** Length of a vector. */
export const norm = (vector: Vector): number => Math.sqrt(dot(vector, vector));

/** Makes a vector so long; one without a length stays zero. */
export function setNorm(vector: Vector, length: number): void {
  const own = norm(vector);
  const scale = own === 0 ? 0 : length / own;
  for (let k = 0; k < vector.length; k++) vector[k] *= scale;
}
