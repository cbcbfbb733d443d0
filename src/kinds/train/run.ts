/**
 * One run: steps, records, counts, and the reason it ended.
 *
 * @module
 */
import { batches } from "../../datasets/batches.ts";
import { MachineError } from "../../errors.ts";
import type { RunPlan } from "../plan.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { gradients, type GradientSource } from "../../gradients/mod.ts";
import { methods } from "../../methods/mod.ts";
import type { LinearObjective } from "../../problems/classifier.ts";
import { stream } from "../../exact/rng.ts";
import {
  DIVERGED,
  type Ending,
  endingAt,
  reachedLimit,
  recordPoints,
  shareDone,
} from "./_ending.ts";
import { sha256 } from "../../exact/sha256.ts";
import type { Counts, Curve, CurveRecord, Dataset, Objective, Vector } from "../../types.ts";

/** What a run is given from outside, so that it needs neither clock nor signals of its own. */
export interface TrainContext {
  /** What is minimised. */
  readonly objective: LinearObjective;
  /** The examples that it is over. */
  readonly dataset: Dataset;
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** Seconds from any fixed moment. */
  readonly clock: () => number;
  /** Ends the run early, with what it has. */
  readonly signal?: AbortSignal | undefined;
}

/** Sees the weights of each recorded point; they change afterwards. */
export type Watch = (record: CurveRecord, weights: Vector) => void;

/** How far a run is: what a progress bar shows. */
export interface Progress {
  /** Share of the run that is done, 0 to 1. */
  readonly done: number;
  /** Examples seen so far. */
  readonly examples: number;
}

/** A pause is made for the outside after about this many examples. */
const PAUSE = 1024;

/**
 * Trains once. Yields its progress every thousand examples or so, and returns the curve.
 *
 * Loss and accuracy are evaluated with the stopwatch off, at the recorded iterations: the first,
 * the last and those that `record` names. A run ends
 *
 * - `done` when a limit of `stop` is reached,
 * - `target` when a recorded training loss is at most `stop.targetLoss`,
 * - `diverged` when a batch's loss is not finite, or a recorded training loss is above
 *   `stop.divergence` times the one at the start (or times 1, where that is smaller): the record
 *   made then is its last,
 * - `interrupted` by the signal, and `error` when something throws: what was recorded is kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   datasets,
 *   linearObjective,
 *   loadExperiment,
 *   losses,
 *   referenceKernels,
 *   train,
 * } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Toy",
 *     "question": "How does it end?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "gradientDescent", "stepSize": 0.1 },
 *     "stop": { "iterations": 10 },
 *   }`,
 *   { source: "toy.jsonc", kind: "train" },
 * );
 * const [plan] = experiment.runs;
 * const kernels = referenceKernels("f32");
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const loss = losses.make({ name: "svm" }, kernels);
 * const objective = linearObjective({ dataset, loss, kernels });
 * const training = train(plan, { objective, dataset, kernels, clock: () => 0 });
 * let next = training.next();
 * while (!next.done) next = training.next();
 * assertEquals(next.value.stopReason, "iterations");
 * ```
 */
export function* train(
  plan: RunPlan,
  context: TrainContext,
  watch: Watch = () => {},
): Generator<Progress, Curve> {
  const { spec: { init, method, record, stop }, ...label } = plan;
  const { objective, dataset, kernels, clock, signal } = context;
  const weights = startingWeights(objective.size, init.scale, plan.seed, kernels);
  const isWanted = recordPoints(record);
  const { counts, batchSize, stepOn } = stepper(plan, context, weights, isWanted);
  const records: CurveRecord[] = [];
  const atRecords: number[] = [];
  let evaluationSeconds = 0;
  let solverSeconds = 0;

  function addRecord(): Ending | null {
    const start = clock();
    const now = { ...counts, ...objective.evaluate(weights) };
    evaluationSeconds += clock() - start;
    records.push(now);
    atRecords.push(solverSeconds);
    watch(now, weights);
    return endingAt(records, stop);
  }

  let ending = addRecord();
  try {
    while (ending === null && !signal?.aborted) {
      const start = clock();
      ending = stepOn();
      solverSeconds += clock() - start;
      if (ending === null && isWanted(counts.iteration)) ending = addRecord();
      yield { done: shareDone(stop, counts), examples: counts.examples };
    }
    ending ??= { status: "interrupted", stopReason: "interrupted" };
    if (records[records.length - 1].iteration < counts.iteration) {
      const shown = addRecord();
      // The last loss may be the first to show what happened since the record before it.
      if (ending.status === "done") ending = shown ?? ending;
    }
  } catch (error) {
    if (error instanceof MachineError) throw error;
    ending = { status: "error", stopReason: error instanceof Error ? error.message : `${error}` };
  }
  return {
    ...label,
    method: method.name,
    batchSize,
    stepSize: typeof method.stepSize === "number" ? method.stepSize : null,
    records,
    ...ending,
    weightsSha256: sha256(canonical(weights)),
    datasetSha256: dataset.fingerprint,
    timing: { solverSeconds, evaluationSeconds, atRecords },
  };
}

/** What moves the weights of a run. */
export interface Stepper {
  /** What it has done so far. */
  readonly counts: Readonly<Counts>;
  /** Examples per batch. */
  readonly batchSize: number;
  /** Steps until there is something to do besides: a record, a pause, or the end. */
  stepOn(): Ending | null;
}

/** Makes what moves the weights of a run; it stops where `isWanted` and for pauses. */
export function stepper(
  { seed, spec: { batchSize: wanted, gradient, loss, method, stop } }: RunPlan,
  { objective, dataset, kernels }: TrainContext,
  weights: Vector,
  isWanted: (iteration: number) => boolean,
): Stepper {
  const batchSize = wanted === "full" ? objective.examples : wanted;
  const nextBatch = batches(objective.examples, batchSize, stream(seed, "batches"));
  const step = methods.make(method, { kernels, size: objective.size });
  const rng = stream(seed, "search");
  const source = gradients.make(gradient, { objective, dataset, loss, kernels });
  const counter = countingObjective(source, batchSize < objective.examples);
  const { counts } = counter;

  function stepOnce(): Ending | null {
    counter.use(nextBatch());
    step(weights, counter, rng);
    counts.iteration += 1;
    counts.epoch = counts.examples / objective.examples;
    if (!Number.isFinite(counter.lossBeforeStep())) return DIVERGED;
    const reached = reachedLimit(stop, counts);
    return reached === null ? null : { status: "done", stopReason: reached };
  }

  function stepOn(): Ending | null {
    const pause = counts.examples + PAUSE;
    let ending: Ending | null = null;
    do ending = stepOnce(); while (
      ending === null && !isWanted(counts.iteration) && counts.examples < pause
    );
    return ending;
  }

  return { counts, batchSize, stepOn };
}

/** Weights with one bit pattern for NaN: processors differ in the one they produce. */
function canonical(weights: Vector): Vector {
  if (!(weights instanceof Float32Array) || !weights.some(Number.isNaN)) return weights;
  const copy = weights.slice();
  const bits = new Uint32Array(copy.buffer);
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) bits[i] = 0x7fc00000;
  return copy;
}

/** W = scale · normal random numbers, from the stream `init`. */
export function startingWeights(
  size: number,
  scale: number,
  seed: number,
  kernels: Kernels,
): Vector {
  const weights = kernels.allocate(size);
  stream(seed, "init").fillGaussian(weights, scale);
  return weights;
}

/** An objective over one batch after another that counts what it is asked. */
interface CountingObjective extends Objective {
  readonly counts: Counts;
  /** Makes `batch` what the objective is over. */
  use(batch: Uint32Array): void;
  /** The loss at the weights, with the last gradient: losses alone may be of weights just tried. */
  lossBeforeStep(): number;
}

function countingObjective(
  { objective, lossesPerGradient }: GradientSource,
  isStochastic: boolean,
): CountingObjective {
  const counts = {
    iteration: 0,
    epoch: 0,
    examples: 0,
    lossEvaluations: 0,
    gradientEvaluations: 0,
  };
  let batch: Uint32Array = new Uint32Array();
  let last = 0;
  const countLosses = (losses: number) => {
    counts.lossEvaluations += losses;
    counts.examples += losses * batch.length;
  };
  const countGradient = () => {
    if (lossesPerGradient > 0) return countLosses(lossesPerGradient);
    counts.gradientEvaluations += 1;
    counts.examples += batch.length;
  };
  return {
    size: objective.size,
    isStochastic,
    counts,
    use: (next) => batch = next,
    lossBeforeStep: () => last,
    loss(weights) {
      countLosses(1);
      return objective.loss(weights, batch);
    },
    gradient(weights, gradient) {
      countGradient();
      return last = objective.gradient(weights, gradient, batch);
    },
    descend(weights, stepSize) {
      countGradient();
      return last = objective.descend(weights, stepSize, batch);
    },
  };
}
