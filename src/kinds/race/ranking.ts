/** Which method is best over all problems, and how sure the seeds make it. */
import { stream } from "../../exact/rng.ts";
import { median } from "../../numbers.ts";
import { type Board, costsOf, type Entry, medianCost } from "./board.ts";
import { columnMeans, placesOf, ranksOf } from "./_scores.ts";

/** How often the seeds are drawn again. */
const RESAMPLES = 1000;
/** The share of them that lies outside of an interval, on either side. */
const TAIL = 0.05;

/** A method and its place. */
export interface Place {
  /** Its name. */
  readonly method: string;
  /** Mean of its ranks over all targets of all problems. */
  readonly meanRank: number;
  /** One more than there are methods with a lower mean rank. */
  readonly place: number;
  /** Where its place lies in nine of ten resamples. */
  readonly interval: readonly [low: number, high: number];
  /** The share of resamples in which it has a lower mean rank than the method after it. */
  readonly isAhead: number | null;
  /** The same with what tuning is expected to cost. */
  readonly tuned: { readonly meanRank: number; readonly place: number };
}

/** A target of a problem, with the entries of all methods in their order. */
interface Cell {
  readonly problem: string;
  readonly target: number;
  readonly entries: readonly Entry[];
}

/** The targets of those problems that every method has raced on. */
export function cellsOf({ problems, methods, targets, entries }: Board): Cell[] {
  return problems.flatMap((problem) => {
    const here = methods.flatMap((method) =>
      entries.find((one) => one.problem === problem && one.method === method) ?? []
    );
    if (here.length < methods.length) return [];
    return targets.map((target) => ({ problem, target, entries: here }));
  });
}

/**
 * Methods from the best to the worst: by the mean of their ranks over all targets of all problems
 * (Demšar, JMLR 7, 2006), where a rank is that of the median over seeds. How sure that is comes from
 * seeds drawn again with replacement, for each problem the same for all methods: a percentile bootstrap.
 */
export function rankingOf(board: Board): Place[] {
  const cells = cellsOf(board);
  if (cells.length === 0) return [];
  const meanRanks = (costOf: (entry: Entry, target: number) => number) =>
    columnMeans(
      cells.map(({ entries, target }) => ranksOf(entries.map((one) => costOf(one, target)))),
    );
  const means = meanRanks((entry, target) => medianCost(entry, target));
  const tuned = meanRanks((entry, target) => medianCost(entry, target, true));
  const again = resampled(cells);
  const places = placesOf(means);
  const placesAgain = again.map(placesOf);
  const tunedPlaces = placesOf(tuned);
  const order = [...board.methods.keys()].sort((a, b) => means[a] - means[b]);
  return order.map((m, i): Place => {
    const own = placesAgain.map((places) => places[m]).sort((a, b) => a - b);
    const low = own[Math.floor(TAIL * RESAMPLES)];
    const high = own[RESAMPLES - 1 - Math.floor(TAIL * RESAMPLES)];
    const { [i + 1]: next } = order;
    return {
      method: board.methods[m],
      meanRank: means[m],
      place: places[m],
      interval: [low, high],
      isAhead: next === undefined
        ? null
        : again.filter((ranks) => ranks[m] < ranks[next]).length / RESAMPLES,
      tuned: { meanRank: tuned[m], place: tunedPlaces[m] },
    };
  });
}

/** Mean ranks of all methods, with seeds drawn again each time. */
function resampled(cells: readonly Cell[]): number[][] {
  const { below } = stream(1, "resamples");
  const problems = [...Map.groupBy(cells, ({ problem }) => problem).values()].map((own) => ({
    seeds: Math.max(...own[0].entries.map(({ finals }) => finals.length), 1),
    costs: own.map(({ target, entries }) => entries.map((one) => costsOf(one, target))),
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

/** What a target of a problem costs each method, by their order in the board. */
export function cellCosts({ entries, target }: Cell, withTuning: boolean): number[] {
  return entries.map((one) => medianCost(one, target, withTuning));
}
