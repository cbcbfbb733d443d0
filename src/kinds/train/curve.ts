import type { Tape } from "../../formulas/program.ts";
import type { KnownMinimum, Layer, Measures } from "../../problems/problem.ts";
import type { StepTrace } from "../../step_sizes/step_size.ts";
import type { Outcome } from "../kind.ts";

/** How often, so far, a run has done what costs something. */
export interface Counts {
  /** Steps taken. */
  iteration: number;
  /** Passes over the training part: examples ÷ those that a pass takes. */
  epoch: number;
  /** Examples whose loss or gradient the method has asked for. */
  examples: number;
  /** Calls of the loss alone. */
  lossEvaluations: number;
  /** Calls of the gradient; a Hessian counts as one for each of its columns. */
  gradientEvaluations: number;
}

/** One point of a curve. */
export type CurveRecord = Readonly<Counts> & Readonly<StepTrace> & Measures;

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
  /** Runs that were computed at a time, this one among them: each slows down the others. */
  readonly jobs: number;
}

/** What comes of a run that trains: its records, and how it ended. */
export interface Curve extends Outcome {
  /** Examples per batch; all of them when the file says `"full"`. */
  readonly batchSize: number;
  /** The records, in order of iteration. */
  readonly records: readonly CurveRecord[];
  /** How the run ended. */
  readonly status: Status;
  /**
   * What ended it: a field of `stop`, `no lower loss found`, `diverged …`, `interrupted`, or an error's
   * message.
   */
  readonly stopReason: string;
  /** SHA-256 of the final weights' bytes, in hexadecimal. */
  readonly weightsSha256: string;
  /** The final weights, where the file asks for them. */
  readonly weights?: {
    /** The matrices that they are made of, one after another. */
    readonly layers: readonly Layer[];
    /** f32 numbers. */
    readonly values: readonly number[];
  };
  /** Where the run went, on a written function of two variables. */
  readonly path?: {
    /** The function. */
    readonly tape: Tape;
    /** Where it is known to be lowest. */
    readonly minima: readonly KnownMinimum[];
    /** The weights at each record. */
    readonly places: readonly (readonly [number, number])[];
  };
  /** Seconds spent. */
  readonly timing: Timing;
}
