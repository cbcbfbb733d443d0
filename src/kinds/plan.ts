/** What an experiment file becomes: runs, ready to go, and what comes of them. */
import type { Choice, SweptValue } from "../types.ts";

/** One run of an experiment, ready to go. */
export interface Plan<Spec = unknown> {
  /** Number of the run in its experiment, from 1. */
  readonly run: number;
  /** Seed of the run's random streams. */
  readonly seed: number;
  /** The swept fields by path, as the file gives them, without the seed. */
  readonly values: Readonly<Record<string, SweptValue>>;
  /** All fields with their defaults. */
  readonly spec: Spec;
}

/** Anything that has the plan of a run, such as its result. */
export type Planned = Pick<Done<unknown, unknown>, "plan">;

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
  /** What it is chosen by, as the kind knows it; what is usual there when left out. */
  readonly by?: string | undefined;
  /** Other seeds than those it was chosen with. */
  readonly seeds: readonly number[];
}

/** What a spec of any kind says: which problem, and that problem's own fields beside it. */
export interface ProblemSpec {
  /** What is minimised. */
  readonly problem: Choice;
}
