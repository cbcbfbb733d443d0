/** An experiment: its data, its problems, and one run after another. */
import { located } from "../errors.ts";
import type { Experiment } from "../experiment/experiment.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { referenceKernels } from "../kernels/reference.ts";
import type { Outcome } from "../kinds/kind.ts";
import { registries } from "../kinds/mod.ts";
import type { Done, Plan } from "../kinds/plan.ts";
import type { Machine } from "../problems/problem.ts";
import type { Progress } from "../types.ts";
import { type Interruption, RunData } from "./_data.ts";
import { performHere, type RegistriesFrom } from "./perform.ts";
import type { Pool } from "./pool.ts";
import { runsOfShard, type SweepShard } from "./shard.ts";
import type { RunStore } from "./store.ts";

export type { Interruption } from "./_data.ts";
export type { RegistriesFrom } from "./perform.ts";

/** What an experiment is given from outside. */
export interface ExperimentContext<Spec = unknown, Result = Outcome> extends Interruption {
  /**
   * What computes, one experiment at a time; the plain loops on one thread when left out. Results do
   * not depend on it.
   */
  readonly backend?: Machine;
  /** Workers that compute several runs at a time. */
  readonly pool?: Pool | null;
  /** From where workers have things from outside; runs with those stay here when left out. */
  readonly outside?: RegistriesFrom | null;
  /** Seconds from any fixed moment; without one, timings are zero. */
  readonly clock?: () => number;
  /** Where finished runs are looked up before they are computed, and put when they are finished. */
  readonly store?: RunStore<Spec, Result>;
  /** Does no other runs of the sweep, and none of `best`: that one needs the whole sweep. */
  readonly shard?: SweepShard | null;
}

/** What happens while an experiment runs. */
export type RunEvent<Spec = unknown, Result = unknown> =
  | {
    /** How far a run is; its result is there once all of it is done, and may have to wait. */
    readonly kind: "progress";
    readonly plan: Plan<Spec>;
    readonly progress: Progress;
  }
  | {
    readonly kind: "notice";
    readonly text: string;
    /** Whether a run is computed again for it. */
    readonly isAgain: boolean;
  }
  | {
    /** From now on, as many runs are computed at a time, each by so many threads. */
    readonly kind: "jobs";
    readonly jobs: number;
    readonly threads: number;
  }
  | {
    readonly kind: "done";
    readonly done: Done<Spec, Result>;
    /** Whether it was finished before, and was not computed now. */
    readonly isStored: boolean;
  };

/**
 * Runs an experiment: yields progress all along, and each plan with its result. All data that is needed
 * is read, and all batch sizes are checked, before the first run starts.
 *
 * @throws {InputError} When data cannot be read or a batch size does not fit it
 * @throws {MachineError} When a thread fails
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { loadExperiment, runExperiment, trainKind } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Toy",
 *     "question": "Does it go down?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "gradientDescent", "stepSize": 0.1 },
 *     "stop": { "iterations": 10 },
 *   }`,
 *   { source: "toy.jsonc", kind: trainKind },
 * );
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind !== "done") continue;
 *   const { records } = event.done.result;
 *   assert(records.at(-1)!.trainLoss < records[0].trainLoss);
 * }
 * ```
 */
export async function* runExperiment<Spec, Result extends Outcome>(
  experiment: Experiment<Spec, Result>,
  context: ExperimentContext<Spec, Result> = {},
): AsyncGenerator<RunEvent<Spec, Result>, void> {
  const { kind, runs, best, source } = experiment;
  const { backend = { kernels: referenceKernels("f32"), team: null }, shard = null } = context;
  using _turn = turnOf(backend.kernels);
  using _data = backend.kernels.scope();
  const data = new RunData(experiment, backend, context);
  const finished: Done<Spec, Result>[] = [];
  const runAll = (plans: readonly Plan<Spec>[]) =>
    runPlans(plans, experiment, context, data) as AsyncGenerator<RunEvent<Spec, Result>>;
  try {
    await readForAgain(experiment, context, data);
    for await (const event of runAll(runsOfShard(runs, shard))) {
      if (event.kind === "done") finished.push(event.done);
      yield event;
    }
    const isWhole = shard === null && finished.length === runs.length;
    // What is run again is known after the whole sweep only.
    if (best !== null && isWhole) yield* runAll(kind.again?.(best, runs, finished) ?? []);
  } catch (error) {
    throw located(source, error);
  }
}

/**
 * Reads the data of runs that `best` adds to a sweep whose runs are all in the store: should it have
 * changed since, the sweep is run on it too.
 */
async function readForAgain(
  { kind, runs, best }: Experiment,
  { store, shard = null }: ExperimentContext,
  data: RunData,
): Promise<void> {
  if (best === null || shard !== null || store === undefined) return;
  const swept: Done<unknown, Outcome>[] = [];
  for (const plan of runs) {
    const result = await store.get(plan);
    if (result === null) return;
    swept.push({ plan, result });
  }
  for (const plan of kind.again?.(best, runs, swept) ?? []) {
    if (await store.get(plan) === null) await data.load(plan);
  }
}

/** Runs plans in their order, but for those that are in the store. */
async function* runPlans(
  plans: readonly Plan<unknown>[],
  experiment: Experiment,
  { store, signal, clock, pool, outside = null }: ExperimentContext,
  data: RunData,
): AsyncGenerator<RunEvent> {
  const { kind } = experiment;
  const stored = new Map<Plan<unknown>, Outcome>();
  for (const plan of plans) {
    const result = await store?.get(plan);
    if (result) stored.set(plan, result);
  }
  const unfinished = plans.filter((plan) => !stored.has(plan));
  for (const plan of [...unfinished, ...disputed(stored, data)]) await data.load(plan);
  for (const text of data.remarks()) yield { kind: "notice", text, isAgain: false };
  for (const [plan, { datasetSha256 }] of stored) {
    const { fingerprint } = data.of(plan) ?? { fingerprint: datasetSha256 };
    if (fingerprint === datasetSha256) continue;
    stored.delete(plan);
    const text = `run ${plan.run} was finished with other data, whose SHA-256 is ` +
      `${datasetSha256}, now it is ${fingerprint}: it is computed again`;
    yield { kind: "notice", text, isAgain: true };
  }
  const missing = plans.filter((plan) => !stored.has(plan));
  for (const plan of missing) {
    kind.check(plan.spec, data.of(plan)?.examples ?? null, data.hasHessian(plan));
  }
  const results = new Map<Plan, Outcome | null>(stored);
  let next = 0;
  /** Results whose turn it is; in the end, those that are there. */
  function* ready(isEnd: boolean): Generator<RunEvent> {
    for (; next < plans.length; next++) {
      const plan = plans[next];
      const result = results.get(plan);
      if (result === undefined && !isEnd) return;
      if (result) yield { kind: "done", done: { plan, result }, isStored: stored.has(plan) };
    }
  }
  yield* ready(false);
  const examples = new Map<Plan, number>();
  // Workers know the built-in things by themselves.
  const isKnown = experiment.registries === registries || outside !== null;
  const perform = isKnown && pool?.perform || performHere;
  try {
    for await (const event of perform(missing, { kind, data, outside, clock, signal })) {
      if (event.kind === "progress") examples.set(event.plan, event.progress.examples);
      if (event.kind !== "result") {
        yield event;
        continue;
      }
      const { plan, result } = event;
      // One that cannot be kept is not there: going on does it again.
      if (result && !kind.isInterrupted(result)) await store?.put(plan, result);
      results.set(plan, result);
      if (plan !== plans[next]) {
        const progress = { done: 1, examples: examples.get(plan) ?? 0 };
        yield { kind: "progress", plan, progress };
      }
      yield* ready(false);
    }
  } catch (error) {
    yield* ready(true);
    throw error;
  }
  yield* ready(true);
}

/** Plans of finished runs that name the same data and saw another: only the data says which are right. */
function disputed(stored: ReadonlyMap<Plan<unknown>, Outcome>, data: RunData) {
  return [...Map.groupBy(stored, ([plan]) => data.keyOf(plan)).values()].flatMap((runs) =>
    new Set(runs.map(([, { datasetSha256 }]) => datasetSha256)).size > 1 ? [runs[0][0]] : []
  );
}

/** Kernels that an experiment is using. */
const busy = new WeakSet<Kernels>();

/** Kernels for one experiment alone: two would take each other's memory. */
function turnOf(kernels: Kernels): Disposable {
  if (busy.has(kernels)) {
    throw new Error("Cannot run two experiments on one backend at a time: open another");
  }
  busy.add(kernels);
  return { [Symbol.dispose]: () => busy.delete(kernels) };
}
