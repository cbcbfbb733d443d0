import type { Kind, Outcome } from "../kinds/kind.ts";
import type { Registries } from "../kinds/mod.ts";
import type { Best, Plan } from "../kinds/plan.ts";
import type { ProblemLeaf } from "../problems/problem.ts";
import type { Choice, SweptValue } from "../types.ts";

/** A question and the runs of one kind that answer it. */
export interface Experiment<Spec = unknown, Result extends Outcome = Outcome> {
  /** What is done with each run, and how results are shown. */
  readonly kind: Kind<Spec, Result>;
  /** The problems that runs can name. */
  readonly problems: readonly ProblemLeaf[];
  /** What its file can name. */
  readonly registries: Registries;
  /** Name of the file, for errors. */
  readonly source: string;
  /** The heading of table and chart. */
  readonly title: string;
  /** What the experiment answers. */
  readonly question: string;
  /** What is drawn. */
  readonly charts: readonly Choice[];
  /** The runs that the file gives, in order. */
  readonly runs: readonly Plan<Spec>[];
  /** What is run again after those. */
  readonly best: Best | null;
  /** How many runs there are in all. */
  readonly total: number;
  /** Whether a run could have another value of a field, by the checks of its kind and problem. */
  allows(plan: Plan, path: string, value: SweptValue): boolean;
  /** The file after overrides, as it was checked. */
  readonly file: Readonly<Record<string, unknown>>;
}
