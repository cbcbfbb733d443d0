import type { Difference } from "../../problems/difference.ts";

/** A derivative by one weight, by formula and by differences. */
export interface CheckedDerivative {
  /** Row of the weight, counted over all matrices of the problem. */
  readonly row: number;
  /** Column of the weight; of classifiers the last one is the bias. */
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
  /** Of those, kinks of hidden units; left out where there are no such units. */
  readonly unitKinks?: number;
}

/**
 * What a gradient check says, after the bands of the CS231n notes; `open` where the gradient is good
 * enough at another step, and the error is that of the difference.
 */
export type Verdict = "right" | "acceptable" | "suspicious" | "wrong" | "open";

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

/** A step that can tell more than those of the file, and the largest error there. */
export interface OtherStep extends Difference {
  /** Over derivatives without kinks. */
  readonly largest: number;
}

/** A gradient by formula against differences. */
export interface GradientCheck {
  /** By h in the order of the file, then by class and column. */
  readonly derivatives: readonly CheckedDerivative[];
  /** At the h where differences tell most; null when all of them have kinks or are 0. */
  readonly judgement: Judgement | null;
  /** A step to judge at, where those of the file cannot tell; null when none is needed or found. */
  readonly other: OtherStep | null;
  /** Number of weights. */
  readonly size: number;
  /** Examples that the loss is over. */
  readonly examples: number;
  /** SHA-256 of the weights' bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** SHA-256 of the problem's data, in hexadecimal; null where it has none. */
  readonly datasetSha256: string | null;
}
