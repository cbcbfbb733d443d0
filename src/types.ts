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
  /** Whether each step sees another batch, so that losses of different steps cannot be compared. */
  readonly isStochastic: boolean;
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
  /** out[i] ← scale · `gaussian()`, for rising i. */
  fillGaussian(out: Vector, scale: number): void;
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
  /** Solver seconds up to each record: one for each, in their order. */
  readonly atRecords: readonly number[];
}

/** What a sweep gives a field: a single value, or an object such as a method with its options. */
export type SweptValue = Scalar | Readonly<Record<string, unknown>>;

/** A run's place in its experiment and the values it was given. */
export interface RunLabel {
  /** Number of the run in its experiment, from 1. */
  readonly run: number;
  /** Seed of the run's random streams. */
  readonly seed: number;
  /** The swept fields by path, as the file gives them, without the seed. */
  readonly values: Readonly<Record<string, SweptValue>>;
}

/** A finished run: its label, its curve and how it ended. */
export interface Curve extends RunLabel {
  /** Registry name of the method. */
  readonly method: string;
  /** Examples per batch; the whole training part when the file says `"full"`. */
  readonly batchSize: number;
  /** Step size, for methods that have one. */
  readonly stepSize: number | null;
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

/** The loss at one place of a slice. */
export interface SlicePoint {
  /** Steps along the first direction. */
  readonly a: number;
  /** Steps along the second direction; null where there is one only. */
  readonly b: number | null;
  /** Mean loss with the penalty. */
  readonly loss: number;
  /** Mean loss without the penalty. */
  readonly dataLoss: number;
  /** λ·ΣW² at this place. */
  readonly penalty: number;
}

/** Where the loss along a line has its kinks, and its lowest place; exact up to f64 rounding. */
export interface Kinks {
  /** Kinks on the whole line, each counted once for each term of the loss that has it. */
  readonly all: number;
  /** Places of the kinks inside the range, rising, each place once. */
  readonly inside: readonly number[];
  /** The lowest place on the whole line, the left end of a flat valley; null of a constant loss. */
  readonly minimum: { readonly a: number; readonly loss: number } | null;
}

/** One recorded point of a run, seen from the plane (or line) of a slice. */
export interface PathPoint {
  /** Steps taken by the run. */
  readonly iteration: number;
  /** Its nearest place in the slice, along the first direction. */
  readonly a: number;
  /** Along the second direction; null where there is one only. */
  readonly b: number | null;
  /** How far it is from that place: ‖W − (W₀ + a·U + b·V)‖. */
  readonly distance: number;
  /** The training loss there. */
  readonly loss: number;
}

/** A run's path seen from a slice. */
export interface Path {
  /** The recorded points, in order. */
  readonly points: readonly PathPoint[];
  /** Share of the variance of the path's points that lies in the slice, 0 to 1; null without any. */
  readonly explained: number | null;
}

/** How long the directions of a slice are made. */
export type Normalization = "none" | "row" | "layer";

/** The loss along one direction, L(W + a·U), or two, L(W + a·U + b·V). */
export interface Slice extends RunLabel {
  /** Places along the first direction, rising. */
  readonly a: readonly number[];
  /** Places along the second direction, rising; null where there is one only. */
  readonly b: readonly number[] | null;
  /** The loss at each place: those of the first b first, by rising a. */
  readonly points: readonly SlicePoint[];
  /** Along one direction, for losses made of straight pieces. */
  readonly kinks: Kinks | null;
  /** The run that the centre is the end of, if that was wanted. */
  readonly path: Path | null;
  /** Such as `random weights`. */
  readonly center: string;
  /** How the directions were made as long as they are. */
  readonly normalization: Normalization;
  /** ‖W‖, ‖U‖ and ‖V‖. */
  readonly norms: { readonly center: number; readonly a: number; readonly b: number | null };
  /** Cosine of the angle between the directions; null where there is one only. */
  readonly cosine: number | null;
  /** Examples that the loss is over. */
  readonly examples: number;
  /** SHA-256 of the centre's bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** SHA-256 of the dataset, in hexadecimal. */
  readonly datasetSha256: string;
}

/** A derivative by one weight, by formula and by differences. */
export interface CheckedDerivative {
  /** Row of the weight. */
  readonly class: number;
  /** Column of the weight; the last one is the bias. */
  readonly column: number;
  /** Step of the difference. */
  readonly h: number;
  /** By the loss's own gradient. */
  readonly analytic: number;
  /** By the difference of two losses. */
  readonly numerical: number;
  /** |analytic − numerical| ∕ the larger of both, but at least 1e-4 of the largest derivative. */
  readonly error: number;
  /** Kinks of the loss between the two places of the difference: it means nothing across one. */
  readonly kinks: number;
}

/** What a gradient check says, after the bands of the CS231n notes. */
export type Verdict = "right" | "acceptable" | "suspicious" | "wrong";

/** What a gradient check says, and from what. */
export interface Judgement {
  /** `right` up to a largest error of 1e-7, `acceptable` to 1e-4, `suspicious` to 1e-2. */
  readonly verdict: Verdict;
  /** The h that it is judged at. */
  readonly h: number;
  /** The largest error there, over derivatives without kinks. */
  readonly largest: number;
  /** How many derivatives that is over. */
  readonly judged: number;
}

/** A gradient by formula against differences. */
export interface GradientCheck extends RunLabel {
  /** By h in the order of the file, then by class and column. */
  readonly derivatives: readonly CheckedDerivative[];
  /** At the h where differences tell most; null when all of them have kinks or are 0. */
  readonly judgement: Judgement | null;
  /** Number of weights. */
  readonly size: number;
  /** Examples that the loss is over. */
  readonly examples: number;
  /** SHA-256 of the weights' bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** SHA-256 of the dataset, in hexadecimal. */
  readonly datasetSha256: string;
}
