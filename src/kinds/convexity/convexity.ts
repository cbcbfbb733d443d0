import type { Outcome } from "../kind.ts";

/** The losses at the ends of a chord, and at its midpoint. */
export interface Chord {
  /** L(x). */
  readonly left: number;
  /** L((x + y) ∕ 2). */
  readonly middle: number;
  /** L(y). */
  readonly right: number;
}

/** Losses along random lines through the centre, and at chords; all in f64. */
export interface Convexity extends Outcome {
  /** Places along each line, rising, in lengths of the centre. */
  readonly a: readonly number[];
  /** The losses at those places, of each line. */
  readonly lines: readonly (readonly number[])[];
  /** Chords between random places around the centre. */
  readonly chords: readonly Chord[];
  /** Chords from the centre to itself with its hidden units in another order, where that is one. */
  readonly copies: readonly Chord[];
  /** Number of weights. */
  readonly size: number;
  /** Examples that the loss is over. */
  readonly examples: number;
  /** SHA-256 of the bytes of the weights at the centre, in hexadecimal. */
  readonly weightsSha256: string;
}
