/**
 * The files of a result, as text.
 *
 * @module
 */
import type { ExperimentOf } from "../kinds/plan.ts";
import type { Kind } from "../kinds/specs.ts";
import type { Results } from "../runs/experiment.ts";
import { sha256 } from "../exact/sha256.ts";
import { plansOf, plansSha256 } from "../runs/_plans.ts";
import { tellingOf } from "../kinds/mod.ts";
import { FILE_CANVAS, isPart, report } from "./report.ts";

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

/** Names of all tables and texts of the quality plane, of any kind of experiment. */
export const QUALITY_FILES = [
  "curves.csv",
  "slice.csv",
  "path.csv",
  "gradient_check.csv",
  "runs.csv",
  "chart.txt",
];
/** Names of all files of the timing plane. */
export const TIMING_FILES = ["timings.csv", "benchopt.csv", "manifest.json"];

/** The quality plane: the same bytes on every machine. These are the files that are committed. */
export function qualityFiles<K extends Kind>(
  experiment: ExperimentOf<K>,
  results: readonly Results[K][],
): Files {
  return {
    ...tellingOf(experiment).tables(results),
    "chart.txt": report(experiment, results, FILE_CANVAS),
  };
}

/** The circumstances of a run of an experiment, gathered by whoever runs it. */
export interface Circumstances {
  /** Version of this program. */
  readonly version: string;
  /** SHA-256 of the code that computes, in hexadecimal. */
  readonly codeSha256: string;
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
  /** Processes that had done some of the runs before, where there are any. */
  readonly earlier?: readonly Earlier[];
}

/** A process that did some of the runs: of a run that was resumed, or of a part that was merged. */
export interface Earlier extends Circumstances {
  /** Such as `2/4`; null when it was to do the whole sweep. */
  readonly shard: string | null;
  /** Numbers of the runs that it did. */
  readonly runs: readonly number[];
}

/**
 * The timing plane: what belongs to one machine and one moment. Never committed. `quality` are the
 * files that it stands beside.
 */
export function timingFiles<K extends Kind>(
  experiment: ExperimentOf<K>,
  results: readonly Results[K][],
  circumstances: Circumstances,
  quality: Files,
): Files {
  const { failure, timings } = tellingOf(experiment);
  const manifest = {
    ...circumstances,
    plansSha256: plansSha256(experiment),
    // Whether all runs were finished, and none failed.
    isComplete: !isPart(experiment, results) && results.every((result) => failure(result) === null),
    datasets: [...new Set(results.map(({ datasetSha256 }) => datasetSha256))],
    experiment: experiment.file,
    runs: plansOf(experiment, results).map(({ run, seed, spec }) => ({ run, seed, ...spec })),
    files: hashes(quality),
  };
  return {
    ...timings(experiment, results),
    "manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
  };
}

/** SHA-256 of each file: a manifest belongs to the files that have these, and to no others. */
export function hashes(files: Files): Readonly<Record<string, string>> {
  const encoder = new TextEncoder();
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, sha256(encoder.encode(text))]),
  );
}
