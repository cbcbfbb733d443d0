/** The words that three rooms or more share: vectors, examples, choices, labels. */

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

/** The size of pictures: planes one after another, each row after row. */
export interface PictureSize {
  /** Pixels from side to side. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
  /** Red, green and blue, as where nothing is said, or a single one of gray. */
  readonly planes?: 1 | 3;
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

/** The choice of a registered thing in an experiment file, with its options. */
export interface Choice {
  /** Registry name. */
  readonly name: string;
  /** The options, as the leaf's schema describes them. */
  readonly [option: string]: unknown;
}

/** What a sweep gives a field: a single value, or an object such as a method with its options. */
export type SweptValue = number | string | boolean | null | Readonly<Record<string, unknown>>;

/** How far a run is: what a progress bar shows. */
export interface Progress {
  /** Share of the run that is done, 0 to 1. */
  readonly done: number;
  /** Examples seen so far. */
  readonly examples: number;
}
