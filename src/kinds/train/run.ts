import { MachineError } from "../../errors.ts";
import { sha256 } from "../../exact/sha256.ts";
import { short } from "../../numbers.ts";
import type { Progress, Vector } from "../../types.ts";
import type { RunContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import { type Ending, endingAt, recordPoints, shareOf } from "./_ending.ts";
import { stepper } from "./_stepper.ts";
import type { Counts, Curve, CurveRecord } from "./curve.ts";
import type { TrainRegistries, TrainSpec } from "./spec.ts";

/** Sees the weights of each recorded point; they change afterwards. */
export type Watch = (record: CurveRecord, weights: Vector) => void;

/**
 * Trains once. Yields its progress every thousand examples or so, and returns the curve.
 *
 * Loss and accuracy are evaluated with the stopwatch off, at the recorded iterations: the first,
 * the last and those that `record` names. A run ends
 *
 * - `done` when a limit of `stop` is reached, or a step asked for neither loss nor gradient: then it has
 *   found no lower loss, and would find none,
 * - `target` when a recorded training loss is at most `stop.targetLoss`,
 * - `diverged` when a step started where the loss is not finite, or a recorded training loss is above
 *   `stop.divergence` times the one at the start (or times 1, where that is smaller): the record
 *   made then is its last,
 * - `interrupted` by the signal, and `error` when something throws: what was recorded is kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   classifier,
 *   datasets,
 *   loadExperiment,
 *   referenceKernels,
 *   registries,
 *   train,
 *   trainKind,
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
 *   { source: "toy.jsonc", kind: trainKind },
 * );
 * const [plan] = experiment.runs;
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const kernels = referenceKernels("f32");
 * const problem = classifier({ dataset, loss: { name: "svm" }, kernels });
 * const training = train(plan, { problem, clock: () => 0 }, registries);
 * let next = training.next();
 * while (!next.done) next = training.next();
 * assertEquals(next.value.stopReason, "iterations");
 * ```
 */
export function* train(
  plan: Plan<TrainSpec>,
  { problem, clock, jobs = 1, signal }: RunContext,
  registries: TrainRegistries,
  watch: Watch = () => {},
): Generator<Progress, Curve> {
  const { record, stop } = plan.spec;
  const weights = problem.start(plan.seed);
  const records: CurveRecord[] = [];
  const isPoint = recordPoints(record);
  const isWanted = (now: Counts) => isPoint(now, records[records.length - 1]);
  const steps = stepper(plan, problem, registries, weights, isWanted);
  const { counts, trace, batchSize } = steps;
  const atRecords: number[] = [];
  const places: [number, number][] = [];
  const { layers, tape, size, minima = [], classNames } = problem;
  let known = weights; // the last ones that were recorded and finite
  let evaluationSeconds = 0;
  let solverSeconds = 0;

  function addRecord(): Ending | null {
    const start = clock();
    const now = { ...counts, ...trace, ...problem.measure(weights) };
    evaluationSeconds += clock() - start;
    records.push(now);
    atRecords.push(solverSeconds);
    if (tape !== undefined) {
      places.push([weights[0], weights[1]]);
      if (weights.every(Number.isFinite)) known = weights.slice();
    }
    watch(now, weights);
    return endingAt(records, stop);
  }

  let ending = addRecord();
  try {
    while (ending === null && !signal?.aborted) {
      const start = clock();
      ending = steps.stepOn();
      solverSeconds += clock() - start;
      if (ending === null && isWanted(counts)) ending = addRecord();
      yield { done: shareOf(counts, stop), examples: counts.examples };
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
  if (ending.status === "diverged" && tape !== undefined) {
    ending = { ...ending, stopReason: `diverged after ${placeText(known)}` };
  }
  const values = canonical(weights);
  return {
    batchSize,
    records,
    ...ending,
    weightsSha256: sha256(values),
    datasetSha256: problem.fingerprint,
    ...classNames && { classNames },
    ...plan.spec.keep === "weights" && { weights: { layers, values: [...values] } },
    ...tape && size === 2 && { path: { tape, minima, places } },
    timing: { solverSeconds, evaluationSeconds, atRecords, jobs },
  };
}

/** Weights with one bit pattern for NaN: processors differ in the one they produce. */
function canonical(weights: Vector): Vector {
  if (!weights.some(Number.isNaN)) return weights;
  const copy = weights.slice();
  const words = new Uint32Array(copy.buffer);
  const size = copy.BYTES_PER_ELEMENT / words.BYTES_PER_ELEMENT;
  for (let i = 0; i < copy.length; i++) {
    if (!Number.isNaN(copy[i])) continue;
    words.fill(0, size * i, size * (i + 1));
    words[size * (i + 1) - 1] = size === 1 ? 0x7fc00000 : 0x7ff80000;
  }
  return copy;
}

/** `(−1.2, 1)`; of many variables the first ones. */
function placeText(place: Vector): string {
  const shown = [...place.subarray(0, 3)].map((one) => short(one));
  return `(${[...shown, ...place.length > 3 ? ["…"] : []].join(", ")})`;
}
