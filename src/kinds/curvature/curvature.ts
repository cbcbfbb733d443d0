import type { Outcome } from "../kind.ts";
import type { CurveRecord, Status } from "../train/curve.ts";

/** An eigenvalue of the Hessian, and how far off it may be. */
export interface Eigenvalue {
  /** λ, as Lanczos' method finds it. */
  readonly value: number;
  /** ‖H·v − λ·v‖ with its unit vector v: the Hessian has an eigenvalue no farther from λ than that. */
  readonly residual: number;
}

/** How much the gradients of batches of one size differ from that of all examples. */
export interface BatchNoise {
  /** Examples of a batch. */
  readonly size: number;
  /** Mean of ‖g − ∇L‖² over batches that were drawn. */
  readonly measured: number;
  /** What it should be: tr(Σ) ∕ size · (1 − size ∕ examples), as batches are drawn without repetition. */
  readonly expected: number;
}

/** The noise of gradients. */
export interface Noise {
  /** tr(Σ): the trace of the covariance of the gradients of single examples. */
  readonly trace: number;
  /** By batch size, rising. */
  readonly batches: readonly BatchNoise[];
}

/** Curvature and noise at one recorded point of a run. */
export interface CurvaturePoint {
  /** What was recorded there. */
  readonly record: CurveRecord;
  /** The largest eigenvalues, falling; none where kinks were crossed. */
  readonly largest: readonly Eigenvalue[];
  /** The lowest that was found: the Hessian has one that is no higher. Null as above. */
  readonly lowest: Eigenvalue | null;
  /** Kinks that a difference of gradients crossed, so that there is no Hessian; null of a smooth loss. */
  readonly kinks: number | null;
  /** ‖∇L‖² */
  readonly squaredGradient: number;
  /** The noise of gradients; null where there is one example only. */
  readonly noise: Noise | null;
}

/** Curvature and noise along a run. */
export interface Curvature extends Outcome {
  /** At each record with finite weights, in order. */
  readonly points: readonly CurvaturePoint[];
  /** How the run ended. */
  readonly status: Status;
  /** What ended it. */
  readonly stopReason: string;
  /** Number of weights. */
  readonly size: number;
  /** Examples that loss and gradients are over. */
  readonly examples: number;
  /** SHA-256 of the final weights' bytes, in hexadecimal. */
  readonly weightsSha256: string;
}
