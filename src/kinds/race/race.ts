import type { Outcome } from "../kind.ts";
import type { Status } from "../train/curve.ts";

/** A value of the method that was tried. */
export interface Trial {
  /** The value. */
  readonly value: number;
  /** How its run ended. */
  readonly status: Status;
  /** Training loss at the start. */
  readonly startLoss: number;
  /** Training loss at the end. */
  readonly loss: number;
  /** Validation loss at the end; null without a validation part. */
  readonly validationLoss: number | null;
  /** Examples whose loss or gradient was asked for. */
  readonly examples: number;
}

/** A run that counts. */
export interface Final {
  /** Its seed. */
  readonly seed: number;
  /** How it ended. */
  readonly status: Status;
  /** What ended it. */
  readonly stopReason: string;
  /** The records with a lower training loss than any before: examples so far, and the loss. */
  readonly lows: readonly (readonly [examples: number, loss: number])[];
  /** Training loss at the end. */
  readonly loss: number;
  /** Share of test examples that are right at the end; null without a test part. */
  readonly testAccuracy: number | null;
  /** Examples whose loss or gradient was asked for. */
  readonly examples: number;
  /** Calls of the loss and of the gradient. */
  readonly evaluations: number;
}

/** A method on a problem: how its value was chosen, and what it then did. */
export interface Race extends Outcome {
  /** The field that was tuned; null where nothing was. */
  readonly of: string | null;
  /** The values that were tried, rising; none where nothing was tuned. */
  readonly trials: readonly Trial[];
  /** The value that was chosen; null where nothing was tuned, or every trial was lost. */
  readonly chosen: number | null;
  /** The runs that count; none where every trial was lost. */
  readonly finals: readonly Final[];
  /** The lowest loss that the problem is known to have; null where nobody knows. */
  readonly minimum: number | null;
}
