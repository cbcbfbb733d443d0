/** Who raced on what: results by problem and method. */
import { sweptPaths } from "../_groups.ts";
import { namesOf } from "./_names.ts";
import type { Final, Trial } from "./race.ts";
import type { Raced, RaceSpec } from "./spec.ts";

/** A method on a problem. */
export interface Entry {
  /** What tells the problem from others. */
  readonly problem: string;
  /** What tells the method from others. */
  readonly method: string;
  /** Its results: one for each seed of the plan. */
  readonly runs: readonly Raced[];
  /** What was tried in all of them. */
  readonly trials: readonly Trial[];
  /** The runs that count of all of them. */
  readonly finals: readonly Final[];
  /** L*: the lowest loss that the problem is known to have; else that any method reached on it. */
  readonly lowest: number;
}

/** All methods on all problems, as far as they are there. */
export interface Board {
  /** Names of the problems, in their order. */
  readonly problems: readonly string[];
  /** Names of the methods, in their order. */
  readonly methods: readonly string[];
  /** τ of each target, falling. */
  readonly targets: readonly number[];
  /** What is there. */
  readonly entries: readonly Entry[];
}

/** Sorts results by problem and method. */
export function boardOf(done: readonly Raced[]): Board {
  const problems = namesOf(problemsOf(done), "problem");
  const methods = namesOf(done.map(({ plan }) => methodOf(plan.spec)), "method");
  const of = (indices: readonly number[]) => indices.map((i) => done[i]);
  const entries = [...Map.groupBy(done.keys(), (i) => problems[i])].flatMap(([problem, here]) => {
    const lowest = lowestOf(of(here));
    return [...Map.groupBy(here, (i) => methods[i])].map(([method, indices]): Entry => {
      const runs = of(indices);
      const trials = runs.flatMap(({ result }) => result.trials);
      const finals = runs.flatMap(({ result }) => result.finals);
      return { problem, method, runs, trials, finals, lowest };
    });
  });
  return {
    problems: [...new Set(problems)],
    methods: [...new Set(methods)],
    targets: [...new Set(done.flatMap(({ plan }) => plan.spec.targets))].sort((a, b) => b - a),
    entries,
  };
}

/** What distinguishes methods. */
function methodOf({ method, gradient, tuning: { of: tuned } }: RaceSpec) {
  return { method, gradient, ...tuned !== undefined && { tuned } };
}

/**
 * The problem of each result: its own fields and, where a method has several runs on it with the same
 * seed, the other fields in which those differ, such as the batch size.
 */
function problemsOf(done: readonly Raced[]): Record<string, unknown>[] {
  const problems = done.map(({ plan }) => problemOf(plan.spec));
  const groups = Map.groupBy(
    done.keys(),
    (i) => JSON.stringify([problems[i], methodOf(done[i].plan.spec), done[i].plan.seed]),
  );
  for (const indices of groups.values()) {
    for (const path of sweptPaths(indices.map((i) => done[i]))) {
      const values = indices.map((i) => done[i].plan.values[path]);
      if (new Set(values.map((value) => JSON.stringify(value))).size === 1) continue;
      for (const [k, i] of indices.entries()) problems[i][path] = values[k];
    }
  }
  return problems;
}

/** Fields that do not say what is minimised, nor where it starts. */
const OTHERS = ["method", "gradient", "batchSize", "lastBatch", "stop", "record"]
  .concat("tuning", "finals", "targets");

function problemOf(spec: RaceSpec): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !OTHERS.includes(key)));
}

/** L* of a problem. */
function lowestOf(done: readonly Raced[]): number {
  const known = done.flatMap(({ result }) => result.minimum ?? []);
  if (known.length > 0) return Math.min(...known);
  const reached = done.flatMap(({ result: { trials, finals } }) => [
    ...trials.map(({ loss }) => loss),
    ...finals.flatMap(({ lows }) => lows.map(([, loss]) => loss)),
  ]);
  return reached.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Infinity);
}
