/**
 * What an experiment found: a table over seeds, and one sentence.
 *
 * @module
 */
import { haveDiverged } from "./_medians.ts";
import { bestOf } from "./best.ts";
import { type TextColumn, textTable } from "../../figures/render/table.ts";
import { groupBy, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { Best } from "../plan.ts";
import { counted, median, readable } from "../../numbers.ts";
import type { Curve, CurveRecord } from "../../types.ts";

/** The runs that differ in their seed only, and where they ended. */
interface Group {
  /** Such as `batch size 256 with step size 1e-6`. */
  readonly words: string;
  readonly curves: readonly Curve[];
  readonly last: readonly CurveRecord[];
  /** Median over seeds, with infinity for runs that diverged. */
  readonly trainLoss: number;
  /** Median over seeds. */
  readonly steps: number;
  /** Whether half of the runs diverged, or more. */
  readonly hasDiverged: boolean;
}

function groupsOf(curves: readonly Curve[]): Group[] {
  const paths = sweptPaths(curves);
  return groupBy(curves, paths).map(({ results: group }) => {
    const last = group.map(({ records }) => records[records.length - 1]);
    // A run that diverged is worse than any that did not, whatever its loss.
    const losses = group.map(({ status }, i) =>
      status === "diverged" ? Infinity : last[i].trainLoss
    );
    const trainLoss = median(losses);
    const words = paths.map((path) => fieldWords(group[0], path));
    return {
      words: words.length === 0 ? group[0].method : words.join(" with "),
      curves: group,
      last,
      trainLoss,
      steps: median(last.map((record) => record.iteration)),
      hasDiverged: haveDiverged(group),
    };
  });
}

/** What a summary shows besides the quality of the result. */
export interface SummaryOptions {
  /** Adds examples per second, which belong to the machine and never to a committed file. */
  readonly timing?: boolean;
  /** What was run again after the sweep. */
  readonly best?: Best | null;
  /** Columns of the screen; wider tables are broken. */
  readonly width?: number;
}

/** The runs of the sweep, and those that were run again after it. */
export function stages(curves: readonly Curve[], best: Best | null): [Curve[], Curve[]] {
  const isAgain = ({ seed }: Curve) => best?.seeds.includes(seed) ?? false;
  return [curves.filter((curve) => !isAgain(curve)), curves.filter(isAgain)];
}

/**
 * The summary tables: one of all swept values and, where the best were run again, one of those.
 */
export function summary(curves: readonly Curve[], options: SummaryOptions = {}): string {
  const { best = null, ...rest } = options;
  const [swept, again] = stages(curves, best);
  if (best === null || again.length === 0) return summaryTable(curves, rest);
  const edges = edgesOf(best, swept);
  const atEdge = edges.map((words) => `${words}: the best lies at the edge of the sweep\n`);
  const heading = `The best ${pathWords(best.of)} of each, on other seeds:`;
  return [
    summaryTable(swept, rest),
    `${heading}\n\n${summaryTable(again, rest)}`,
    ...atEdge.length > 0 ? [atEdge.join("")] : [],
  ].join("\n");
}

/** Those whose best value is the smallest or the largest of the sweep: a better one may lie beyond. */
function edgesOf({ of }: Best, swept: readonly Curve[]): string[] {
  const others = sweptPaths(swept).filter((path) => path !== of);
  const wordsOf = (curve: Curve) => [...others, of].map((path) => fieldWords(curve, path));
  return bestOf(of, swept).flatMap((best) => {
    const group = swept.filter((curve) =>
      others.every((path) => sweptText(curve, path) === sweptText(best, path))
    );
    const values = group.map(({ values }) => values[of]).filter((one) => typeof one === "number");
    const own = best.values[of];
    const isInside = typeof own !== "number" ||
      (Math.min(...values) < own && own < Math.max(...values));
    const hasBest = !haveDiverged(group.filter(({ values }) => values[of] === own));
    return isInside || !hasBest ? [] : [wordsOf(best).join(" and ")];
  });
}

/** Such as `step size 1e-6`. */
function fieldWords(curve: Curve, path: string): string {
  return `${pathWords(path)} ${sweptText(curve, path)}`;
}

/**
 * The summary table: for each combination of swept values the median over seeds, and in brackets
 * the smallest and the largest where there are several.
 */
export function summaryTable(
  curves: readonly Curve[],
  { timing = false, width }: SummaryOptions = {},
): string {
  const groups = groupsOf(curves);
  const column = (heading: string, cell: (group: Group) => string): TextColumn => ({
    heading,
    cells: groups.map(cell),
  });
  const swept = sweptPaths(curves).map((path) =>
    column(pathWords(path), ({ curves: [curve] }) => sweptText(curve, path))
  );
  const losses = ({ last }: Group) => last.map((record) => record.trainLoss);
  const accuracies = ({ last }: Group) =>
    last.flatMap(({ testAccuracy }) => testAccuracy === null ? [] : 100 * testAccuracy);
  const hasTest = curves.some(({ records }) => records[0].testAccuracy !== null);
  return textTable(
    [
      ...swept.length > 0 ? swept : [column("method", ({ words }) => words)],
      column("steps", ({ steps }) => readable(steps)),
      column("examples", ({ last }) => readable(median(last.map((record) => record.examples)))),
      column("final training loss", (group) => spread(losses(group), readable, group.hasDiverged)),
      ...hasTest
        ? [
          column("test accuracy, %", (group) => spread(accuracies(group), (one) => one.toFixed(1))),
        ]
        : [],
      column("ended", ({ curves }) => endings(curves)),
      ...timing ? [column("examples/s", ({ curves }) => readable(median(curves.map(speed))))] : [],
    ],
    width,
    Math.max(1, swept.length),
  );
}

/** `2.26 [2.24, 2.27]`: the median, the smallest and the largest. */
function spread(
  values: readonly number[],
  text: (value: number) => string,
  hasDiverged = false,
): string {
  if (values.length === 0) return "–";
  if (values.length === 1) return text(values[0]);
  const middle = hasDiverged ? "diverged" : text(median(values));
  const sorted = values.toSorted((a, b) => a - b);
  return `${middle} [${text(sorted[0])}, ${text(sorted[sorted.length - 1])}]`;
}

/** `done`, or `2 done, 1 diverged` */
function endings(curves: readonly Curve[]): string {
  const counts = new Map<string, number>();
  for (const { status } of curves) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts.size === 1
    ? curves[0].status
    : [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
}

function speed({ records, timing: { solverSeconds } }: Curve): number {
  return solverSeconds > 0 ? records[records.length - 1].examples / solverSeconds : 0;
}

/** Others that a finding names after the best. */
const RUNNERS_UP = 2;

/**
 * One sentence with the finding: which values reached the lowest training loss, for which cost,
 * how the next ones compare, and how many diverged. Where several fields are swept, each value of
 * the first one stands with what suits it best. Runs that did not come to their end do not count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { finding } from "@descent-bench/descent-bench";
 *
 * assertEquals(finding([]), "Finding: none, as no run came to its end.");
 * ```
 */
export function finding(
  curves: readonly Curve[],
  { best = null }: Pick<SummaryOptions, "best"> = {},
): string {
  const [swept, again] = stages(curves, best);
  if (best === null || again.length === 0) return findingOf(curves);
  const edges = edgesOf(best, swept)
    .map((words) => ` With ${words} the best lies at the edge of the sweep: look further.`);
  return findingOf(again, sweptPaths(again).filter((path) => path !== best.of)) + edges.join("");
}

/** The finding, with the best of each value of `paths`: of the first swept field when left out. */
function findingOf(curves: readonly Curve[], paths = sweptPaths(curves).slice(0, 1)): string {
  const finished = curves.filter(({ status }) => status !== "interrupted" && status !== "error");
  if (finished.length === 0) return "Finding: none, as no run came to its end.";
  const groups = groupsOf(finished);
  const kept = groups.filter(({ hasDiverged }) => !hasDiverged);
  if (kept.length === 0) return "Finding: every run diverged.";
  const [best, ...others] = bestOfEach(kept, paths);
  const result = ({ trainLoss, steps }: Group) =>
    `${readable(trainLoss)} in ${counted(steps, "step")}`;
  if (groups.length === 1) {
    const from = readable(median(best.curves.map(({ records }) => records[0].trainLoss)));
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
function bestOfEach(groups: readonly Group[], paths: readonly string[]): Group[] {
  const sorted = groups.toSorted((a, b) => a.trainLoss - b.trainLoss);
  const value = ({ curves: [curve] }: Group) =>
    JSON.stringify(paths.map((path) => sweptText(curve, path)));
  return sorted.filter((group, i) =>
    sorted.findIndex((other) => value(other) === value(group)) === i
  );
}

/** The cost, where all groups share it. */
function costOf(groups: readonly Group[]): string {
  const examples = new Set(groups.flatMap(({ last }) => last.map((record) => record.examples)));
  return examples.size === 1 ? `after ${readable([...examples][0])} examples each, ` : "";
}

/** Whether the best is best with every seed, or just by its median. */
function certainty(best: Group, others: readonly Group[]): string {
  const seeds = best.last.length;
  if (seeds === 1 || others.length === 0) return "";
  const worstOfBest = Math.max(...best.last.map((record) => record.trainLoss));
  const bestOfOthers = Math.min(...others.flatMap(({ last }) => last.map((one) => one.trainLoss)));
  return worstOfBest < bestOfOthers
    ? ` (median of ${seeds} seeds; each is below every seed of the others)`
    : ` (median of ${seeds} seeds, which overlap with those of the others)`;
}
