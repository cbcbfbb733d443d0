import { rmdir } from "node:fs/promises";
import { shardText, type SweepShard } from "../../experiment/shard.ts";
import { counted } from "../../numbers.ts";
import { compareExperiment } from "../../results/compare/mod.ts";
import { fileText } from "../../results/compare/text.ts";
import {
  type Earlier,
  type Files,
  QUALITY_FILES,
  qualityFiles,
  TIMING_FILES,
  timingFiles,
} from "../../results/files.ts";
import { JOURNAL, type JournalHeader, type Session } from "../../runs/journal.ts";
import { tellingOf } from "../../kinds/mod.ts";
import { manifestInputs } from "../../results/manifest.ts";
import { isPart, report } from "../../results/report.ts";
import { EXIT, type Io } from "../terminal/command.ts";
import { type Execution, runsToDo } from "./execute.ts";
import { folderOf, type Found, LOCAL } from "./experiments.ts";
import { readFiles, removeFiles, writeFiles } from "./folder.ts";
import type { OpenJournal } from "./journal.ts";
import { quoted } from "./parts.ts";

/** Columns beyond which a chart gets no wider. */
const WIDEST = 140;
const MANIFEST = "manifest.json";
/** All files that a result of any kind may have. */
const FILES = [...QUALITY_FILES, ...TIMING_FILES];

/** What results were made of, and where they go. */
export interface Finished {
  readonly found: Found;
  readonly folder: string;
  /** The process that did the rest. */
  readonly session: Session;
  /** Processes that had done some of the runs before. */
  readonly earlier: readonly Earlier[];
}

/**
 * Whether a folder holds all that the runs of a header would come to, without a failure. Their data
 * is not read again.
 */
export async function isFinished(folder: string, header: JournalHeader): Promise<boolean> {
  const { [MANIFEST]: manifest, ...files } = await readFiles(folder, [...FILES, JOURNAL]);
  if (manifest === undefined || JOURNAL in files) return false;
  const { codeSha256, version } = manifestInputs(manifest, files);
  if (codeSha256 !== header.codeSha256 || version !== header.version) return false;
  const { plansSha256, isComplete } = JSON.parse(manifest);
  return plansSha256 === header.plansSha256 && isComplete === true;
}

/** Prints the report of an experiment, writes its files, and tells what failed. */
export async function finish(
  { found, folder, session, earlier }: Finished,
  { results, failure }: Execution,
  io: Io,
): Promise<number> {
  const { name, overrides, experiment } = found;
  const { pid: _, host: __, ...circumstances } = session;
  if (results.length === 0) {
    if (failure !== null) throw failure;
    io.err(`${name}: interrupted in the first run, nothing was written\n`);
    return EXIT.interrupted;
  }
  if (overrides.length > 0) io.out(`With ${overrides.join(" ")}\n\n`);
  const canvas = { width: Math.min(io.columns, WIDEST), color: io.color };
  io.out(report(experiment, results, canvas, { timing: true, width: io.columns }));
  // Part of an experiment never takes the place of a whole result.
  const isCut = isPart(experiment, results);
  const interrupted = `${folder}/interrupted`;
  const target = isCut ? interrupted : folder;
  const quality = qualityFiles(experiment, results);
  const { [MANIFEST]: manifest, ...before } = await readFiles(target, [
    ...Object.keys(quality),
    MANIFEST,
  ]);
  await writeFiles(target, quality);
  const now = { ...circumstances, ended: new Date().toISOString() };
  const told = earlier.length > 0 ? { ...now, earlier } : now;
  const timing = timingFiles(experiment, results, told, quality);
  await writeFiles(target, timing);
  // Tables of another kind of experiment, and what was there of this one, would contradict it.
  await removeFiles(target, FILES.filter((file) => !(file in quality || file in timing)));
  if (!isCut) {
    await removeFiles(interrupted, FILES);
    await rmdir(interrupted).catch(() => {}); // there is none, or something else is in it
  }
  const title = titleIn(manifest) ?? experiment.title;
  const other = folder !== folderOf(found) && title !== experiment.title
    ? "another experiment's result"
    : target.startsWith(LOCAL)
    ? "an earlier result"
    : null;
  io.out(`\n${target}: ${changeText(before, quality, other)}\n`);
  const failures = tellFailures(found, results, io);
  if (isCut) {
    const done = results.filter((result) => !tellingOf(experiment).isCut(result)).length;
    const where = failure === null ? `interrupted in run ${done + 1}` : `failed in run ${done + 1}`;
    const how = done > 0 ? ", and --resume goes on from there" : "";
    io.err(`${name}: ${where} of ${experiment.total}; what is there was written${how}\n`);
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  return failures > 0 ? EXIT.failed : EXIT.fine;
}

/** A shard of a sweep, whose journal is all that it writes. */
export interface FinishedShard {
  readonly found: Found;
  readonly shard: SweepShard;
  readonly folder: string;
  readonly journal: Pick<OpenJournal, "keep">;
}

/** Says what was done of a shard, and what to do next. */
export async function finishShard(
  { found, shard, folder, journal }: FinishedShard,
  { results, failure }: Execution,
  io: Io,
): Promise<number> {
  const { name, experiment } = found;
  const { isCut } = tellingOf(experiment);
  const done = results.filter((result) => !isCut(result)).length;
  const runs = runsToDo(experiment, shard);
  if (done < runs || failure !== null) {
    const how = failure === null ? "interrupted" : "failed";
    const what = done === 0
      ? "in the first run, nothing was written"
      : `after ${done} of ${counted(runs, "run")}; --resume goes on from there`;
    io.err(`${name}: shard ${shardText(shard)} ${how} ${what}\n`);
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  await journal.keep();
  // A run that failed is a result like others: merging tells it, and its exit code.
  tellFailures(found, results, io);
  const standard = `${LOCAL}/${name}/`;
  const folders = folder.startsWith(standard) ? quoted(standard.slice(0, -1)) : "DIR…";
  io.out(`${folder}: ${counted(runs, "run")} of shard ${shardText(shard)} finished\n`);
  io.out(`When all ${shard.of} are: deno task merge ${folders}\n`);
  return EXIT.fine;
}

/** Says on standard error which runs failed; returns how many. */
export function tellFailures(
  { name, experiment }: Found,
  results: Execution["results"],
  io: Io,
): number {
  const { failure } = tellingOf(experiment);
  let failures = 0;
  for (const result of results) {
    const reason = failure(result);
    if (reason === null) continue;
    failures++;
    io.err(`${name}: run ${result.run} failed: ${reason}\n`);
  }
  return failures;
}

/** Whether a result came out as it did before; `other` is what it takes the place of, if no matter. */
function changeText(before: Files, now: Files, other: string | null): string {
  const names = Object.keys(now);
  if (names.every((name) => before[name] === undefined)) return `wrote ${names.join(", ")}`;
  const change = compareExperiment("", { files: before }, { files: now });
  return change.status === "same"
    ? `${names.join(", ")} came out the same, byte for byte`
    : other !== null
    ? `wrote ${names.join(", ")} in place of ${other}`
    : `results changed: ${fileText(change.files[0])}`;
}

/** The title of the experiment that a manifest belongs to; undefined when it does not say. */
function titleIn(manifest: string | undefined): unknown {
  try {
    return JSON.parse(manifest ?? "{}").experiment.title;
  } catch {
    return undefined;
  }
}
