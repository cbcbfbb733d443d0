/** When a run records, and when it ends. */
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

/** A method asked for nothing: it will go no further. */
export const AT_REST: Ending = { status: "done", stopReason: "no lower loss found" };

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

/** What the limits of `stop` count. */
const USED = {
  iterations: ({ iteration }: Counts) => iteration,
  epochs: ({ epoch }: Counts) => epoch,
  examples: ({ examples }: Counts) => examples,
  evaluations: (counts: Counts) => counts.lossEvaluations + counts.gradientEvaluations,
};
const LIMITS = Object.keys(USED) as (keyof typeof USED)[];

/** What the first limit that is reached ends the run with, if any. */
export function endingBy(counts: Counts, stop: Stop): Ending | null {
  const stopReason = LIMITS.find((name) => USED[name](counts) >= (stop[name] ?? Infinity));
  return stopReason === undefined ? null : { status: "done", stopReason };
}

/** Steps of a run that neither diverges nor reaches a target, where `stop` fixes them; null otherwise. */
export function stepsOf({ iterations, epochs }: Stop, stepsPerEpoch: number): number | null {
  const steps = Math.min(iterations ?? Infinity, Math.ceil((epochs ?? Infinity) * stepsPerEpoch));
  return steps === Infinity ? null : steps;
}

/** The share of the nearest limit that is used up, 0 to 1. */
export function shareOf(counts: Counts, stop: Stop): number {
  return Math.min(
    1,
    Math.max(...LIMITS.map((name) => USED[name](counts) / (stop[name] ?? Infinity))),
  );
}

/** Whether a point is recorded, by what has been done then and at the last record. */
export type IsWanted = (now: Counts, last: Counts) => boolean;

/** Which points are recorded. Geometric: iterations 1, 2, 3, 4, 6, 8, 12, 16, 24, … */
export function recordPoints(record: TrainSpec["record"]): IsWanted {
  if (record === "geometric") {
    return ({ iteration }) => {
      const lowest = iteration & -iteration;
      return iteration === lowest || iteration === 3 * lowest;
    };
  }
  if (record instanceof Array) {
    const points = new Set(record);
    return ({ iteration }) => points.has(iteration);
  }
  if ("examples" in record) {
    return (now, last) => now.examples - last.examples >= record.examples;
  }
  return ({ iteration }) => iteration % record.every === 0;
}
