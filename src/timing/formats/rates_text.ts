import { readable } from "../../numbers.ts";
import type { BenchReport, BenchRun } from "../samples/deno_bench.ts";
import { CEILING, type Work } from "../samples/work.ts";
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { durationText, NOTHING } from "./words.ts";

/**
 * The benches of one process: a table for each group, with times, and rates where the benches say
 * how much work they do.
 */
export function ratesText({ runtime, cpu, benches }: BenchReport): string {
  const ceiling = benches.find(({ group }) => group === CEILING);
  const most = rate(ceiling?.work.flop, ceiling?.times?.fastest);
  const groups = Map.groupBy(benches, ({ group }) => group);
  const tables = [...groups].map(([group, members]) => {
    const baseline = members.find(({ isBaseline }) => isBaseline)?.times?.usual ?? NaN;
    const column = (
      heading: string,
      cell: (work: Work, seconds: number) => string,
    ): TableColumn<BenchRun> => [
      heading,
      ({ work, times }) => times === null ? NOTHING : cell(work, times.usual),
    ];
    const columns = [
      column("time", (_, seconds) => durationText(seconds)),
      column("examples/s", ({ examples }, seconds) => number(rate(examples, seconds))),
      column("derivatives/s", ({ derivatives }, seconds) => number(rate(derivatives, seconds))),
      column("GFLOP/s", ({ flop }, seconds) => number(rate(flop, seconds) / 1e9)),
      column("of the ceiling", ({ flop, threads = 1 }, seconds) => {
        const share = rate(flop, seconds) / (most * threads);
        return Number.isNaN(share) ? NOTHING : `${Math.round(share * 100)} %`;
      }),
      column("relative time", (_, seconds) => number(seconds / baseline)),
    ].filter(([, cell]) => members.some((run, i) => cell(run, i) !== NOTHING));
    const failed = members.flatMap(({ name, error }) =>
      error === null ? [] : `${name} failed: ${error}\n`
    );
    return `${group}\n\n${tableOf(members, [["", ({ name }) => name], ...columns])}` +
      failed.join("");
  });
  return `${cpu}, ${runtime}\n\n${tables.join("\n")}`;
}

function rate(amount = NaN, seconds = NaN): number {
  return amount / seconds;
}

function number(value: number): string {
  return Number.isNaN(value) ? NOTHING : readable(value);
}
