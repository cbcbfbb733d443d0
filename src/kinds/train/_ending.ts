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

/** The limits of `stop`: which one is reached, if any, and the share of the nearest that is used up. */
export function limitsOf(
  stop: Stop,
): { reached(counts: Counts): string | null; share(counts: Counts): number } {
  const used = {
    iterations: ({ iteration }: Counts) => iteration,
    epochs: ({ epoch }: Counts) => epoch,
    examples: ({ examples }: Counts) => examples,
    evaluations: (counts: Counts) => counts.lossEvaluations + counts.gradientEvaluations,
  };
  const limits = (Object.keys(used) as (keyof typeof used)[])
    .map((name) => ({ name, used: used[name], most: stop[name] ?? Infinity }));
  return {
    reached: (counts) => limits.find(({ used, most }) => used(counts) >= most)?.name ?? null,
    share: (counts) =>
      Math.min(1, Math.max(...limits.map(({ used, most }) => used(counts) / most))),
  };
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
