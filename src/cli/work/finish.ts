import { InputError, MachineError } from "../../errors.ts";
import { counted } from "../../numbers.ts";
import { compareExperiment } from "../../results/compare/mod.ts";
import { fileText } from "../../results/compare/text.ts";
import {
  fileNames,
  type Files,
  plansSha256,
  qualityFiles,
  timingFiles,
} from "../../results/files.ts";
import { manifestInputs } from "../../results/manifest.ts";
import { countComplete, isPart, report } from "../../results/report.ts";
import { shardText, type SweepShard } from "../../runs/shard.ts";
import { EXIT, type Io } from "../terminal/command.ts";
import { type Execution, runsToDo } from "./execute.ts";
import { folderOf, type Found, LOCAL } from "./experiments.ts";
import { clearFolder, readFiles, writeFiles } from "./folder.ts";
import type { FolderStore, Session } from "./run_store.ts";
import { quoted } from "./shards.ts";

/** Columns beyond which a chart gets no wider. */
const WIDEST = 140;
const MANIFEST = "manifest.json";
/** All files that a result of any kind may have. */
const filesOfAll = () => [...fileNames("quality"), ...fileNames("timing")];

/** What results were made of, and where they go. */
export interface Finished {
  readonly found: Found;
  readonly folder: string;
  /** The process that did the rest. */
  readonly session: Session;
  /** Where finished runs are. */
  readonly store: Pick<FolderStore, "earlier" | "remove">;
  /** What goes on from finished runs. */
  readonly goesOn: "--resume" | "the same command";
}

/**
 * Whether a folder holds all results of an experiment as this code makes them, without a failure. Their
 * data is not read again.
 */
export async function isFinished(
  folder: string,
  { experiment }: Found,
  { codeSha256, version }: Session,
): Promise<boolean> {
  const { [MANIFEST]: manifest, ...files } = await readFiles(folder, filesOfAll());
  if (manifest === undefined) return false;
  const inputs = manifestInputs(manifest, files);
  if (codeSha256 !== inputs.codeSha256 || version !== inputs.version) return false;
  const made = JSON.parse(manifest);
  return made.plansSha256 === plansSha256(experiment) && made.isComplete === true;
}

/** Prints the report of an experiment, writes its files, and says what failed. */
export async function finish(
  made: Finished,
  execution: Execution,
  io: Io,
): Promise<number> {
  const { found, goesOn } = made;
  const { name, overrides, experiment } = found;
  const { done, failure } = execution;
  if (done.length === 0) {
    if (failure !== null) throw failure;
    io.err(`${name}: interrupted in the first run, nothing was written\n`);
    return EXIT.interrupted;
  }
  if (overrides.length > 0) io.out(`With ${overrides.join(" ")}\n\n`);
  const canvas = { width: Math.min(io.columns, WIDEST), color: io.color };
  io.out(report(experiment, done, canvas, { timing: true, width: io.columns }));
  io.out(`\n${await writeResult(made, execution)}\n`);
  const failures = reportFailures(found, done, io);
  if (isPart(experiment, done)) {
    const complete = done.filter(({ result }) => !experiment.kind.isInterrupted(result));
    const runs = new Set(complete.map(({ plan }) => plan.run));
    let run = 1;
    while (runs.has(run)) run++;
    const where = `${failure === null ? "interrupted" : "failed"} in run ${run}`;
    const how = runs.size > 0 ? `, and ${goesOn} goes on from there` : "";
    io.err(`${name}: ${where} of ${experiment.total}; what is there was written${how}\n`);
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  return failures > 0 ? EXIT.failed : EXIT.fine;
}

/** Writes the files of an experiment; returns where, and what changed. */
async function writeResult(
  { found, folder, session, store, goesOn }: Finished,
  { done }: Execution,
): Promise<string> {
  const { experiment } = found;
  // Part of an experiment never takes the place of a whole result.
  const isIncomplete = isPart(experiment, done);
  const interrupted = `${folder}/interrupted`;
  const target = isIncomplete ? interrupted : folder;
  const quality = qualityFiles(experiment, done);
  const { [MANIFEST]: manifest, ...before } = await readFiles(target, [
    ...Object.keys(quality),
    MANIFEST,
  ]);
  const { shard: _, ...circumstances } = session;
  const earlier = store.earlier();
  try {
    await writeFiles(target, quality);
    const timing = timingFiles(experiment, done, {
      ...circumstances,
      ended: new Date().toISOString(),
      ...earlier.length > 0 && { earlier },
    }, quality);
    await writeFiles(target, timing);
    // Tables of another kind of experiment, and what was there of this one, would contradict it.
    await clearFolder(target, filesOfAll().filter((file) => !(file in quality || file in timing)));
  } catch (error) {
    if (error instanceof InputError || error instanceof MachineError) {
      error.message += `\nFinished runs are kept: ${goesOn} goes on from there`;
    }
    throw error;
  }
  if (!isIncomplete) {
    await clearFolder(interrupted, filesOfAll());
    await store.remove();
  }
  const title = titleIn(manifest) ?? experiment.title;
  const other = folder !== folderOf(found) && title !== experiment.title
    ? "another experiment's result"
    : target.startsWith(LOCAL)
    ? "an earlier result"
    : null;
  return `${target}: ${changeText(before, quality, other)}`;
}

/** A shard of a sweep, whose finished runs are all that it writes. */
export interface FinishedShard {
  readonly found: Found;
  readonly shard: SweepShard;
  readonly folder: string;
}

/** Says what was done of a shard, and what to do next. */
export function finishShard(
  { found, shard, folder }: FinishedShard,
  { done, failure }: Execution,
  io: Io,
): number {
  const { name, experiment } = found;
  const complete = countComplete(experiment, done);
  const runs = runsToDo(experiment, shard);
  if (complete < runs || failure !== null) {
    const how = failure === null ? "interrupted" : "failed";
    io.err(
      `${name}: shard ${shardText(shard)} ${how} after ${complete} of ${counted(runs, "run")}; ` +
        "--resume goes on from there\n",
    );
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  // A run that failed is a result like others: merging reports it, and its exit code.
  reportFailures(found, done, io);
  const standard = `${LOCAL}/${name}/`;
  const folders = folder.startsWith(standard) ? quoted(standard.slice(0, -1)) : "DIR…";
  io.out(`${folder}: ${counted(runs, "run")} of shard ${shardText(shard)} finished\n`);
  io.out(`When all ${shard.of} are: deno task merge ${folders}\n`);
  return EXIT.fine;
}

/** Says on standard error which runs failed; returns how many. */
export function reportFailures(
  { name, experiment: { kind } }: Found,
  done: Execution["done"],
  io: Io,
): number {
  let failures = 0;
  for (const one of done) {
    const reason = kind.failure(one);
    if (reason === null) continue;
    failures++;
    io.err(`${name}: run ${one.plan.run} failed: ${reason}\n`);
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
