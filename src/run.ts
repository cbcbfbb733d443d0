/**
 * An experiment: its datasets, its objectives, and one run after another.
 *
 * @module
 */
import type { Backend } from "./backend.ts";
import { checkBatchSize } from "./batches.ts";
import { datasets } from "./datasets/mod.ts";
import { locate, located } from "./errors.ts";
import type { Experiment, RunPlan } from "./experiment/load.ts";
import type { Kernels } from "./kernels/mod.ts";
import { referenceKernels } from "./kernels/reference.ts";
import { losses } from "./losses/mod.ts";
import { linearObjective } from "./objective.ts";
import { type Progress, train } from "./train.ts";
import type { Choice, Curve, Dataset } from "./types.ts";

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

/** What happens while an experiment runs. A dataset's arrays are good until the experiment ends. */
export type RunEvent =
  | { readonly kind: "dataset"; readonly dataset: Dataset }
  | { readonly kind: "progress"; readonly plan: RunPlan; readonly progress: Progress }
  | { readonly kind: "curve"; readonly plan: RunPlan; readonly curve: Curve };

/**
 * Runs an experiment: yields each dataset once it is read, progress all along, and the curve of
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
 *   { source: "toy.jsonc" },
 * );
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind !== "curve") continue;
 *   const { records } = event.curve;
 *   assert(records.at(-1)!.trainLoss < records[0].trainLoss);
 * }
 * ```
 */
export async function* runExperiment(
  { source, runs }: Experiment,
  { backend, clock = () => 0, signal }: RunContext = {},
): AsyncGenerator<RunEvent, void> {
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
  for (const { spec } of runs) {
    const { batchSize } = spec;
    if (batchSize === "full") continue;
    locate(source, () => checkBatchSize(batchSize, datasetOf(spec.dataset).train.examples));
  }
  for (const plan of runs) {
    if (signal?.aborted) return;
    using _run = kernels.scope();
    const dataset = datasetOf(plan.spec.dataset);
    const loss = losses.make(plan.spec.loss, kernels);
    const objective = locate(
      source,
      () => linearObjective({ dataset, loss, kernels, team }),
    );
    const { fingerprint } = dataset;
    const training = train(plan, { objective, kernels, fingerprint, clock, signal });
    let next = training.next();
    for (; !next.done; next = training.next()) {
      yield { kind: "progress", plan, progress: next.value };
    }
    yield { kind: "curve", plan, curve: next.value };
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
