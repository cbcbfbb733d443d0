import { counted, median, readable } from "../../numbers.ts";
import { sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { hasEnded, type Outcomes, outcomesOf, stages } from "./_outcomes.ts";
import { edgesOf } from "./best.ts";
import type { Trained } from "./spec.ts";

/** Others that a finding names after the best. */
const RUNNERS_UP = 2;

/**
 * One sentence with the finding: which values reached the lowest training loss, for which cost,
 * how the next ones compare, and how many diverged. Where several fields are swept, each value of
 * the first one stands with what suits it best. Runs that did not come to their end do not count.
 */
export function trainFinding(
  done: readonly Trained[],
  { best = null }: SummaryOptions = {},
): string {
  const [swept, again] = stages(done, best);
  if (best === null || again.length === 0) return findingOf(done);
  const edges = edgesOf(best, swept)
    .map((words) => ` With ${words} the best lies at the edge of the sweep: look further.`);
  return findingOf(again, sweptPaths(again).filter((path) => path !== best.of)) + edges.join("");
}

/** The finding, with the best of each value of `paths`: of the first swept field when left out. */
function findingOf(done: readonly Trained[], paths = sweptPaths(done).slice(0, 1)): string {
  const finished = done.filter(hasEnded);
  if (finished.length === 0) return "Finding: none, as no run came to its end.";
  const groups = outcomesOf(finished);
  const kept = groups.filter(({ hasDiverged }) => !hasDiverged);
  if (kept.length === 0) return "Finding: every run diverged.";
  const [best, ...others] = bestOfEach(kept, paths);
  const result = ({ trainLoss, steps }: Outcomes) =>
    `${readable(trainLoss)} in ${counted(steps, "step")}`;
  if (groups.length === 1) {
    const from = readable(median(best.runs.map(({ result: { records } }) => records[0].trainLoss)));
    const swept = sweptPaths(finished).length > 0 ? `with ${best.words}, ` : "";
    return `Finding: ${swept}the training loss went from ${from} to ${result(best)}.`;
  }
  const next = others.slice(0, RUNNERS_UP).map((group) => `${group.words}: ${result(group)}`);
  const lost = groups.length - kept.length;
  return [
    `Finding: ${costOf(kept)}${best.words} reached the lowest final training loss: ` +
    `${result(best)}${certainty(best, kept.filter((group) => group !== best))}`,
    ...next.length > 0 ? [`then ${next.join("; ")}`] : [],
    ...lost > 0 ? [`${lost} of ${groups.length} diverged`] : [],
  ].join("; ") + ".";
}

/** The group with the lowest loss for each combination of values of `paths`, lowest first. */
function bestOfEach(groups: readonly Outcomes[], paths: readonly string[]): Outcomes[] {
  const sorted = groups.toSorted((a, b) => a.trainLoss - b.trainLoss);
  const value = ({ runs: [run] }: Outcomes) =>
    JSON.stringify(paths.map((path) => sweptText(run, path)));
  return sorted.filter((group, i) =>
    sorted.findIndex((other) => value(other) === value(group)) === i
  );
}

/** The cost, where all groups share it. */
function costOf(groups: readonly Outcomes[]): string {
  const examples = new Set(groups.flatMap(({ last }) => last.map((record) => record.examples)));
  return examples.size === 1 ? `after ${readable([...examples][0])} examples each, ` : "";
}

/** Whether the best is best with every seed, or just by its median. */
function certainty(best: Outcomes, others: readonly Outcomes[]): string {
  const seeds = best.last.length;
  if (seeds === 1 || others.length === 0) return "";
  const losses = ({ last }: Outcomes) => last.map(({ trainLoss }) => trainLoss);
  const isBelow = Math.max(...losses(best)) < Math.min(...others.flatMap(losses));
  return ` (median of ${seeds} seeds` +
    (isBelow
      ? "; each is below every seed of the others)"
      : ", which overlap with those of the others)");
}
