/**
 * The words every layer shares: vectors, datasets, objectives, methods, records.
 *
 * @module
 */

/** Weights, gradients, scores: f32 when training, f64 when a gradient is checked. */
export type Vector = Float32Array | Float64Array;

/** One part of a dataset. `features` is (examples, columns), row-major, without the bias column. */
export interface Split {
  /** Number of rows. */
  readonly examples: number;
  /** (examples, features): bytes for images, which is a quarter of the memory of f32. */
  readonly features: Uint8Array | Vector;
  /** (examples): the index of the correct class. */
  readonly labels: Uint8Array;
}

/** Labelled examples in two parts, and the mean that is subtracted from both. */
export interface Dataset {
  /** Registry name: `synthetic`, `cifar10`, … */
  readonly name: string;
  /** Numbers per example, without the bias. */
  readonly features: number;
  /** Number of classes. */
  readonly classes: number;
  /** The examples that are learnt from. */
  readonly train: Split;
  /** The examples that are only measured; may be empty. */
  readonly test: Split;
  /** (features): the mean of the training part, or zeros when the data is not centred. */
  readonly mean: Float64Array;
  /** SHA-256 of labels and features, in order, in hexadecimal. */
  readonly fingerprint: string;
}

/** A function of the weights that can be minimised; all that a method sees of a problem. */
export interface Objective {
  /** Number of weights. */
  readonly size: number;
  /** L(W). */
  loss(weights: Vector): number;
  /** Writes ∇L(W) to `gradient` and returns L(W). */
  gradient(weights: Vector, gradient: Vector): number;
  /** W ← W − η·∇L(W), in place; returns L(W) of before. */
  descend(weights: Vector, stepSize: number): number;
}

/** A seeded source of random numbers; the same numbers on every machine. */
export interface Rng {
  /** A whole number in [0, 2³²). */
  uint32(): number;
  /** A whole number in [0, limit), each as likely as any other; limit is 1 to 2²¹. */
  below(limit: number): number;
  /** A standard normal number. */
  gaussian(): number;
}

/** Moves `weights` one step. Its state was allocated once, when the step was made. */
export type Step = (weights: Vector, objective: Objective, rng: Rng) => void;

/** The choice of a registered thing in an experiment file, with its options. */
export interface Choice {
  /** Registry name. */
  readonly name: string;
  /** The options, as the leaf's schema describes them. */
  readonly [option: string]: unknown;
}

/** What a sweep may set: a number, a word, a switch, or nothing. */
export type Scalar = number | string | boolean | null;

/** How often, so far, a run has done what costs something. */
export interface Counts {
  /** Steps taken. */
  iteration: number;
  /** Passes over the training part: examples ÷ training examples. */
  epoch: number;
  /** Examples whose loss or gradient the method has asked for. */
  examples: number;
  /** Calls of the loss alone. */
  lossEvaluations: number;
  /** Calls of the gradient. */
  gradientEvaluations: number;
}

/** Loss and accuracy over both parts of a dataset. */
export interface Measures {
  /** Mean loss over the training part, with the penalty, rounded to f32. */
  readonly trainLoss: number;
  /** Share of training examples whose correct class has the largest score. */
  readonly trainAccuracy: number;
  /** As `trainLoss`, over the test part; null when that is empty. */
  readonly testLoss: number | null;
  /** As `trainAccuracy`, over the test part; null when that is empty. */
  readonly testAccuracy: number | null;
}

/** One point of a curve. */
export type CurveRecord = Readonly<Counts> & Measures;

/** How a run ended. */
export type Status = "done" | "target" | "diverged" | "interrupted" | "error";

/** Seconds of one run, by what they were spent on. Belongs to the machine, not to the result. */
export interface Timing {
  /** Drawing batches and stepping. */
  readonly solverSeconds: number;
  /** Evaluating loss and accuracy for the records. */
  readonly evaluationSeconds: number;
}

/** A run's place in its experiment and the values it was given. */
export interface RunLabel {
  /** Number of the run in its experiment, from 1. */
  readonly run: number;
  /** Seed of the run's random streams. */
  readonly seed: number;
  /** Registry name of the method. */
  readonly method: string;
  /** Examples per batch; the whole training part when the file says `"full"`. */
  readonly batchSize: number;
  /** Step size, for methods that have one. */
  readonly stepSize: number | null;
  /** The swept fields by path, as the file gives them, without the seed. */
  readonly values: Readonly<Record<string, Scalar>>;
}

/** A finished run: its label, its curve and how it ended. */
export interface Curve extends RunLabel {
  /** The records, in order of iteration. */
  readonly records: readonly CurveRecord[];
  /** How the run ended. */
  readonly status: Status;
  /** What ended it: a field of `stop`, `diverged`, `interrupted`, or an error's message. */
  readonly stopReason: string;
  /** SHA-256 of the final weights' bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** SHA-256 of the dataset, in hexadecimal. */
  readonly datasetSha256: string;
  /** Seconds spent. */
  readonly timing: Timing;
}
