import type { DatasetMemory, Datasets, Legend } from "../datasets/dataset.ts";
import type { Tape } from "../formulas/program.ts";
import type { Memory, Vectors } from "../kernels/kernels.ts";
import type { Losses } from "../losses/loss.ts";
import type { Entry } from "../registry.ts";
import type { FieldSchemas, Schema } from "../schemas.ts";
import type { Layer, ScoreFunctions } from "../scores/scores.ts";
import type { Backend } from "../threads/backend.ts";
import type { Vector } from "../types.ts";
import type { Bends, Moved } from "./difference.ts";

export type { Layer } from "../scores/scores.ts";

/** Arithmetic on whole vectors, and where to allocate them. */
export interface Space extends Memory, Vectors {}

/** A function of the weights that can be minimised; all that a method sees of a problem. */
export interface Objective {
  /** Number of weights. */
  readonly size: number;
  /** Vectors of weights come from here, and are computed with here. */
  readonly space: Space;
  /** L(W). */
  loss(weights: Vector): number;
  /** Writes ∇L(W) to `gradient` and returns L(W). */
  gradient(weights: Vector, gradient: Vector): number;
  /**
   * W ← W − η·∇L(W), in place; returns L(W) of before. To the bit what `gradient` and
   * `Vectors.addScaled` give; left out where there is no faster way.
   */
  descend?(weights: Vector, stepSize: number): number;
  /** hessian ← ∂²L ∕ ∂W², (size, size), and returns L(W); left out where it has no formula. */
  hessian?(weights: Vector, hessian: Float64Array): number;
}

/** How good weights are. What a problem has none of is null. */
export interface Measures {
  /** Mean loss over the training part, with the penalty; rounded to f32 but for written functions. */
  readonly trainLoss: number;
  /** Share of training examples whose correct class has the largest score. */
  readonly trainAccuracy: number | null;
  /** As `trainLoss`, over the validation part. */
  readonly validationLoss: number | null;
  /** As `trainAccuracy`, over the validation part. */
  readonly validationAccuracy: number | null;
  /** As `trainLoss`, over the test part. */
  readonly testLoss: number | null;
  /** As `trainAccuracy`, over the test part. */
  readonly testAccuracy: number | null;
  /** Distance of the weights to the nearest known minimum. */
  readonly distance: number | null;
}

/** Where a function is known to be lowest. */
export interface KnownMinimum {
  /** The place. */
  readonly at: readonly number[];
  /** The value there. */
  readonly value: number;
}

/** A problem: an objective over its examples or a batch of them. All that a kind of experiment sees. */
export interface Problem extends Objective, ProblemData {
  /** The matrices that its weights are made of, one after another. */
  readonly layers: readonly Layer[];
  /**
   * Makes these examples what loss and gradient are over; null means all.
   *
   * @throws {RangeError} When there are none, too many, or one is not there
   */
  use(batch: Uint32Array | null): void;
  /** Where runs with this seed start. */
  start(seed: number): Vector;
  /** The loss without the penalty, and the penalty. */
  parts(weights: Vector): Parts;
  /** Numbers whose change of sign is a kink of the loss; null of a smooth loss. */
  bends(weights: Vector): Bends | null;
  /** How good weights are over all examples, whatever the batch. */
  measure(weights: Vector): Measures;
  /**
   * The weights of the same function with its hidden units in another order, that which is nearest to
   * other weights; left out where there are no units to exchange.
   */
  matched?(weights: Vector, to: Vector): Vector;
  /** The same problem in f64, on this thread, over all examples. */
  exact(): Problem;
  /** Faster ways than by losses; null where there are none. */
  readonly shortcuts: Shortcuts | null;
  /** Where it is known to be lowest; left out where nobody knows. */
  readonly minima?: readonly KnownMinimum[];
  /** The function itself, where it is written down: figures evaluate it. */
  readonly tape?: Tape;
}

/** The two parts of a loss. */
export interface Parts {
  /** Mean loss over the examples. */
  readonly data: number;
  /** The penalty on the weights. */
  readonly penalty: number;
}

/** What can be had cheaper than by evaluating the loss; all over the batch in use. */
export interface Shortcuts {
  /** Differences by one of these weights, of a problem in f64 as `exact` gives it. */
  moved(weights: Vector): Moved;
  /** The parts of the loss at W₀ + a·U (+ b·V), given those vectors. */
  plane?(vectors: readonly Vector[]): (a: number, b: number) => Parts;
  /** The kinks along W₀ + a·U with a from `min` to `max`; null when the loss is not of straight pieces. */
  kinks?(center: Vector, direction: Vector, range: Range): Kinks | null;
}

/** From where to where. */
export interface Range {
  /** First place. */
  readonly min: number;
  /** Last place. */
  readonly max: number;
}

/** Where the loss along a line has its kinks, and its lowest place; exact up to f64 rounding. */
export interface Kinks {
  /** Those inside the range; the ends belong to it. */
  readonly inside: KinkSet;
  /** Those outside. */
  readonly outside: KinkSet;
  /** The lowest place on the whole line; null of a constant loss. */
  readonly minimum: Minimum | null;
}

/** Some of the kinks along a line. */
export interface KinkSet {
  /** How many, each counted once for each term of the loss that has it. */
  readonly count: number;
  /** Their places, rising, each place once. */
  readonly places: readonly number[];
}

/** Where the loss along a line is lowest. */
export interface Minimum {
  /** The place; of a flat valley its left end, or the right one where there is no other. */
  readonly a: number;
  /** The loss there. */
  readonly loss: number;
  /** The flat valley, where there is one; infinite where it does not end. */
  readonly flat?: Range;
}

/** What computes. */
export type Machine = Pick<Backend, "kernels" | "team">;

/** What a problem reads before it can be made; runs share it. */
export interface ProblemData extends Legend {
  /** Number of examples that a full batch has; 1 for a function without any. */
  readonly examples: number;
  /** SHA-256 of what was read, in hexadecimal; null where nothing was. */
  readonly fingerprint: string | null;
}

/**
 * A problem that experiment files can name. `Fields` are what stands in a file: the options beside the
 * name, and fields of their own on the top level.
 */
export interface ProblemLeaf<Fields = unknown, Data extends ProblemData = ProblemData>
  extends Entry {
  /** What stands beside the name. */
  readonly options: Schema;
  /** Fields on the top level of a file that say what is minimised. */
  readonly fields: FieldSchemas;
  /** Those of them that say what weights there are. */
  readonly shape?: readonly string[];
  /** Fields on the top level of a file that say where runs start. */
  readonly start: FieldSchemas;
  /** Fields of a file that does not give them, so that they can be set and swept. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Paths of fields that tell runs apart at a glance, for the list of a dry run. */
  readonly shown: readonly string[];
  /** Fields with defaults that hang on other fields filled in; left out where there are none. */
  complete?(fields: Fields): Fields;
  /** Number of examples, as far as the file says it. */
  examples(fields: Fields): number | null;
  /** Whether it has second derivatives; not when left out. */
  readonly hasHessian?: boolean;
  /** Whether the file asks for a validation part; never when left out. */
  hasValidation?(fields: Fields): boolean;
  /** Runs whose keys are equal share their data. */
  dataKey(fields: Fields): string;
  /**
   * Checks what only a library that is loaded on demand can; left out where the fields say it all.
   *
   * @throws {InputError} When something is wrong
   */
  examine?(fields: Fields): Promise<unknown>;
  /**
   * Reads or draws what the problem is over.
   *
   * @throws {InputError} When that cannot be done
   */
  load(fields: Fields, memory: DatasetMemory): Promise<Data>;
  /** The problem, on this machine. */
  make(fields: Fields, data: Data, machine: Machine): Problem;
}

/** What problems are looked up in. */
export interface ProblemRegistries {
  /** Datasets by name. */
  readonly datasets: Datasets;
  /** Score functions by name. */
  readonly scoreFunctions: ScoreFunctions;
  /** Losses by name. */
  readonly losses: Losses;
}

/** All rows of all matrices, in order: the index of a row's first weight, and their number. */
export function weightRows(layers: readonly Layer[]): { from: number; columns: number }[] {
  const found = [];
  let from = 0;
  for (const { rows, columns } of layers) {
    for (let row = 0; row < rows; row++, from += columns) found.push({ from, columns });
  }
  return found;
}
