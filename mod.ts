/**
 * Benchmarks of gradient-descent optimisation whose results are the same bytes on every machine.
 *
 * From a file to its findings:
 *
 * ```ts
 * import { assert } from "@std/assert";
 * import { type Curve, curvesTable, finding, loadExperiment, openBackend, runExperiment } from "@descent-bench/descent-bench";
 *
 * const text = await Deno.readTextFile("experiments/batch_size.jsonc");
 * const experiment = loadExperiment(text, {
 *   source: "batch_size.jsonc",
 *   kind: "train",
 *   overrides: ["dataset.train=400", "dataset.test=50", "stop.epochs=1"],
 * });
 * const curves: Curve[] = [];
 * using backend = await openBackend({ threads: "all" }); // without one: plain loops, slow
 * for await (const event of runExperiment(experiment, { backend })) {
 *   if (event.kind === "result") curves.push(event.result);
 * }
 * assert(curvesTable(curves).startsWith("run,method,batch_size,step_size,seed,iteration"));
 * assert(finding(curves).startsWith("Finding: after 400 examples each, batch size 1"));
 * ```
 *
 * @module
 */
import {
  charts as allCharts,
  checkCharts as allCheckCharts,
  type Draw,
  type DrawChecks,
  type DrawSlices,
  sliceCharts as allSliceCharts,
} from "./src/figures/mod.ts";
import { datasets as allDatasets, type DatasetStorage } from "./src/datasets/mod.ts";
import type { Kernels } from "./src/kernels/kernels.ts";
import { type Loss, losses as allLosses } from "./src/losses/mod.ts";
import { type MethodContext, methods as allMethods } from "./src/methods/mod.ts";
import {
  type GradientContext,
  gradients as allGradients,
  type GradientSource,
} from "./src/gradients/mod.ts";
import type { Registry } from "./src/registry.ts";
import type { Dataset, Step } from "./src/types.ts";

export * from "./src/types.ts";
export { InputError, MachineError, MissingDataError } from "./src/errors.ts";
export { type Entry, type Registry } from "./src/registry.ts";
export { type Purpose, stream } from "./src/exact/rng.ts";
export { type Kernels, type Precision, type Storage } from "./src/kernels/kernels.ts";
export { referenceKernels } from "./src/kernels/reference.ts";
export { type DatasetStorage } from "./src/datasets/mod.ts";
export { type Loss } from "./src/losses/mod.ts";
export {
  type BatchObjective,
  type LinearObjective,
  linearObjective,
  type ObjectiveParts,
} from "./src/problems/classifier.ts";
export { type MethodContext } from "./src/methods/mod.ts";
export type {
  Part,
  Scratch,
  Selection,
  ShardWork,
  SumShard,
  Wanted,
} from "./src/threads/shards.ts";
export type { Assignment, Team } from "./src/threads/team.ts";
export { type Backend, type BackendOptions, openBackend } from "./src/threads/backend.ts";
export { type Batches, batches } from "./src/datasets/batches.ts";
export { loadExperiment, type LoadOptions } from "./src/experiment/load.ts";
export type {
  Best,
  Experiment,
  ExperimentOf,
  Plan,
  Plans,
  RunPlan,
  SlicePlan,
} from "./src/kinds/plan.ts";
export type { SweepShard } from "./src/experiment/shard.ts";
export type {
  AxisSpec,
  Center,
  CheckSpec,
  CommonSpec,
  Direction,
  Kind,
  Rows,
  SliceSpec,
  Specs,
  TrainSpec,
} from "./src/kinds/specs.ts";
export {
  type Difference,
  type MovedLosses,
  movedLosses,
  numericalGradient,
  type Scheme,
} from "./src/gradients/differences.ts";
export { type GradientContext, type GradientSource } from "./src/gradients/mod.ts";
export { type Progress, train, type TrainContext, type Watch } from "./src/kinds/train/run.ts";
export {
  type Results,
  type RunContext,
  type RunEvent,
  runExperiment,
} from "./src/runs/experiment.ts";
export type { Canvas, Draw, DrawChecks, DrawSlices } from "./src/figures/mod.ts";
export { curvesTable, runsTable, timingsTable } from "./src/kinds/train/tables.ts";
export { benchoptTable } from "./src/kinds/train/benchopt.ts";
export { checkTables } from "./src/kinds/gradient_check/tables.ts";
export { sliceTables } from "./src/kinds/slice/tables.ts";
export { finding, type SummaryOptions, summaryTable } from "./src/kinds/train/summary.ts";
export { report } from "./src/results/report.ts";
export {
  type Cause,
  compareResults,
  type ExperimentChange,
  type ExperimentResult,
  type FileChange,
  type FileChangeKind,
  type Inputs,
  type QualityComparison,
  type ResultDifference,
  type ResultSet,
} from "./src/results/compare/mod.ts";
export { qualityText } from "./src/results/compare/text.ts";
export type { Files } from "./src/results/files.ts";

/** All datasets by name. */
export const datasets: Registry<DatasetStorage, Promise<Dataset>> = allDatasets;
/** All losses by name. */
export const losses: Registry<Kernels, Loss> = allLosses;
/** All methods by name. */
export const methods: Registry<MethodContext, Step> = allMethods;
/** All sources of gradients by name. */
export const gradients: Registry<GradientContext, GradientSource> = allGradients;
/** All charts of curves by name. */
export const charts: Registry<void, Draw> = allCharts;
/** All charts of slices by name. */
export const sliceCharts: Registry<void, DrawSlices> = allSliceCharts;
/** All charts of gradient checks by name. */
export const checkCharts: Registry<void, DrawChecks> = allCheckCharts;
