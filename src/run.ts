/**
 * An experiment: its datasets, its objectives, and one run after another.
 *
 * @module
 */
import type { Backend } from "./backend.ts";
import { checkBatchSize } from "./batches.ts";
import { bestAgain } from "./best.ts";
import { datasets } from "./datasets/mod.ts";
import { locate, located } from "./errors.ts";
import type { ExperimentOf, Plans, SlicePlan } from "./experiment/plans.ts";
import type { Kind } from "./experiment/specs.ts";
import { gradientCheck } from "./gradient_check.ts";
import type { Kernels } from "./kernels/mod.ts";
import { referenceKernels } from "./kernels/reference.ts";
import { losses } from "./losses/mod.ts";
import { linearObjective } from "./objective.ts";
import { slice } from "./slice/mod.ts";
import type { Team } from "./team.ts";
import { type Progress, train, type TrainContext } from "./train.ts";
import type { Choice, Curve, Dataset, GradientCheck, Slice } from "./types.ts";

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
 * each run. All datasets are read and all batch sizes checked before the first run starts.
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
  { kind, source, runs, best }: ExperimentOf<K>,
  { backend, clock = () => 0, signal }: RunContext = {},
): AsyncGenerator<RunEvent<K>, void> {
  const { kernels, team } = backend ?? { kernels: referenceKernels("f32"), team: null };
  using _turn = turnOf(kernels);
  using _data = kernels.scope();
  const loaded = new Map<string, Dataset>();
  for (const { spec } of runs) {
    const key = JSON.stringify(spec.dataset);
    if (loaded.has(key)) continue;
    const dataset = await makeDataset(spec.dataset, source, kernels);
    loaded.set(key, dataset);
    yield { kind: "dataset", dataset };
  }
  const datasetOf = (choice: Choice) => loaded.get(JSON.stringify(choice)) as Dataset;
  for (const { spec, ...plan } of runs) {
    const { examples } = datasetOf(spec.dataset).train;
    const check = (batchSize: number | "full", path?: string) => {
      if (batchSize !== "full") locate(source, () => checkBatchSize(batchSize, examples, path));
    };
    if ("batchSize" in spec) check(spec.batchSize);
    const { trained = null } = plan as Partial<SlicePlan>;
    if (trained !== null) check(trained.spec.batchSize, "center.run: its batchSize");
  }

  const results: Results[K][] = [];
  async function* runAll(plans: readonly Plans[K][]): AsyncGenerator<RunEvent<K>, void> {
    for (const plan of plans) {
      if (signal?.aborted) return;
      const dataset = datasetOf(plan.spec.dataset);
      using _run = kernels.scope();
      for (const event of runOne(kind, plan, source, { dataset, kernels, team, clock, signal })) {
        if (event.kind === "result") results.push(event.result);
        yield event;
      }
    }
  }
  yield* runAll(runs);
  if (best === null || results.length < runs.length) return;
  // Only experiments that train have a best.
  yield* runAll(bestAgain(best, runs, results as readonly Curve[]));
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
