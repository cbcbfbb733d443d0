import { readable } from "../../numbers.ts";
import type { BenchReport, BenchRun } from "../samples/deno_bench.ts";
import { CEILING } from "../samples/work.ts";
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
    const all: TableColumn<BenchRun>[] = [
      ["time", ({ times }) => times === null ? NOTHING : durationText(times.usual)],
      ["examples/s", ({ work, times }) => number(rate(work.examples, times?.usual))],
      ["derivatives/s", ({ work, times }) => number(rate(work.derivatives, times?.usual))],
      ["GFLOP/s", ({ work, times }) => number(rate(work.flop, times?.usual) / 1e9)],
      ["of the ceiling", ({ work: { flop, threads = 1 }, times }) => {
        const share = rate(flop, times?.usual) / (most * threads);
        return Number.isNaN(share) ? NOTHING : `${Math.round(share * 100)} %`;
      }],
      ["relative time", ({ times }) => number(rate(times?.usual, baseline))],
    ];
    const columns = all.filter(([, cell]) => members.some((run, i) => cell(run, i) !== NOTHING));
    const failed = members.flatMap(({ name, error }) =>
      error === null ? [] : `${name} failed: ${error}\n`
    );
    return `${group}\n\n${tableOf(members, [["", ({ name }) => name], ...columns])}` +
      failed.join("");
  });
  return `${cpu}, ${runtime}\n\n${tables.join("\n")}`;
}

const rate = (amount = NaN, seconds = NaN) => amount / seconds;

const number = (value: number) => Number.isNaN(value) ? NOTHING : readable(value);
