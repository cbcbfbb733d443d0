import { median } from "../../numbers.ts";
import { groupBy, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { Best } from "../plan.ts";
import { CHOOSERS, type EndField, isBetterHigh, isCost, type Judge } from "./_fields.ts";
import type { CurveRecord } from "./curve.ts";
import type { Trained } from "./spec.ts";

/** The runs that differ in their seed only, and where they ended. */
export interface Outcomes {
  /** Such as `batch size 256 with step size 1e-6`. */
  readonly words: string;
  readonly runs: readonly Trained[];
  /** Those of them that came to their end: no other has a final loss. */
  readonly ended: readonly Trained[];
  /** Median over seeds of what they are compared by; infinitely bad for runs without a result. */
  readonly final: number;
  /** The same, so that lower is better. */
  readonly badness: number;
  /** The last records of those that ended; of all where none did. */
  readonly last: readonly CurveRecord[];
  readonly hasDiverged: boolean;
}

/** Runs by their swept values, and where they ended. */
export function outcomesOf(done: readonly Trained[], by: Judge = "trainLoss"): Outcomes[] {
  const paths = sweptPaths(done);
  return groupBy(done, paths).map(({ results: runs }) => {
    const ended = runs.filter(hasEnded);
    const final = medianEnd(runs, by);
    const last = (ended.length > 0 ? ended : runs).map(lastOf);
    return {
      words: fieldWords(runs[0], paths).join(" with ") || runs[0].plan.spec.method.name,
      runs,
      ended,
      final,
      badness: isBetterHigh(by) ? -final : final,
      last,
      hasDiverged: ended.length > 0 && haveDiverged(ended),
    };
  });
}

/** Such as `step size 1e-6`, for each of `paths` that the run has. */
export function fieldWords(done: Trained, paths: readonly string[]): string[] {
  return paths.filter((path) => path in done.plan.values)
    .map((path) => `${pathWords(path)} ${sweptText(done, path)}`);
}

/** The last record of a run. */
export function lastOf({ result: { records } }: Trained): CurveRecord {
  return records[records.length - 1];
}

/** Whether a run came to its end, a good one or a bad one. */
export function hasEnded({ result: { status } }: Trained): boolean {
  return status !== "interrupted" && status !== "error";
}

/** The median of the last values; a run that diverged or failed is worse than any that did not. */
export function medianEnd(runs: readonly Trained[], y: EndField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  return sign * median(runs.map((run) => sign * endOf(run, y)));
}

/**
 * The last value of a run; infinitely bad where it diverged, failed or was interrupted, and a cost
 * where it missed its target.
 */
export function endOf(run: Trained, y: EndField): number {
  const worst = isBetterHigh(y) ? -Infinity : Infinity;
  const { status } = run.result;
  const isGood = status === "target" || status === "done" && !(isCost(y) && hasTarget(run));
  return (isGood ? lastOf(run)[y] : null) ?? worst;
}

/** Whether a run was to reach a target loss. */
export function hasTarget({ plan }: Trained): boolean {
  return plan.spec.stop.targetLoss !== undefined;
}

/** Whether half of the runs diverged, or more: then their median did. */
export function haveDiverged(runs: readonly Trained[]): boolean {
  return runs.filter(({ result }) => result.status === "diverged").length * 2 >= runs.length;
}

/**
 * What runs are compared by, unless `best` says it: where all have a target, what they took to it, as a
 * final loss is but how far a step went past it; where all have a validation part, its accuracy. A
 * sweep of which none reached the target, and a single combination, are told by how far they came.
 */
export function judgeOf(done: readonly Trained[], best: Best | null): Judge {
  const have = (what: (run: Trained) => boolean) => done.length > 0 && done.every(what);
  const isRace = have(hasTarget) && (best !== null ||
    done.some(({ result }) => result.status === "target") && outcomesOf(done).length > 1);
  const usual = isRace
    ? "examples"
    : have(({ result: { records } }) => records[0].validationAccuracy !== null)
    ? "validationAccuracy"
    : "trainLoss";
  return CHOOSERS.find((one) => one === best?.by) ?? usual;
}

/** How many examples there are, which the file may not say: as a pass over them counts. */
export function trainingExamples(run: Trained): number {
  const { examples, epoch } = lastOf(run);
  return epoch > 0 ? Math.round(examples / epoch) : Infinity;
}

/** The runs of the sweep, and those that were run again after it. */
export function stages(done: readonly Trained[], best: Best | null): [Trained[], Trained[]] {
  const isAgain = ({ plan: { seed } }: Trained) => best?.seeds.includes(seed) ?? false;
  return [done.filter((one) => !isAgain(one)), done.filter(isAgain)];
}
