/** The files of a result, as text. */
import { npyFile } from "../exact/npy.ts";
import { inertJson } from "../inert.ts";
import { sha256 } from "../exact/sha256.ts";
import type { Experiment } from "../experiment/experiment.ts";
import { fileSchemas } from "../experiment/schema.ts";
import { renderPng } from "../figures/render/png.ts";
import type { AnyDone } from "../kinds/kind.ts";
import { registries } from "../kinds/mod.ts";
import type { Table } from "../kinds/table.ts";
import { exactJson } from "../exact/json.ts";
import { FILE_CANVAS, isPart, report, shownOf } from "./report.ts";

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

/** A plane of files: the same on every machine, or of one machine. */
export type Plane = Table<unknown, unknown>["plane"];

/** Files beside the tables. */
const TEXTS: Readonly<Record<Plane, readonly string[]>> = {
  quality: ["chart.txt"],
  timing: ["manifest.json", "figures.json", "chart.svg"],
};

/** Names of all files of a plane, of any kind of experiment. */
export function fileNames(plane: Plane): string[] {
  const tables = fileSchemas(registries).kinds.flatMap(({ kind }) => kind.tables);
  const names = tables.filter((table) => table.plane === plane).map(({ file }) => file);
  return [...new Set([...names, ...TEXTS[plane]])];
}

/** The quality plane: the same bytes on every machine. These are the files that are committed. */
export function qualityFiles(experiment: Experiment, done: readonly AnyDone[]): Files {
  return {
    ...tables(experiment, done, "quality"),
    "chart.txt": report(experiment, done, FILE_CANVAS),
  };
}

/** Folder of the arrays that were kept, and what its files are called. */
export const KEPT = { folder: "weights", file: /^run-\d+(-\w+)?\.(npy|png)$/ };

/** Arrays that were kept of results, as NumPy files, and as PNG where they are pictures. */
export async function keptFiles(
  { kind }: Experiment,
  done: readonly AnyDone[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const files: Record<string, Uint8Array> = {};
  for (const { name, values, shape, picture } of kind.kept?.(done) ?? []) {
    files[`${name}.npy`] = npyFile(values, shape);
    if (picture !== null) files[`${name}.png`] = await renderPng(picture);
  }
  return files;
}

function tables({ kind, question }: Experiment, done: readonly AnyDone[], plane: Plane): Files {
  const files = kind.tables.filter((table) => table.plane === plane).flatMap((table) => {
    const text = table.text(done, question);
    return text === null ? [] : [[table.file, text]];
  });
  return Object.fromEntries(files);
}

/** The circumstances of a run of an experiment, gathered by whoever runs it. */
export interface Circumstances {
  readonly version: string;
  /** Of the code that computes. */
  readonly codeSha256: string;
  /** Of all code, and of what is in the lock: it also writes and draws. */
  readonly programSha256: string;
  /** The command as it was typed. */
  readonly command: readonly string[];
  /** Commit and whether the checkout differed from it; null outside of a checkout. */
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  /** Deno, V8 and TypeScript. */
  readonly runtime: Readonly<Record<string, string>>;
  /** Operating system and processor. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** Which kernels, on how many threads for each run, and how many runs at a time. */
  readonly backend: { readonly name: string; readonly threads: number; readonly jobs: number };
  readonly started: string;
  readonly ended: string;
  /** SHA-256 of the files of modules that the experiment names, by their paths below the project. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Processes that had finished some of the runs before, where there are any. */
  readonly earlier?: readonly Earlier[];
}

/** A process that finished some of the runs: of an experiment that was resumed, or of a shard. */
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
export function timingFiles(
  experiment: Experiment,
  done: readonly AnyDone[],
  circumstances: Circumstances,
  quality: Files,
): Files {
  const { kind, source, file, runs } = experiment;
  const added = done.map(({ plan }) => plan).filter(({ run }) => run > runs.length);
  const named = done.flatMap(({ result: { datasetSha256, classNames } }) =>
    datasetSha256 !== null && classNames !== undefined ? [[datasetSha256, classNames]] : []
  );
  const figures = `${inertJson(shownOf(experiment, done), 0)}\n`;
  const manifest = {
    ...circumstances,
    file: source,
    plansSha256: plansSha256(experiment),
    // Whether all runs were finished, and none failed.
    isComplete: !isPart(experiment, done) &&
      done.every((one) => kind.failure(one) === null),
    datasets: [...new Set(done.flatMap(({ result: { datasetSha256 } }) => datasetSha256 ?? []))],
    ...named.length > 0 && { classNames: Object.fromEntries(named) },
    experiment: file,
    runs: [...runs, ...added].map(({ run, seed, spec }) => ({ run, seed, ...spec as object })),
    files: hashes(quality),
    figuresSha256: hashOf(figures),
  };
  return {
    ...tables(experiment, done, "timing"),
    "manifest.json": `${inertJson(manifest)}\n`,
    "figures.json": figures,
  };
}

/** SHA-256 of each file: a manifest belongs to the files that have these, and to no others. */
export function hashes(files: Files): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, hashOf(text)]));
}

function hashOf(text: string): string {
  return sha256(new TextEncoder().encode(text));
}

/** SHA-256 of all that is asked of an experiment, in hexadecimal. */
export function plansSha256(experiment: Experiment): string {
  const { kind: { name }, title, question, charts, runs, best, total } = experiment;
  return hashOf(exactJson([name, title, question, charts, runs, best, total]));
}
