import { counted, readable } from "../../numbers.ts";
import { hasOneSeed, listed } from "./_flags.ts";
import { boardOf } from "./board.ts";
import { allCells, cellsOf, type Place, rankingOf, reachedBy, RESAMPLES } from "./ranking.ts";
import type { Raced } from "./spec.ts";

/** The share of draws in which a method has to be behind for the seeds to tell it from the first. */
const SURE = 0.95;
/** Places that a finding names after the first. */
const RUNNERS_UP = 3;

/** Which method is best over all problems, how sure the seeds make that, and what tuning changes. */
export function raceFinding(done: readonly Raced[]): string {
  if (done.length === 0) return "Finding: none, as no race came to its end.";
  const board = boardOf(done);
  const cells = cellsOf(board);
  if (cells.length === 0) {
    const why = allCells(board).length === 0
      ? "no problem has a result of every method"
      : "no method reached a target";
    return `Finding: none, as ${why}.`;
  }
  const places = rankingOf(board);
  const [first, ...others] = places;
  const problems = new Set(cells.map(({ problem }) => problem)).size;
  const of = `${counted(cells.length, "target")} of ${counted(problems, "problem")}`;
  if (others.length === 0) {
    return `Finding: there is nothing to rank, as ${first.method} raced alone; it reached ` +
      `${reachedBy(first)} of ${of}.`;
  }
  const equals = places.filter(({ place }) => place === 1);
  const next = others.filter(({ place }) => place > 1).slice(0, RUNNERS_UP);
  const verb = equals.length === 1 ? "has" : "share";
  return [
    `Finding: over ${of}, ${listed(equals.map(({ method }) => method))} ${verb} the lowest mean ` +
    `rank, ${readable(first.meanRank, 2)}` +
    (next.length === 0 ? "" : `, then ${listed(next.map(rankText))}`),
    ...hasOneSeed(board)
      ? ["One run each counts, which says nothing of how sure that is"]
      : certainty(places),
    tuningWords(places),
  ].join(". ") + ".";
}

/** `momentum (2.4)` */
function rankText({ method, meanRank }: Place): string {
  return `${method} (${readable(meanRank, 2)})`;
}

/** Whom the seeds can tell from the first. */
function certainty(places: readonly Place[]): string[] {
  const equals = places.filter(({ place }) => place === 1);
  const others = places.filter(({ place }) => place > 1);
  const names = listed(equals.map(({ method }) => method));
  const shares = others.map(({ isBehind }) => isBehind ?? 0);
  const unsure = others.filter(({ isBehind }) => (isBehind ?? 0) < SURE);
  const draws = `${readable(RESAMPLES)} draws of the seeds`;
  if (shares.length === 0) return [];
  if (unsure.length > 0) {
    const behind = unsure.map(({ isBehind }) => percent(isBehind ?? 0));
    return [
      `The seeds cannot tell ${names} from ${listed(unsure.map(({ method }) => method))}, behind ` +
      `in ${listed(behind)} of ${draws}`,
    ];
  }
  const least = Math.min(...shares);
  const stays = equals.length === 1 ? "stays" : "stay";
  return [
    `${names} ${stays} ahead of the others in ` +
    `${least === 1 ? "all" : `${percent(least)} or more`} of ${draws}`,
  ];
}

/** Who is first where tuning is paid for. */
function tuningWords(places: readonly Place[]): string {
  const firsts = places.filter(({ tuned }) => tuned.place === 1).map(({ method }) => method);
  const [{ method, tuned }] = places;
  const was = tuned.place === 1 ? "" : `, and ${method} comes ${ordinal(tuned.place)}`;
  return `Where finding a good trial is paid for, ${listed(firsts)} ` +
    `${firsts.length === 1 ? "is" : "are"} first${was}`;
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

/** `2nd` */
function ordinal(place: number): string {
  const ending = { 1: "st", 2: "nd", 3: "rd" }[place % 10];
  return `${place}${place % 100 > 10 && place % 100 < 14 ? "th" : ending ?? "th"}`;
}
