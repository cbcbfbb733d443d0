/**
 * How the results of each kind of experiment are told.
 *
 * @module
 */
import type { Draw } from "../figures/figure.ts";
import type { Best, ExperimentOf } from "./plan.ts";
import type { Kind } from "./specs.ts";
import type { Registry } from "../registry.ts";
import type { Results } from "../runs/experiment.ts";
import { benchoptTable } from "./train/benchopt.ts";
import { charts } from "./train/figures.ts";
import { sliceCharts } from "./slice/figures.ts";
import { checkCharts } from "./gradient_check/figures.ts";
import { checkFinding, checkSummary, checkTables, isRight } from "./gradient_check/tables.ts";
import { sliceFinding, sliceSummary, sliceTables } from "./slice/tables.ts";
import { finding, stages, summary, type SummaryOptions } from "./train/summary.ts";
import { curvesTable, runsTable, timingsTable } from "./train/tables.ts";

/** How results of one kind are told. */
export interface Telling<K extends Kind, Result = Results[K]> {
  /** The charts that an experiment may name. */
  readonly charts: Registry<void, Draw<Result>>;
  /** Those of the results that charts are drawn from. */
  drawn(results: readonly Result[], best: Best | null): readonly Result[];
  /** The tables that are the same on every machine, by file name. */
  tables(results: readonly Result[]): Readonly<Record<string, string>>;
  /** The tables that belong to one machine, by file name. */
  timings(
    experiment: ExperimentOf<K>,
    results: readonly Result[],
  ): Readonly<Record<string, string>>;
  /** The table for people. */
  summary(results: readonly Result[], options: SummaryOptions): string;
  /** What was found, in a sentence. */
  finding(results: readonly Result[], options: SummaryOptions): string;
  /** Whether a result was cut short. */
  isCut(result: Result): boolean;
  /** Why a result makes the command fail, or null. */
  failure(result: Result): string | null;
}

const tellings: { readonly [K in Kind]: Telling<K> } = {
  train: {
    charts,
    drawn: (curves, best) => stages(curves, best)[0],
    tables: (curves) => ({ "curves.csv": curvesTable(curves), "runs.csv": runsTable(curves) }),
    timings: (experiment, curves) => ({
      "timings.csv": timingsTable(curves),
      "benchopt.csv": benchoptTable(experiment, curves),
    }),
    summary,
    finding,
    isCut: ({ status }) => status === "interrupted",
    failure: ({ status, stopReason }) => status === "error" ? stopReason : null,
  },
  slice: {
    charts: sliceCharts,
    drawn: (slices) => slices,
    tables: sliceTables,
    timings: () => ({}),
    summary: sliceSummary,
    finding: sliceFinding,
    isCut: () => false,
    failure: () => null,
  },
  gradientCheck: {
    charts: checkCharts,
    drawn: (checks) => checks,
    tables: checkTables,
    timings: () => ({}),
    summary: checkSummary,
    finding: checkFinding,
    isCut: () => false,
    failure: (check) => isRight(check) ? null : checkFinding([check]).replace("Finding: ", ""),
  },
};

/** How the results of an experiment are told. */
export function tellingOf<K extends Kind>({ kind }: ExperimentOf<K>): Telling<K> {
  return tellings[kind];
}
