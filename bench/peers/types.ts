/**
 * What a peer is given and what it has to do.
 *
 * @module
 */

/** What every peer starts from. */
export interface Problem {
  /** Number of classes. */
  readonly classes: number;
  /** Units of the hidden layer; 0 for linear scores. */
  readonly hidden: number;
  /** (examples, features): bytes. */
  readonly features: Uint8Array;
  /** (examples): the index of the correct class. */
  readonly labels: Uint8Array;
  /** (features): what is subtracted from each example. */
  readonly mean: Float32Array;
}

/**
 * Gradient descent with the multiclass SVM loss, Δ = 1. A peer keeps W in the type that suits its
 * library best, so that no step pays for a conversion.
 */
export interface Peer {
  /** W ← `weights`, (classes, features + 1); of a network, (hidden, features + 1) and (classes, hidden + 1). */
  load(weights: Float32Array): void | Promise<void>;
  /**
   * W ← W − η·∇L(W), where L is the mean over `batch`, indices of examples. Includes turning bytes
   * into centred rows with a 1 appended: examples are not kept as floats between steps.
   */
  step(batch: Uint32Array, stepSize: number): void | Promise<void>;
  /** W, in the same order. */
  weights(): Float32Array | Promise<Float32Array>;
}

/** A peer that can be made. The library behind it is loaded by `make`. */
export interface PeerChoice {
  /** Name in the table of timings. */
  readonly name: string;
  /** Whether it has a hidden layer as well. */
  readonly isNetwork?: boolean;
  /** Loads the library; W is zero. */
  make(problem: Problem): Promise<Peer>;
}
