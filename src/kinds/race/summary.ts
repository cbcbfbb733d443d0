/** What a race came to, as tables for people. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { wrapped } from "../../figures/render/wrap.ts";
import { counted, readable, short, valueText } from "../../numbers.ts";
import type { SummaryOptions } from "../kind.ts";
import { flagsOf } from "./_flags.ts";
import { type Board, boardOf, type Entry } from "./board.ts";
import { medianCost } from "./costs.ts";
import { cellsOf, meanGoodTrials, type Place, rankingOf, reachedBy } from "./ranking.ts";
import type { Raced } from "./spec.ts";

/** The ranking, who is first on each problem, and what to be careful about. */
export function raceSummary(
  done: readonly Raced[],
  { width = Infinity, allows }: SummaryOptions = {},
): string {
  const board = boardOf(done);
  const places = rankingOf(board);
  const cells = cellsOf(board);
  const problems = new Set(cells.map(({ problem }) => problem)).size;
  const lines = (text: string) =>
    `${width === Infinity ? text : wrapped(text, width).join("\n")}\n`;
  return [
    ...places.length === 0 ? [] : [
      tableOf(places, COLUMNS, width),
      lines(
        `mean rank: of the examples that a target takes, over ${counted(cells.length, "target")} ` +
          `of ${counted(problems, "problem")}; [a, b]: where the place lies in nine of ten draws ` +
          "of the seeds; good trials: the share that reach a target; with tuning: the place where " +
          "finding a good trial is paid for",
      ),
    ],
    firstsTable(board, width),
    lines(
      "first, second: with the value that was tuned, and the examples that the target takes (of a " +
        "function, evaluations), the median over seeds",
    ),
    ...flagsOf(board, allows).map(lines),
  ].join("\n");
}

const COLUMNS: readonly TableColumn<Place>[] = [
  ["method", ({ method }) => method, "left"],
  ["place", placeText],
  ["mean rank", ({ meanRank }) => meanRank.toFixed(2)],
  ["reached", (place) => `${reachedBy(place)} of ${place.own.length}`],
  ["good trials", (place) => {
    const share = meanGoodTrials(place);
    return share === null ? "–" : `${short(100 * share, 2)} %`;
  }],
  ["with tuning", ({ tuned: { place } }) => String(place)],
];

/** `2`, or `2 [1, 3]` where it depends on the seeds. */
function placeText({ place, interval: [low, high] }: Place): string {
  return low === high && low === place ? String(place) : `${place} [${low}, ${high}]`;
}

/** The two methods that reach the strictest target of each problem for the lowest cost. */
function firstsTable({ problems, targets, entries }: Board, width: number): string {
  const rows = problems.map((problem) => {
    const here = entries.filter((one) => one.problem === problem);
    const reached = targets.findLast((target) =>
      here.some((one) => medianCost(one, target) < Infinity)
    );
    const target = reached ?? targets[0];
    const sorted = here.map((entry) => ({ entry, cost: medianCost(entry, target) }))
      .filter(({ cost }) => cost < Infinity).sort((a, b) => a.cost - b.cost);
    return { problem, target, isReached: reached !== undefined, sorted };
  });
  type Row = typeof rows[number];
  const place = (at: number) => ({ sorted: { [at]: one } }: Row) =>
    one === undefined ? "–" : `${nameText(one.entry)}: ${readable(one.cost)}`;
  return tableOf(
    rows,
    [
      ["problem", ({ problem }) => problem, "left"],
      ["target", ({ target, isReached }) => isReached ? valueText(target) : "none"],
      ["first", place(0), "left"],
      ["second", place(1), "left"],
    ],
    width,
  );
}

/** `adam 0.01`: the method with what tuning chose. */
function nameText({ method, runs }: Entry): string {
  const chosen = [...new Set(runs.flatMap(({ result }) => result.chosen ?? []))];
  return [method, ...chosen.map((one) => short(one, 2))].join(" ");
}
