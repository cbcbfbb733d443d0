/**
 * The benches of one process as tables of rates.
 *
 * @module
 */
import { type TextColumn, textTable } from "../../figures/table.ts";
import { readable } from "../../numbers.ts";
import type { BenchReport } from "../samples/deno_bench.ts";
import { durationText, NOTHING } from "./words.ts";
import { CEILING, type Work } from "../samples/work.ts";

/** A table for each group: times, and rates where the benches say how much work they do. */
export function ratesText({ runtime, cpu, benches }: BenchReport): string {
  const ceiling = benches.find(({ group }) => group === CEILING);
  const most = ceiling === undefined ? NaN : rate(ceiling.work.flop, ceiling.times?.fastest);
  const groups = Map.groupBy(benches, ({ group }) => group);
  const tables = [...groups].map(([group, members]) => {
    const baseline = members.find(({ isBaseline }) => isBaseline)?.times?.usual ?? NaN;
    const column = (
      heading: string,
      cell: (work: Work, seconds: number) => string,
    ): TextColumn => ({
      heading,
      cells: members.map(({ work, times }) => times === null ? NOTHING : cell(work, times.usual)),
    });
    const columns: TextColumn[] = [
      { heading: "", cells: members.map(({ name }) => name) },
      column("time", (_, seconds) => durationText(seconds)),
      column("examples/s", ({ examples }, seconds) => cell(rate(examples, seconds))),
      column("derivatives/s", ({ derivatives }, seconds) => cell(rate(derivatives, seconds))),
      column("GFLOP/s", ({ flop }, seconds) => cell(rate(flop, seconds) / 1e9)),
      column(
        "of the ceiling",
        ({ flop, threads = 1 }, seconds) => percent(rate(flop, seconds) / (most * threads)),
      ),
      column("relative time", (_, seconds) => cell(seconds / baseline)),
    ];
    const told = columns.filter(({ cells }) => cells.some((text) => text !== NOTHING));
    const failed = members.flatMap(({ name, error }) =>
      error ? [`${name} failed: ${error}\n`] : []
    );
    return `${group}\n\n${textTable(told)}${failed.join("")}`;
  });
  return `${cpu}, ${runtime}\n\n${tables.join("\n")}`;
}

function rate(amount: number | undefined, seconds: number | undefined): number {
  return amount === undefined || seconds === undefined ? NaN : amount / seconds;
}

const cell = (value: number) => Number.isNaN(value) ? NOTHING : readable(value);
const percent = (share: number) => Number.isNaN(share) ? NOTHING : `${Math.round(share * 100)} %`;
