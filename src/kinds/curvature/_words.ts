import { short } from "../../numbers.ts";
import { numberedStepSize } from "../train/spec.ts";
import { isFound, smallBeside } from "./_lanczos.ts";
import type { CurvaturePoint, Eigenvalue } from "./curvature.ts";
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

/** The largest eigenvalue, or `≥` what is sure of it. */
export function largestText(point: CurvaturePoint): string {
  return endText(point, point.largest[0], "≥");
}

/** The lowest eigenvalue, or `≤` what is sure of it, or `≈ 0` where it is 1e-6 of the largest. */
export function lowestText(point: CurvaturePoint): string {
  return endText(point, point.lowest, "≤");
}

function endText(
  { largest, lowest }: CurvaturePoint,
  end: Eigenvalue | null | undefined,
  bound: string,
): string {
  if (!end || lowest === null) return shortOr(null);
  const ends = [largest[0], lowest];
  if (!isFound(end, ends)) return `${bound} ${short(end.value)}`;
  const isNearZero = end.value !== 0 && Math.abs(end.value) <= smallBeside(ends);
  return isNearZero ? "≈ 0" : short(end.value);
}

/** Whether there is no Hessian, as kinks were crossed. */
export function isAtKink({ kinks }: CurvaturePoint): boolean {
  return kinks !== null && kinks > 0;
}

/** A number, or a dash where there is none. */
export function shortOr(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? "–" : short(value, digits);
}
