/** What makes a race less sure than its numbers look: a sentence each. */
import { counted, valueText } from "../../numbers.ts";
import { valuesBeyond } from "../_beyond.ts";
import { pathWords } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import type { Board, Entry } from "./board.ts";
import { costsOf } from "./costs.ts";
import { allCells, cellsOf } from "./ranking.ts";
import type { Raced } from "./spec.ts";

/** Things that a sentence names one by one. */
const NAMED = 3;

type Allows = NonNullable<SummaryOptions["allows"]>;

/** All that is to be said of a board. */
export function flagsOf(board: Board, allows: Allows = () => true): string[] {
  const { entries } = board;
  return [
    ...missing(board),
    ...unequal(entries),
    ...hasOneSeed(board)
      ? ["One run each counts, so nothing says how sure the ranking is: try finals=5."]
      : [],
    ...unreached(board),
    ...sentence(
      entries.filter(({ finals }) => finals.length === 0).map(named),
      (them) => `Every trial was lost, so that nothing is reached: ${them}.`,
    ),
    ...edges(entries, allows),
    ...sentence(
      entries.filter(isFalling(board)).map(named),
      (them) =>
        "Still falling fast at the end (with half as many examples again, the strictest target " +
        `would be reached): ${them}.`,
    ),
    ...disagreements(board),
  ];
}

/** Whether no pair has more than one run that counts, so that the seeds say nothing. */
export function hasOneSeed({ entries }: Board): boolean {
  return entries.every(({ finals }) => finals.length <= 1);
}

/** `a, b and c`; of many the first ones. */
export function listed(texts: readonly string[]): string {
  const more = texts.length - NAMED;
  const shown = more > 1 ? [...texts.slice(0, NAMED), `${more} more`] : texts;
  return [shown.slice(0, -1).join(", "), ...shown.slice(-1)].filter((text) => text !== "")
    .join(" and ");
}

function sentence(texts: readonly string[], about: (them: string) => string): string[] {
  return texts.length === 0 ? [] : [about(listed(texts))];
}

function named({ problem, method }: Entry): string {
  return `${method} on ${problem}`;
}

/** Problems that not every method has a result of. */
function missing(board: Board): string[] {
  const whole = new Set(allCells(board).map(({ problem }) => problem));
  return sentence(
    board.problems.filter((problem) => !whole.has(problem)),
    (them) => `Left out of the ranking, as some method has no result there: ${them}.`,
  );
}

/** Methods are compared fairly if all that are tuned have as many trials. */
function unequal(entries: readonly Entry[]): string[] {
  const counts = entries.flatMap(({ runs }) => runs.map(({ result: { trials } }) => trials.length))
    .filter((count) => count > 0);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least < most
    ? [
      `Some were tuned with ${
        counted(least, "trial")
      } and some with ${most}, which is no fair race.`,
    ]
    : [];
}

/** Targets that count for nobody. */
function unreached(board: Board): string[] {
  const [all, reached] = [allCells(board), cellsOf(board)];
  const lost = all.filter(({ problem, target }) =>
    !reached.some((one) => one.problem === problem && one.target === target)
  );
  const texts = [...Map.groupBy(lost, ({ problem }) => problem)].map(([problem, cells]) =>
    `${problem} (${cells.map(({ target }) => valueText(target)).join(", ")})`
  );
  return sentence(
    texts,
    (them) =>
      `No method reached ${lost.length} of ${all.length} targets, which do not count: ${them}.`,
  );
}

/** Best values that are the smallest or the largest that were tried, where others are allowed beyond. */
function edges(entries: readonly Entry[], allows: Allows): string[] {
  return ([["smallest", "min", -1], ["largest", "max", 1]] as const).flatMap(
    ([extreme, field, sign]) =>
      sentence(
        entries.flatMap((entry) =>
          entry.runs.filter((run) => isAtEdge(run, sign, allows)).map((
            { result: { of, chosen } },
          ) => `${named(entry)} (${pathWords(String(of))} ${valueText(chosen)})`)
        ),
        (them) =>
          `The best value is the ${extreme} that was tried, so one beyond tuning.${field} may be ` +
          `better: ${them}.`,
      ),
  );
}

function isAtEdge({ plan, result: { of, chosen, trials } }: Raced, sign: 1 | -1, allows: Allows) {
  if (of === null || chosen === null) return false;
  const values = [...new Set(trials.map(({ value }) => value))].sort((a, b) => sign * (a - b));
  const [inner, edge] = values.slice(-2);
  if (edge === undefined || chosen !== edge) return false;
  return valuesBeyond(inner, edge, (value) => allows(plan, of, value)).length > 0;
}

/**
 * Whether half of the runs or more miss the strictest target, and would reach it with half of their
 * examples again at the rate of the second half.
 */
function isFalling({ targets }: Board): (entry: Entry) => boolean {
  const strictest = targets[targets.length - 1];
  return ({ finals, lowest }) => {
    const falling = finals.filter(({ lows, examples }) => {
      const gaps = lows.map(([at, loss]): [number, number] => [at, loss - lowest]);
      const [[, start], [, end]] = [gaps[0], gaps[gaps.length - 1]];
      const [, middle] = gaps.findLast(([at]) => at <= examples / 2) ?? gaps[0];
      const wanted = strictest * start;
      return end > wanted && end * (end / middle) <= wanted;
    });
    return falling.length > 0 && falling.length * 2 >= finals.length;
  };
}

/** How many targets some runs of a method reach and others do not, with an example. */
function disagreements({ entries, targets }: Board): string[] {
  const found = entries.flatMap((entry) =>
    targets.flatMap((target) => {
      const costs = costsOf(entry, target);
      const reached = costs.filter(Number.isFinite).length;
      if (reached === 0 || reached === costs.length) return [];
      const what = `${entry.method} reaches ${valueText(target)} of ${entry.problem}`;
      return [`${what} in ${reached} of ${costs.length} runs`];
    })
  );
  const [first, ...others] = found;
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : `; ${others.length} more like it`;
  return [`Seeds disagree on whether a target is reached: ${first}${more}.`];
}
