/**
 * An experiment: its datasets, its objectives, and one run after another.
 *
 * @module
 */
import type { Backend } from "../threads/backend.ts";
import { checkBatchSize } from "../datasets/batches.ts";
import { bestAgain } from "../kinds/train/best.ts";
import { datasets } from "../datasets/mod.ts";
import { InputError, locate, located } from "../errors.ts";
import type { ExperimentOf, Plans, SlicePlan } from "../kinds/plan.ts";
import { runsOfShard, type SweepShard } from "../experiment/shard.ts";
import type { Kind } from "../kinds/specs.ts";
import { gradientCheck } from "../kinds/gradient_check/run.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { losses } from "../losses/mod.ts";
import { linearObjective } from "../problems/classifier.ts";
import { slice } from "../kinds/slice/run.ts";
import type { Team } from "../threads/team.ts";
import { type Progress, train, type TrainContext } from "../kinds/train/run.ts";
import type { Choice, Curve, Dataset, GradientCheck, Slice } from "../types.ts";

/** What an experiment is given from outside. */
export interface RunContext {
  /**
   * What computes, one experiment at a time; the plain loops on one thread when left out. Results do
   * not depend on it.
   */
  readonly backend?: Pick<Backend, "kernels" | "team">;
  /** Seconds from any fixed moment; without one, timings are zero. */
  readonly clock?: () => number;
  /** Ends the run that is going, with what it has, and starts no other. */
  readonly signal?: AbortSignal | undefined;
  /** Results of runs that were done before: they are yielded in their places, not computed. */
  readonly finished?: readonly Results[Kind][];
  /** Does no other runs of the sweep, and none of `best`: that one needs the whole sweep. */
  readonly shard?: SweepShard | null;
}

/** What comes of a run of each kind. */
export interface Results {
  /** Of experiments that train. */
  readonly train: Curve;
  /** Of slices. */
  readonly slice: Slice;
  /** Of gradient checks. */
  readonly gradientCheck: GradientCheck;
}

/** What happens while an experiment runs. A dataset's arrays are good until the experiment ends. */
export type RunEvent<K extends Kind = Kind> =
  | { readonly kind: "dataset"; readonly dataset: Dataset }
  | { readonly kind: "progress"; readonly plan: Plans[K]; readonly progress: Progress }
  | { readonly kind: "result"; readonly plan: Plans[K]; readonly result: Results[K] };

/** How a run of each kind is done. */
const runners: {
  readonly [K in Kind]: (plan: Plans[K], context: TrainContext) => Generator<Progress, Results[K]>;
} = { train: (plan, context) => train(plan, context), slice, gradientCheck };

/**
 * Runs an experiment: yields each dataset once it is read, progress all along, and the result of
 * each run. All datasets that are needed are read, and all batch sizes checked, before the first run
 * starts.
 *
 * @throws {InputError} When a dataset cannot be read or a batch size does not fit it
 * @throws {MachineError} When a thread fails
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { loadExperiment, runExperiment } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Toy",
 *     "question": "Does it go down?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "gradientDescent", "stepSize": 0.1 },
 *     "stop": { "iterations": 10 },
 *   }`,
 *   { source: "toy.jsonc", kind: "train" },
 * );
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind !== "result") continue;
 *   const { records } = event.result;
 *   assert(records.at(-1)!.trainLoss < records[0].trainLoss);
 * }
 * ```
 */
export async function* runExperiment<K extends Kind>(
  experiment: ExperimentOf<K>,
  { backend, clock = () => 0, signal, finished = [], shard = null }: RunContext = {},
): AsyncGenerator<RunEvent<K>, void> {
  const { kind, source, runs, best } = experiment;
  const { kernels, team } = backend ?? { kernels: referenceKernels("f32"), team: null };
  using _turn = turnOf(kernels);
  using _data = kernels.scope();
  // Results of this experiment are of its kind.
  const before = new Map(finished.map((result) => [result.run, result as Results[K]]));
  const sweep = runsOfShard(runs, shard);
  const needed = plansThatCompute(experiment, sweep, shard, before);
  const loaded = new Map<string, Dataset>();
  for (const { spec } of needed) {
    const key = JSON.stringify(spec.dataset);
    if (loaded.has(key)) continue;
    const dataset = await makeDataset(spec.dataset, source, kernels);
    locate(source, () => checkSameData(dataset, key, sweep, before));
    loaded.set(key, dataset);
    yield { kind: "dataset", dataset };
  }
  const datasetOf = (choice: Choice) => loaded.get(JSON.stringify(choice)) as Dataset;
  for (const plan of needed) {
    locate(source, () => checkBatchSizes(plan, datasetOf(plan.spec.dataset).train.examples));
  }

  const results: Results[K][] = [];
  async function* runAll(plans: readonly Plans[K][]): AsyncGenerator<RunEvent<K>, void> {
    for (const plan of plans) {
      const result = before.get(plan.run);
      if (result !== undefined) {
        results.push(result);
        yield { kind: "result", plan, result };
        continue;
      }
      if (signal?.aborted) continue; // there may be more that were done before
      const dataset = datasetOf(plan.spec.dataset);
      using _run = kernels.scope();
      for (const event of runOne(kind, plan, source, { dataset, kernels, team, clock, signal })) {
        if (event.kind === "result") results.push(event.result);
        yield event;
      }
    }
  }
  yield* runAll(sweep);
  if (best === null || shard !== null || results.length < runs.length) return;
  // Only experiments that train have a best.
  yield* runAll(bestAgain(best, runs, results as readonly Curve[]));
}

/**
 * The runs that are still to be done. Which ones are run again is known after the sweep only: until
 * then it may be any.
 */
function plansThatCompute<K extends Kind>(
  { runs, best }: ExperimentOf<K>,
  sweep: readonly Plans[K][],
  shard: SweepShard | null,
  before: ReadonlyMap<number, Results[K]>,
): readonly Plans[K][] {
  const isLeft = ({ run }: Plans[K]) => !before.has(run);
  const left = sweep.filter(isLeft);
  if (best === null || shard !== null) return left;
  if (left.length > 0) return runs;
  const swept = runs.map(({ run }) => before.get(run));
  return bestAgain(best, runs, swept as readonly Curve[]).filter(isLeft);
}

/** A file of data may have changed since the runs that were done before. */
function checkSameData<K extends Kind>(
  { name, fingerprint }: Dataset,
  key: string,
  sweep: readonly Plans[K][],
  before: ReadonlyMap<number, Results[K]>,
): void {
  for (const { run, spec } of sweep) {
    const result = before.get(run);
    if (result === undefined || JSON.stringify(spec.dataset) !== key) continue;
    if (result.datasetSha256 === fingerprint) continue;
    throw new InputError(
      `dataset: must be the one that run ${run} was done with, whose "${name}" had SHA-256 ` +
        `${result.datasetSha256}: now it has ${fingerprint}`,
    );
  }
}

function checkBatchSizes<K extends Kind>({ spec, ...plan }: Plans[K], examples: number): void {
  const check = (batchSize: number | "full", path?: string) => {
    if (batchSize !== "full") checkBatchSize(batchSize, examples, path);
  };
  if ("batchSize" in spec) check(spec.batchSize);
  const { trained = null } = plan as Partial<SlicePlan>;
  if (trained !== null) check(trained.spec.batchSize, "center.run: its batchSize");
}

/** One run: progress, and the result if it comes to one. */
function* runOne<K extends Kind>(
  kind: K,
  plan: Plans[K],
  source: string,
  { team, ...context }: Omit<TrainContext, "objective"> & { readonly team: Team | null },
): Generator<RunEvent<K>, void> {
  const { dataset, kernels, signal } = context;
  const loss = losses.make(plan.spec.loss, kernels);
  const running = locate(source, () => {
    const objective = linearObjective({ dataset, loss, kernels, team });
    return runners[kind](plan, { ...context, objective });
  });
  for (;;) {
    const next = locate(source, () => running.next());
    // Only a run that trains has something to show when it is cut short.
    if (signal?.aborted && kind !== "train") return;
    if (next.done) return yield { kind: "result", plan, result: next.value };
    yield { kind: "progress", plan, progress: next.value };
  }
}

async function makeDataset(choice: Choice, source: string, kernels: Kernels): Promise<Dataset> {
  try {
    return await datasets.make(choice, kernels);
  } catch (error) {
    throw located(source, error);
  }
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
