/** Which method is best over all problems, and how sure the seeds make that. */
import { stream } from "../../exact/rng.ts";
import { median } from "../../numbers.ts";
import { columnMeans, placesOf, ranksOf } from "./_scores.ts";
import type { Board, Entry } from "./board.ts";
import { costsOf, goodTrials, medianCost } from "./costs.ts";

/** How often the seeds are drawn again. */
export const RESAMPLES = 1000;
/** How many of the draws lie beyond either end of an interval. */
const TAIL = 50;

/** A target of a problem, and who raced for it: all methods, in their order. */
export interface Cell {
  readonly problem: string;
  readonly target: number;
  readonly entries: readonly Entry[];
}

/** A method and its place. */
export interface Place {
  /** Its name. */
  readonly method: string;
  /** What it has on each target. */
  readonly own: readonly { readonly target: number; readonly entry: Entry }[];
  /** Mean of its ranks over all targets. */
  readonly meanRank: number;
  /** One more than there are methods with a lower mean rank. */
  readonly place: number;
  /** Where its place lies in nine of ten draws of the seeds. */
  readonly interval: readonly [low: number, high: number];
  /** The share of draws in which its mean rank is above that of the first; null of the first itself. */
  readonly isBehind: number | null;
  /** The same where what tuning is expected to cost is paid for. */
  readonly tuned: { readonly meanRank: number; readonly place: number };
}

/** The targets of all problems that some method reached, by the median over seeds. */
export function cellsOf(board: Board): Cell[] {
  return allCells(board).filter(({ entries, target }) =>
    entries.some((entry) => medianCost(entry, target) < Infinity)
  );
}

/** The targets of those problems that every method has raced on. */
export function allCells({ problems, methods, targets, entries }: Board): Cell[] {
  return problems.flatMap((problem) => {
    const here = methods.flatMap((method) =>
      entries.find((one) => one.problem === problem && one.method === method) ?? []
    );
    if (here.length < methods.length) return [];
    return targets.map((target) => ({ problem, target, entries: here }));
  });
}

/** What a target costs each method: the median over seeds. */
export function cellCosts({ entries, target }: Cell, withTuning = false): number[] {
  return entries.map((entry) => medianCost(entry, target, withTuning));
}

/**
 * Methods from the best to the worst: by the mean of their ranks over targets (Demšar, JMLR 7, 2006).
 * How sure that is comes from drawing the seeds of each problem again, with replacement and the same
 * for all methods: a percentile bootstrap.
 */
export function rankingOf(board: Board): Place[] {
  const cells = cellsOf(board);
  if (cells.length === 0) return [];
  const [ranks, tuned] = [false, true].map((withTuning) =>
    columnMeans(cells.map((cell) => ranksOf(cellCosts(cell, withTuning))))
  );
  const drawn = resampled(cells);
  const [places, tunedPlaces, ...placesDrawn] = [ranks, tuned, ...drawn].map(placesOf);
  const order = [...board.methods.keys()].sort((a, b) => ranks[a] - ranks[b]);
  return order.map((m): Place => {
    const own = placesDrawn.map((all) => all[m]).sort((a, b) => a - b);
    const behind = drawn.filter((all) => all[m] > all[order[0]]).length / RESAMPLES;
    return {
      method: board.methods[m],
      own: cells.map(({ target, entries }) => ({ target, entry: entries[m] })),
      meanRank: ranks[m],
      place: places[m],
      interval: [own[TAIL], own[RESAMPLES - 1 - TAIL]],
      isBehind: m === order[0] ? null : behind,
      tuned: { meanRank: tuned[m], place: tunedPlaces[m] },
    };
  });
}

/** Mean ranks of all methods, with seeds drawn again each time. */
function resampled(cells: readonly Cell[]): number[][] {
  const { below } = stream(1, "resamples");
  const problems = [...Map.groupBy(cells, ({ problem }) => problem).values()].map((own) => ({
    seeds: Math.max(1, ...own[0].entries.map(({ finals }) => finals.length)),
    costs: own.map(({ target, entries }) => entries.map((entry) => costsOf(entry, target))),
  }));
  return Array.from(
    { length: RESAMPLES },
    () =>
      columnMeans(problems.flatMap(({ seeds, costs }) => {
        const drawn = Array.from({ length: seeds }, () => below(seeds));
        return costs.map((ofMethods) =>
          ranksOf(ofMethods.map((own) => median(drawn.map((i) => own[i % own.length]))))
        );
      })),
  );
}

/** How many targets a method reached, by the median over seeds. */
export function reachedBy({ own }: Place): number {
  return own.filter(({ entry, target }) => medianCost(entry, target) < Infinity).length;
}

/** The mean share of its trials that reached a target; null where nothing was tuned. */
export function meanGoodTrials({ own }: Place): number | null {
  const shares = own.flatMap(({ entry, target }) => goodTrials(entry, target) ?? []);
  return shares.length === 0 ? null : shares.reduce((a, b) => a + b) / shares.length;
}
