/**
 * Benchmarks of gradient-descent optimisation whose results are the same bytes on every machine.
 *
 * From a file to its findings:
 *
 * ```ts
 * import { assert } from "@std/assert";
 * import { loadExperiment, openBackend, qualityFiles, runExperiment } from "@descent-bench/descent-bench";
 *
 * const text = await Deno.readTextFile("experiments/batch_size.jsonc");
 * const experiment = loadExperiment(text, {
 *   source: "batch_size.jsonc",
 *   overrides: ["dataset.train=400", "dataset.test=50", "stop.epochs=1"],
 * });
 * const done = [];
 * using backend = await openBackend({ threads: "all" }); // without one: plain loops, slow
 * for await (const event of runExperiment(experiment, { backend })) {
 *   if (event.kind === "done") done.push(event.done);
 * }
 * const files = qualityFiles(experiment, done);
 * assert(files["curves.csv"].startsWith("run,method,batch_size,step_size,seed,iteration"));
 * assert(files["chart.txt"].includes("Finding: after 400 examples each, batch size 1"));
 * ```
 *
 * With an optimiser of your own, which then has its place in experiment files, tables and charts:
 *
 * ```ts
 * import { assert } from "@std/assert";
 * import {
 *   defineRule,
 *   loadExperiment,
 *   methods,
 *   qualityFiles,
 *   registries,
 *   runExperiment,
 * } from "@descent-bench/descent-bench";
 * import { z } from "zod";
 *
 * // Signum: m ← β·m + (1 − β)·∇L, W ← W − η·sign(m).
 * const signum = defineRule({
 *   name: "signum",
 *   summary: "Steps of one length, by the sign of the mean gradient",
 *   options: z.strictObject({ beta: z.number().min(0).lt(1).default(0.9) }),
 *   example: { stepSize: 0.01 },
 *   make: ({ beta }) => ({
 *     scalars: { beta },
 *     state: { m: "beta*m + (1 - beta)*g" },
 *     direction: "sign(m)",
 *   }),
 * });
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Signum",
 *     "question": "Which β is best?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "signum", "stepSize": 0.05 },
 *     "matrix": { "method.beta": [0, 0.5, 0.9] },
 *     "stop": { "iterations": 40 },
 *   }`,
 *   { source: "signum.jsonc", registries: { ...registries, methods: methods.with(signum) } },
 * );
 * const done = [];
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind === "done") done.push(event.done);
 * }
 * const { "runs.csv": table, "chart.txt": chart } = qualityFiles(experiment, done);
 * assert(table.includes("\n3,signum,3,0.05,1,0.9,done,"));
 * assert(chart.includes("beta 0.5 reached the lowest final training loss"));
 * ```
 *
 * @module
 */
import type { Convexity } from "./src/kinds/convexity/convexity.ts";
import { makeConvexity } from "./src/kinds/convexity/mod.ts";
import type { ConvexitySpec } from "./src/kinds/convexity/spec.ts";
import type { Curvature } from "./src/kinds/curvature/curvature.ts";
import { makeCurvature } from "./src/kinds/curvature/mod.ts";
import type { CurvatureSpec } from "./src/kinds/curvature/spec.ts";
import type { GradientCheck } from "./src/kinds/gradient_check/check.ts";
import { makeGradientCheck } from "./src/kinds/gradient_check/mod.ts";
import type { CheckSpec } from "./src/kinds/gradient_check/spec.ts";
import type { Kind } from "./src/kinds/kind.ts";
import { registries } from "./src/kinds/mod.ts";
import { makeRace } from "./src/kinds/race/mod.ts";
import type { Race } from "./src/kinds/race/race.ts";
import type { RaceSpec } from "./src/kinds/race/spec.ts";
import { makeSlice } from "./src/kinds/slice/mod.ts";
import type { Slice } from "./src/kinds/slice/slice.ts";
import type { SliceSpec } from "./src/kinds/slice/spec.ts";
import type { Curve } from "./src/kinds/train/curve.ts";
import { makeTrain } from "./src/kinds/train/mod.ts";
import type { TrainSpec } from "./src/kinds/train/spec.ts";

export * from "./src/types.ts";
export { InputError, MachineError, MissingDataError } from "./src/errors.ts";
export type { Define, Entry, Leaf, LeafSource, Registry } from "./src/registry.ts";
export type * from "./src/schemas.ts";
export { type Purpose, stream } from "./src/exact/rng.ts";

export * from "./src/kernels/kernels.ts";
export { referenceKernels } from "./src/kernels/reference.ts";
export type { Assignment, Team } from "./src/threads/team.ts";
export type {
  Part,
  Scratch,
  Selection,
  ShardWork,
  SumShard,
  Wanted,
} from "./src/threads/shards.ts";
export { type Backend, type BackendOptions, openBackend } from "./src/threads/backend.ts";

export * from "./src/datasets/dataset.ts";
export { datasets } from "./src/datasets/mod.ts";
export { type Batches, batches, type LastBatch } from "./src/datasets/batches.ts";
export * from "./src/scores/scores.ts";
export { scoreFunctions } from "./src/scores/mod.ts";
export * from "./src/losses/loss.ts";
export { losses } from "./src/losses/mod.ts";
export type { Penalty } from "./src/losses/penalty.ts";
export { type Formula, loadParserFor, parseFormula } from "./src/formulas/parse.ts";
export type { Operand, OperationName, Program, Tape } from "./src/formulas/program.ts";
export * from "./src/problems/difference.ts";
export * from "./src/problems/problem.ts";
export * from "./src/problems/mod.ts";
export * from "./src/problems/classifier.ts";
export type { ClassifierData, ClassifierFields } from "./src/problems/classifier_fields.ts";
export * from "./src/gradients/gradient.ts";
export { gradients } from "./src/gradients/mod.ts";
export { numericalGradient } from "./src/gradients/differences.ts";
export * from "./src/step_sizes/step_size.ts";
export { stepSizes } from "./src/step_sizes/mod.ts";
export * from "./src/methods/method.ts";
export { methods } from "./src/methods/mod.ts";

export * from "./src/figures/figure.ts";
export { renderSvg, type SheetWords } from "./src/figures/render/svg.ts";
export { type Canvas, renderText } from "./src/figures/render/text.ts";

export * from "./src/kinds/kind.ts";
export * from "./src/kinds/mod.ts";
export * from "./src/kinds/plan.ts";
export * from "./src/kinds/table.ts";
export { train, type Watch } from "./src/kinds/train/run.ts";
export * from "./src/kinds/train/curve.ts";
export * from "./src/kinds/train/spec.ts";
export * from "./src/kinds/slice/slice.ts";
export * from "./src/kinds/slice/spec.ts";
export * from "./src/kinds/race/race.ts";
export type { Raced, RaceSpec, Tuning } from "./src/kinds/race/spec.ts";
export * from "./src/kinds/convexity/convexity.ts";
export type { ConvexitySpec, Counted, Through } from "./src/kinds/convexity/spec.ts";
export * from "./src/kinds/curvature/curvature.ts";
export type { CurvatureSpec, Curved } from "./src/kinds/curvature/spec.ts";
export * from "./src/kinds/gradient_check/check.ts";
export * from "./src/kinds/gradient_check/spec.ts";

export type { Experiment } from "./src/experiment/experiment.ts";
export { loadExperiment, type LoadOptions } from "./src/experiment/load.ts";
export {
  type ExperimentContext,
  type Interruption,
  type RegistriesFrom,
  type RunEvent,
  runExperiment,
} from "./src/runs/experiment.ts";
export type { Perform, Performed, RunData, Work } from "./src/runs/perform.ts";
export { openPool, type Pool, type PoolOptions } from "./src/runs/pool.ts";
export type { SweepShard } from "./src/runs/shard.ts";
export type { RunStore } from "./src/runs/store.ts";
export { type Files, keptFiles, qualityFiles } from "./src/results/files.ts";
export { report } from "./src/results/report.ts";
export {
  type Cause,
  compareResults,
  type ExperimentChange,
  type ExperimentResult,
  type FileChange,
  type FileChangeKind,
  type GroupChange,
  type Inputs,
  type OutcomeChange,
  type QualityComparison,
  type ResultDifference,
  type ResultSet,
} from "./src/results/compare/mod.ts";
export { qualityText } from "./src/results/compare/text.ts";

/** Experiments that train, for `loadExperiment` to give the types of their results. */
export const trainKind: Kind<TrainSpec, Curve> = makeTrain(registries);
/** Slices, for `loadExperiment` to give the types of their results. */
export const sliceKind: Kind<SliceSpec, Slice> = makeSlice(registries);
/** Gradient checks, for `loadExperiment` to give the types of their results. */
export const gradientCheckKind: Kind<CheckSpec, GradientCheck> = makeGradientCheck();
/** Races, for `loadExperiment` to give the types of their results. */
export const raceKind: Kind<RaceSpec, Race> = makeRace(registries);
/** Counts of convexity, for `loadExperiment` to give the types of their results. */
export const convexityKind: Kind<ConvexitySpec, Convexity> = makeConvexity(registries);
/** Curvature along runs, for `loadExperiment` to give the types of their results. */
export const curvatureKind: Kind<CurvatureSpec, Curvature> = makeCurvature(registries);
