/** What a race came to: tables for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, median, readable, short } from "../../numbers.ts";
import type { SummaryOptions } from "../kind.ts";
import { type Board, boardOf, costsOf, goodTrials, medianCost } from "./board.ts";
import { cellsOf, type Place, rankingOf } from "./ranking.ts";
import type { Raced } from "./spec.ts";

/** The ranking, and what a target costs on each problem. */
export function raceSummary(done: readonly Raced[], { width }: SummaryOptions = {}): string {
  const board = boardOf(done);
  const places = rankingOf(board);
  const cells = cellsOf(board);
  const own = ({ method }: Place) =>
    cells.flatMap(({ entries, target }) =>
      entries.filter((one) => one.method === method).map((entry) => ({ entry, target }))
    );
  const rows = places.map((place) => ({ place, own: own(place) }));
  const columns: TableColumn<typeof rows[number]>[] = [
    ["method", ({ place }) => place.method, "left"],
    ["place", ({ place }) => placeText(place)],
    ["mean rank", ({ place }) => short(place.meanRank)],
    [
      "reached",
      ({ own }) =>
        `${
          own.filter(({ entry, target }) => Number.isFinite(median(costsOf(entry, target)))).length
        } of ${own.length}`,
    ],
    ["good trials", ({ own }) => {
      const shares = own.flatMap(({ entry, target }) => goodTrials(entry, target) ?? []);
      return shares.length === 0
        ? "–"
        : `${short(100 * shares.reduce((a, b) => a + b, 0) / shares.length, 2)} %`;
    }],
    ["place with tuning", ({ place }) => String(place.tuned.place)],
  ];
  return [
    tableOf(rows, columns, width),
    costTable(board, width),
  ].join("\n");
}

function costTable(board: Board, width: number | undefined): string {
  const { problems, methods, targets, entries } = board;
  const target = targets[targets.length >> 1];
  return `Examples to the target τ = ${target} (of functions: evaluations), median over seeds:\n\n` +
    tableOf(
      methods,
      [
        ["method", (method) => method, "left"],
        ...problems.map((problem): TableColumn<string> => [problem, (method) => {
          const entry = entries.find((one) => one.problem === problem && one.method === method);
          return entry === undefined ? "–" : readable(medianCost(entry, target));
        }]),
      ],
      width,
    );
}

function placeText({ place, interval: [low, high] }: Place): string {
  return low === high ? String(place) : `${place} [${low}, ${high}]`;
}

/** Which method is best, and how sure that is. */
export function raceFinding(done: readonly Raced[]): string {
  if (done.length === 0) return "Finding: none, as no method of a race came to its end.";
  const board = boardOf(done);
  const [first, next] = rankingOf(board);
  if (first === undefined) return "Finding: none, as no problem was raced on by every method.";
  if (next === undefined) {
    return `Finding: there is nothing to rank, as ${first.method} raced alone.`;
  }
  return `Finding: over ${
    counted(cellsOf(board).length, "target")
  }, ${first.method} has the lowest ` +
    `mean rank.`;
}
