/** What an experiment file becomes: runs, ready to go, and what comes of them. */
import type { Choice, RunLabel } from "../types.ts";

/** One run of an experiment, ready to go. */
export interface Plan<Spec> extends RunLabel {
  /** All fields with their defaults. */
  readonly spec: Spec;
}

/** Anything that has the plan of a run, such as its result. */
export interface Labelled {
  /** Its number, its seed and its swept values. */
  readonly plan: RunLabel;
}

/** A plan and its result: they stay together from the run to the report. */
export interface Done<Spec, Result> {
  /** What was asked for. */
  readonly plan: Plan<Spec>;
  /** What came of it. */
  readonly result: Result;
}

/** For each combination of the other swept fields, the best value of one is run again. */
export interface Best {
  /** The field. */
  readonly of: string;
  /** Other seeds than those it was chosen with. */
  readonly seeds: readonly number[];
}

/** What a spec of any kind says: which problem, and that problem's own fields beside it. */
export interface ProblemSpec {
  /** What is minimised. */
  readonly problem: Choice;
}
