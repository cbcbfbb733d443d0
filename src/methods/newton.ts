import { z } from "zod";
import { ensure } from "../errors.ts";
import type { Vector } from "../types.ts";
import { lineDescent } from "./_line_descent.ts";
import { defineMethod } from "./method.ts";

/** The least that is added to a diagonal. */
const LEAST = 1e-3;

/**
 * Newton's method: W ← W − α·(∇²L + τ·1)⁻¹·∇L, τ the first of 0, 10⁻³ and its doubles with which the matrix
 * is positive definite; α by the strong Wolfe conditions, c₂ = 0.9, from 1. Nocedal and Wright, "Numerical
 * Optimization" (2006), algorithms 3.2 and 3.3.
 */
export const newton = defineMethod({
  name: "newton",
  summary: "W ← W − α·(∇²L)⁻¹·∇L, damped, α by line search; written functions",
  options: z.strictObject({}),
  example: {},
  make(_, context) {
    const { size, hasHessian } = context;
    ensure(
      hasHessian,
      "problem: must be formula, or a test function such as rosenbrock, as newton needs second derivatives",
    );
    const hessian = new Float64Array(size * size);
    const factor = new Float64Array(size * size);
    return lineDescent(context, {
      curvature: 0.9,
      first: 1,
      aim({ objective, weights, gradient, direction }) {
        objective.hessian?.(weights, hessian);
        if (!hessian.every(Number.isFinite)) return false;
        factorise(factor, hessian, size);
        solve(direction, factor, gradient, size);
        return true;
      },
    });
  },
});

/** factor ← the lower L with L·Lᵀ = hessian + τ·1. */
function factorise(factor: Float64Array, hessian: Float64Array, size: number): void {
  let least = Infinity;
  for (let k = 0; k < size; k++) least = Math.min(least, hessian[k * size + k]);
  let shift = least > 0 ? 0 : LEAST - least;
  while (!isFactorised(factor, hessian, size, shift)) shift = Math.max(2 * shift, LEAST);
}

/** Cholesky: whether hessian + shift·1 is positive definite. */
function isFactorised(
  factor: Float64Array,
  hessian: Float64Array,
  size: number,
  shift: number,
): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = hessian[i * size + j];
      for (let k = 0; k < j; k++) sum -= factor[i * size + k] * factor[j * size + k];
      if (i !== j) factor[i * size + j] = sum / factor[j * size + j];
      else if (sum + shift > 0) factor[i * size + i] = Math.sqrt(sum + shift);
      else return false;
    }
  }
  return true;
}

/** direction ← −(L·Lᵀ)⁻¹·gradient. */
function solve(direction: Vector, factor: Float64Array, gradient: Vector, size: number): void {
  for (let i = 0; i < size; i++) {
    let sum = -gradient[i];
    for (let k = 0; k < i; k++) sum -= factor[i * size + k] * direction[k];
    direction[i] = sum / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = direction[i];
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i] * direction[k];
    direction[i] = sum / factor[i * size + i];
  }
}
