/** What a kind of experiment is. All other rooms know kinds by this contract only. */
import type { Figure, PicturesFigure } from "../figures/figure.ts";
import type { Problem } from "../problems/problem.ts";
import { type Leaf, leaf, type LeafSource, type Registry } from "../registry.ts";
import type { FieldSchemas, Schema } from "../schemas.ts";
import type { Choice, Progress, SweptValue } from "../types.ts";
import type { Best, Done, Plan, ProblemSpec } from "./plan.ts";
import type { Table } from "./table.ts";

/** What every result says, whatever its kind. */
export interface Outcome {
  /** SHA-256 of the problem's data, in hexadecimal; null where it has none. */
  readonly datasetSha256: string | null;
  /** What the data calls its classes, in their order; left out where it has numbers alone. */
  readonly classNames?: readonly string[];
}

/** What a run is given from outside, so that it needs neither clock nor signals of its own. */
export interface RunContext {
  /** What is minimised, made for this run. */
  readonly problem: Problem;
  /** Seconds from any fixed moment. */
  readonly clock: () => number;
  /** Runs that are computed at a time, this one among them; 1 when left out. */
  readonly jobs?: number | undefined;
  /** Ends the run early, with what it has. */
  readonly signal?: AbortSignal | undefined;
}

/** What a kind is given for a run. */
export interface KindContext extends RunContext {
  /** The problem of another spec, over the same data. */
  problemOf(spec: ProblemSpec): Problem;
}

/** What a summary shows beside the quality of the results. */
export interface SummaryOptions {
  /** Adds examples per second, which belong to the machine and never to a committed file. */
  readonly timing?: boolean;
  /** What was run again after the sweep. */
  readonly best?: Best | null;
  /** Columns of the screen; wider tables are broken. */
  readonly width?: number;
  /** The runs of the sweep, of which those that are done may be a part. */
  readonly planned?: readonly Plan[];
  /** Whether a run could have another value of a field. */
  readonly allows?: (plan: Plan, path: string, value: SweptValue) => boolean;
}

/** A finished run of whatever kind. */
export type AnyDone = Done<unknown, Outcome>;

/**
 * Draws results with their plans, and those that `best` added. A method's type, as all of a kind: any
 * kind is then a `Kind`.
 */
export type Draw<Finished> = {
  draw(done: readonly Finished[], again?: readonly Finished[]): readonly Figure[];
}["draw"];

/** Declares a figure: `make` gives the drawing that its options describe. */
export function defineFigure<Options extends Schema, Finished>(
  source: LeafSource<Options, void, Draw<Finished>>,
): Leaf<void, Draw<Finished>> {
  return leaf(source);
}

/** An array that was kept of a result. */
export interface KeptArray {
  /** Name of its file, without an ending. */
  readonly name: string;
  /** Rows, columns. */
  readonly shape: readonly number[];
  /** f32 numbers, row after row. */
  readonly values: readonly number[];
  /** What it looks like; null where it is no picture. */
  readonly picture: PicturesFigure | null;
}

/**
 * Gives the run with a number of another experiment file, seen from the one that is read, on the
 * problem of the spec that asks; `path` is the field that names it.
 */
export type FindRun = (file: string, run: number, path: string) => Plan<unknown>;

/** A kind of experiment. */
export interface Kind<Spec = unknown, Result extends Outcome = Outcome> {
  /** What files call it. */
  readonly name: string;
  /** What it does with each run, in one line for lists and editors. */
  readonly about: string;
  /** The fields of a run, beside those of its problem; all but lists can be swept. */
  readonly fields: FieldSchemas;
  /** Fields of a file that does not give them, so that they can be set and swept. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Paths of fields that tell runs apart at a glance, for the list of a dry run. */
  readonly shown: readonly string[];
  /** The tables, in the order in which a run gives what is in them. */
  readonly tables: readonly Table<Spec, Result>[];
  /** The figures that files can name. */
  readonly figures: Registry<void, Draw<Done<Spec, Result>>>;
  /**
   * Checks what concerns several fields; `examples` is how many the problem has, null where only its
   * data says so; `hasHessian` is whether it has second derivatives. Called when a file is read, and
   * again before the first run.
   *
   * @throws {InputError} When they do not fit each other, with the path first
   */
  check(spec: Spec, examples: number | null, hasHessian: boolean): void;
  /** Adds to a spec what other experiment files say. */
  complete?(spec: Spec, findRun: FindRun): Spec;
  /** Examples of the sums that a run is made of; all of them when left out. */
  batch?(spec: Spec): number | "full";
  /** One run: its progress, then the result; null when it was interrupted and has nothing to show. */
  run(plan: Plan<Spec>, context: KindContext): Generator<Progress, Result | null>;
  /** Fields of `best` of its own. */
  readonly bestFields?: FieldSchemas;
  /**
   * Checks `best` against a run of the sweep, which has a validation part or not.
   *
   * @throws {InputError} When it cannot be chosen so, with the path first
   */
  checkBest?(best: Best, hasValidation: boolean): void;
  /** The runs that `best` adds once the sweep is done; left out by kinds that have no best. */
  again?(
    best: Best,
    runs: readonly Plan<Spec>[],
    done: readonly Done<Spec, Result>[],
  ): Plan<Spec>[];
  /** The figure of a file that names none. */
  usual(plans: readonly Plan<Spec>[]): Choice;
  /** Those of the results that figures are drawn from. */
  drawn(done: readonly Done<Spec, Result>[], best: Best | null): readonly Done<Spec, Result>[];
  /** Arrays that were kept of results; left out by kinds that keep none. */
  kept?(done: readonly Done<Spec, Result>[]): readonly KeptArray[];
  /** What is drawn of those where there is colour. */
  keptFigures?(done: readonly Done<Spec, Result>[], best: Best | null): readonly Figure[];
  /** The table for people. */
  summary(done: readonly Done<Spec, Result>[], options: SummaryOptions): string;
  /** What was found, in a sentence. */
  finding(done: readonly Done<Spec, Result>[], options: SummaryOptions): string;
  /** Whether a result is that of a run that was interrupted. */
  isInterrupted(result: Result): boolean;
  /** Why a result is not as it should be, or null; the command then ends with another code than 0. */
  failure(done: Done<Spec, Result>): string | null;
  /** Whether that is as nothing could be decided, not as something failed; by default it is not. */
  isOpen?(done: Done<Spec, Result>): boolean;
}
