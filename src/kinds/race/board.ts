/** Who reached what on which problem, and for which cost. */
import { median } from "../../numbers.ts";
import { sweptPaths } from "../_groups.ts";
import { isGood } from "./_tuning.ts";
import { namesOf } from "./_names.ts";
import type { Final, Trial } from "./race.ts";
import type { Raced, RaceSpec } from "./spec.ts";

/** A method on a problem. */
export interface Entry {
  /** What tells the problem from others. */
  readonly problem: string;
  /** What tells the method from others. */
  readonly method: string;
  /** Its runs: one for each seed of the plan. */
  readonly runs: readonly Raced[];
  /** What was tried in all of them. */
  readonly trials: readonly Trial[];
  /** The runs that count of all of them. */
  readonly finals: readonly Final[];
  /** The lowest loss that the problem is known to have; else that any method reached on it. */
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
  const methods = namesOf(done.map(({ plan }) => fieldsOfMethod(plan.spec)), "method");
  const lowest = new Map<string, number>();
  for (const [problem, indices] of Map.groupBy(done.keys(), (i) => problems[i])) {
    lowest.set(problem, lowestOf(indices.map((i) => done[i])));
  }
  const groups = Map.groupBy(done.keys(), (i) => JSON.stringify([problems[i], methods[i]]));
  return {
    problems: [...new Set(problems)],
    methods: [...new Set(methods)],
    targets: [...new Set(done.flatMap(({ plan }) => plan.spec.targets))].sort((a, b) => b - a),
    entries: [...groups.values()].map((indices): Entry => {
      const [problem, method] = [problems[indices[0]], methods[indices[0]]];
      const runs = indices.map((i) => done[i]);
      return {
        problem,
        method,
        runs,
        trials: runs.flatMap(({ result }) => result.trials),
        finals: runs.flatMap(({ result }) => result.finals),
        lowest: lowest.get(problem) ?? NaN,
      };
    }),
  };
}

/**
 * The problem of each result: its own fields and, where one method has several runs on it with the
 * same seed, the other fields in which those differ, such as the batch size.
 */
function problemsOf(done: readonly Raced[]) {
  const owns = done.map(({ plan: { spec } }) => fieldsOfProblem(spec));
  const keys = done.map(({ plan: { seed, spec } }, i) =>
    JSON.stringify([owns[i], fieldsOfMethod(spec), seed])
  );
  return done.map((one, i) => {
    const like = done.filter((_, j) => keys[j] === keys[i]);
    const paths = sweptPaths(like).filter((path) =>
      new Set(like.map(({ plan }) => JSON.stringify(plan.values[path]))).size > 1
    );
    const more = paths.map((path): [string, unknown] => [path, one.plan.values[path]]);
    return { ...owns[i], ...Object.fromEntries(more) };
  });
}

function fieldsOfMethod({ method, gradient, tuning: { of: tuned } }: RaceSpec) {
  return { method, gradient, tuned };
}

/** Fields that do not say what is minimised, nor where it starts. */
const OTHERS = ["method", "gradient", "batchSize", "lastBatch", "stop", "record"]
  .concat("tuning", "finals", "targets");

function fieldsOfProblem(spec: RaceSpec): Readonly<Record<string, unknown>> {
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

/** The loss of a target: L* + τ·(L₀ − L*). */
export function lossAt(target: number, start: number, lowest: number): number {
  return lowest + target * (start - lowest);
}

/** Examples until the first record at or below a target; infinite where none is. */
export function costOf({ lows }: Final, target: number, lowest: number): number {
  const [[, start] = [0, NaN]] = lows;
  const wanted = lossAt(target, start, lowest);
  return lows.find(([, loss]) => loss <= wanted)?.[0] ?? Infinity;
}

/** What each run that counts needed for a target; a method without any never reaches it. */
export function costsOf({ finals, lowest }: Entry, target: number): number[] {
  return finals.length === 0 ? [Infinity] : finals.map((one) => costOf(one, target, lowest));
}

/** The share of trials whose last loss is at or below a target; null where nothing was tuned. */
export function goodTrials({ trials, lowest }: Entry, target: number): number | null {
  if (trials.length === 0) return null;
  const good = trials.filter((one) =>
    isGood(one) && one.loss <= lossAt(target, one.startLoss, lowest)
  );
  return good.length / trials.length;
}

/**
 * Examples that tuning is expected to cost: of trials with values drawn from the range until one is
 * good enough for a target. 0 where nothing is tuned, infinite where no trial was good enough.
 */
export function tuningCost(entry: Entry, target: number): number {
  const share = goodTrials(entry, target);
  if (share === null) return 0;
  const examples = entry.trials.reduce((sum, one) => sum + one.examples, 0);
  return share === 0 ? Infinity : examples / entry.trials.length / share;
}

/** Examples that a target takes: the median over seeds, with what tuning is expected to cost or not. */
export function medianCost(entry: Entry, target: number, withTuning = false): number {
  return median(costsOf(entry, target)) + (withTuning ? tuningCost(entry, target) : 0);
}
