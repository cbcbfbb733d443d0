/**
 * One run: steps, records, counts, and the reason it ended.
 *
 * @module
 */
import { batches } from "./batches.ts";
import type { RunPlan } from "./experiment/load.ts";
import type { RunSpec } from "./experiment/schema.ts";
import type { Kernels } from "./kernels/mod.ts";
import { methods } from "./methods/mod.ts";
import type { LinearObjective } from "./objective.ts";
import { stream } from "./rng.ts";
import { sha256 } from "./sha256.ts";
import type { Counts, Curve, CurveRecord, Objective, Status, Vector } from "./types.ts";

/** What a run is given from outside, so that it needs neither clock nor signals of its own. */
export interface TrainContext {
  /** What is minimised. */
  readonly objective: LinearObjective;
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** SHA-256 of the dataset. */
  readonly fingerprint: string;
  /** Seconds from any fixed moment. */
  readonly clock: () => number;
  /** Ends the run early, with what it has. */
  readonly signal?: AbortSignal | undefined;
}

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
 * - `interrupted` by the signal, and `error` when a step throws: what was recorded is kept.
 */
export function* train(
  { run, seed, values, spec }: RunPlan,
  { objective, kernels, fingerprint, clock, signal }: TrainContext,
): Generator<Progress, Curve> {
  const { stop } = spec;
  const batchSize = spec.batchSize === "full" ? objective.examples : spec.batchSize;
  const nextBatch = batches(objective.examples, batchSize, stream(seed, "batches"));
  const { name, ...options } = spec.method;
  const step = methods.make(spec.method, { kernels, size: objective.size });
  const rng = stream(seed, "search");
  const weights = startingWeights(objective.size, spec.init.scale, seed, kernels);
  const isWanted = recordPoints(spec.record);
  const counter = countingObjective(objective);
  const { counts } = counter;
  const records: CurveRecord[] = [];
  let solverSeconds = 0;
  let evaluationSeconds = 0;

  function record(): void {
    const start = clock();
    records.push({ ...counts, ...objective.evaluate(weights) });
    evaluationSeconds += clock() - start;
  }

  /** Steps until there is something to do besides: record, pause, or end. */
  function stepOn(): Ending | null {
    const pause = counts.examples + PAUSE;
    do {
      counter.use(nextBatch());
      step(weights, counter, rng);
      counts.iteration += 1;
      counts.epoch = counts.examples / objective.examples;
      if (!Number.isFinite(counter.lastLoss())) return DIVERGED;
      const reached = reachedLimit(stop, counts);
      if (reached !== null) return { status: "done", stopReason: reached };
    } while (!isWanted(counts.iteration) && counts.examples < pause);
    return null;
  }

  record();
  let ending = endingAt(records, stop);
  while (ending === null) {
    if (signal?.aborted) {
      ending = { status: "interrupted", stopReason: "interrupted" };
      break;
    }
    const start = clock();
    try {
      ending = stepOn();
    } catch (error) {
      ending = { status: "error", stopReason: error instanceof Error ? error.message : `${error}` };
    }
    solverSeconds += clock() - start;
    if (ending === null && isWanted(counts.iteration)) {
      record();
      ending = endingAt(records, stop);
    }
    yield { done: shareDone(stop, counts), examples: counts.examples };
  }
  if (records[records.length - 1].iteration < counts.iteration) {
    record();
    // The last loss may be the first to show what happened since the record before it.
    if (ending.status === "done") ending = endingAt(records, stop) ?? ending;
  }

  return {
    run,
    seed,
    method: name,
    batchSize,
    stepSize: typeof options.stepSize === "number" ? options.stepSize : null,
    values,
    records,
    ...ending,
    weightsSha256: sha256(weights),
    datasetSha256: fingerprint,
    timing: { solverSeconds, evaluationSeconds },
  };
}

/** How a run ended. */
interface Ending {
  readonly status: Status;
  readonly stopReason: string;
}

type Stop = RunSpec["stop"];

const DIVERGED: Ending = { status: "diverged", stopReason: "diverged" };

/** What the last recorded loss ends the run with, if anything. */
function endingAt(
  records: readonly CurveRecord[],
  { targetLoss, divergence }: Stop,
): Ending | null {
  const [first] = records;
  const last = records[records.length - 1];
  const limit = divergence * Math.max(1, first.trainLoss);
  if (!Number.isFinite(last.trainLoss) || last.trainLoss > limit) return DIVERGED;
  return targetLoss !== undefined && last.trainLoss <= targetLoss
    ? { status: "target", stopReason: "targetLoss" }
    : null;
}

/** The limits of `stop`, each with how much of it is used up. */
function limits(stop: Stop, counts: Counts): [name: string, used: number, limit: number][] {
  const evaluations = counts.lossEvaluations + counts.gradientEvaluations;
  return [
    ["iterations", counts.iteration, stop.iterations ?? Infinity],
    ["epochs", counts.epoch, stop.epochs ?? Infinity],
    ["examples", counts.examples, stop.examples ?? Infinity],
    ["evaluations", evaluations, stop.evaluations ?? Infinity],
  ];
}

function reachedLimit(stop: Stop, counts: Counts): string | null {
  return limits(stop, counts).find(([, used, limit]) => used >= limit)?.[0] ?? null;
}

function shareDone(stop: Stop, counts: Counts): number {
  return Math.min(1, Math.max(...limits(stop, counts).map(([, used, limit]) => used / limit)));
}

/** W = scale · normal random numbers, from the stream `init`. */
function startingWeights(size: number, scale: number, seed: number, kernels: Kernels): Vector {
  const rng = stream(seed, "init");
  const weights = kernels.allocate(size);
  for (let i = 0; i < size; i++) weights[i] = scale * rng.gaussian();
  return weights;
}

/** Whether an iteration is recorded. Geometric: 1, 2, 3, 4, 6, 8, 12, 16, 24, … */
function recordPoints(record: RunSpec["record"]): (iteration: number) => boolean {
  if (record === "geometric") {
    return (iteration) => {
      const lowest = iteration & -iteration;
      return iteration === lowest || iteration === 3 * lowest;
    };
  }
  if (record instanceof Array) {
    const points = new Set(record);
    return (iteration) => points.has(iteration);
  }
  return (iteration) => iteration % record.every === 0;
}

/** An objective over one batch after another that counts what it is asked. */
interface CountingObjective extends Objective {
  readonly counts: Counts;
  /** Makes `batch` what the objective is over. */
  use(batch: Uint32Array): void;
  /** The loss of the last question, before the step that followed it. */
  lastLoss(): number;
}

function countingObjective(objective: LinearObjective): CountingObjective {
  const counts = {
    iteration: 0,
    epoch: 0,
    examples: 0,
    lossEvaluations: 0,
    gradientEvaluations: 0,
  };
  let batch: Uint32Array = new Uint32Array();
  let last = 0;
  return {
    size: objective.size,
    counts,
    use: (next) => batch = next,
    lastLoss: () => last,
    loss(weights) {
      counts.lossEvaluations += 1;
      counts.examples += batch.length;
      return last = objective.loss(weights, batch);
    },
    gradient(weights, gradient) {
      counts.gradientEvaluations += 1;
      counts.examples += batch.length;
      return last = objective.gradient(weights, gradient, batch);
    },
  };
}
