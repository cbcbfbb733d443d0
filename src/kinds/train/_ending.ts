/**
 * When a run records, and when it ends.
 *
 * @module
 */
import type { Counts, CurveRecord, Status } from "./curve.ts";
import type { TrainSpec } from "./spec.ts";

/** How a run ended. */
export interface Ending {
  readonly status: Status;
  readonly stopReason: string;
}

type Stop = TrainSpec["stop"];

/** A loss was not finite, or far too large. */
export const DIVERGED: Ending = { status: "diverged", stopReason: "diverged" };

/** What the last recorded loss ends the run with, if anything. */
export function endingAt(
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

/** The limit of `stop` that is reached, if any. */
export function reachedLimit(
  { iterations = Infinity, epochs = Infinity, examples = Infinity, evaluations = Infinity }: Stop,
  counts: Counts,
): string | null {
  if (counts.iteration >= iterations) return "iterations";
  if (counts.epoch >= epochs) return "epochs";
  if (counts.examples >= examples) return "examples";
  return evaluationsOf(counts) >= evaluations ? "evaluations" : null;
}

/** The share of the nearest limit that is used up. */
export function shareDone(
  { iterations = Infinity, epochs = Infinity, examples = Infinity, evaluations = Infinity }: Stop,
  counts: Counts,
): number {
  const shares = [
    counts.iteration / iterations,
    counts.epoch / epochs,
    counts.examples / examples,
    evaluationsOf(counts) / evaluations,
  ];
  return Math.min(1, Math.max(...shares));
}

function evaluationsOf({ lossEvaluations, gradientEvaluations }: Counts): number {
  return lossEvaluations + gradientEvaluations;
}

/** Whether an iteration is recorded. Geometric: 1, 2, 3, 4, 6, 8, 12, 16, 24, … */
export function recordPoints(record: TrainSpec["record"]): (iteration: number) => boolean {
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
