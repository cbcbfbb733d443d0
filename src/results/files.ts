/**
 * The files of a result, as text.
 *
 * @module
 */
import type { Experiment } from "../experiment/load.ts";
import type { Curve } from "../types.ts";
import { FILE_CANVAS, report } from "./report.ts";
import { curvesTable, runsTable, timingsTable } from "./tables.ts";

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

/** The quality plane: the same bytes on every machine. These are the files that are committed. */
export function qualityFiles(experiment: Experiment, curves: readonly Curve[]): Files {
  return {
    "curves.csv": curvesTable(curves),
    "runs.csv": runsTable(curves),
    "chart.txt": report(experiment, curves, FILE_CANVAS),
  };
}

/** The circumstances of a run of an experiment, gathered by whoever runs it. */
export interface Circumstances {
  /** Version of this program. */
  readonly version: string;
  /** The command as it was typed. */
  readonly command: readonly string[];
  /** Commit and whether the checkout differed from it; null outside of a checkout. */
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  /** Deno, V8 and TypeScript. */
  readonly runtime: Readonly<Record<string, string>>;
  /** Operating system and processor. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** Which kernels, on how many threads. */
  readonly backend: { readonly name: string; readonly threads: number };
  /** When it started, ISO 8601. */
  readonly started: string;
  /** When it ended, ISO 8601. */
  readonly ended: string;
}

/** The timing plane: what belongs to one machine and one moment. Never committed. */
export function timingFiles(
  { file, runs }: Experiment,
  curves: readonly Curve[],
  circumstances: Circumstances,
): Files {
  const manifest = {
    ...circumstances,
    datasets: [...new Set(curves.map(({ datasetSha256 }) => datasetSha256))],
    experiment: file,
    runs: runs.map(({ run, seed, spec }) => ({ run, seed, ...spec })),
  };
  return {
    "timings.csv": timingsTable(curves),
    "manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
  };
}
