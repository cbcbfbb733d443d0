import { short } from "../../numbers.ts";
import { numberedStepSize } from "../train/spec.ts";
import type { CurvaturePoint } from "./curvature.ts";
import type { CurvatureSpec } from "./spec.ts";

/**
 * tr(Σ) ∕ ‖∇L‖², in examples: of batches that are larger, the gradient is more signal than noise. The
 * "simple noise scale" of McCandlish, Kaplan and Amodei, "An empirical model of large-batch training",
 * 2018. Null without noise or without a gradient.
 */
export function noiseScale({ noise, squaredGradient }: CurvaturePoint): number | null {
  return noise === null || squaredGradient === 0 ? null : noise.trace / squaredGradient;
}

/** 2 ∕ η: with a larger eigenvalue, gradient descent on a parabola grows. Null without a number η. */
export function edgeOf({ method }: CurvatureSpec): number | null {
  const stepSize = numberedStepSize(method);
  return stepSize === null ? null : 2 / stepSize;
}

/** A number, or a dash where there is none. */
export function shortOr(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? "–" : short(value, digits);
}
