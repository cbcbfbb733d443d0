/**
 * What an experiment file becomes: runs, ready to go.
 *
 * @module
 */
import type { Choice, SweptValue } from "../types.ts";
import type { CheckSpec, Kind, SliceSpec, TrainSpec } from "./specs.ts";

/** For each combination of the other swept fields, the best value of one is run again. */
export interface Best {
  /** The field. */
  readonly of: string;
  /** Other seeds than those it was chosen with. */
  readonly seeds: readonly number[];
}

/** One run of an experiment, ready to go. */
export interface Plan<Spec> {
  /** Number of the run, from 1. */
  readonly run: number;
  /** Seed of the run's random streams. */
  readonly seed: number;
  /** The swept fields by path, without the seed. */
  readonly values: Readonly<Record<string, SweptValue>>;
  /** All fields with their defaults. */
  readonly spec: Spec;
}

/** A run that trains. */
export type RunPlan = Plan<TrainSpec>;

/** A slice, with the run that has to be trained first. */
export interface SlicePlan extends Plan<SliceSpec> {
  /** The run at whose end the centre is, with dataset and loss of the slice; null for other centres. */
  readonly trained: RunPlan | null;
}

/** What a run of each kind is planned as. */
export interface Plans {
  /** Of experiments that train. */
  readonly train: RunPlan;
  /** Of slices. */
  readonly slice: SlicePlan;
  /** Of gradient checks. */
  readonly gradientCheck: Plan<CheckSpec>;
}

/** A question and the runs of one kind that answer it. */
export interface ExperimentOf<K extends Kind> {
  /** What is done with each run. */
  readonly kind: K;
  /** Name of the file, for errors. */
  readonly source: string;
  /** The heading of table and chart. */
  readonly title: string;
  /** What the experiment answers. */
  readonly question: string;
  /** What is drawn. */
  readonly charts: readonly Choice[];
  /** The runs that the file tells, in order. */
  readonly runs: readonly Plans[K][];
  /** What is run again after those. */
  readonly best: Best | null;
  /** How many runs there are in all. */
  readonly total: number;
  /** The file after overrides, as it was checked. */
  readonly file: Readonly<Record<string, unknown>>;
}

/** A question and the runs that answer it. */
export type Experiment = ExperimentOf<Kind>;
