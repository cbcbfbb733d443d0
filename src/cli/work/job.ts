import { InputError, MachineError } from "../../errors.ts";
import { inertWord, oneLine } from "../../inert.ts";
import { counted } from "../../numbers.ts";
import { manifestInputs } from "../../results/compare/inputs.ts";
import { compareExperiment } from "../../results/compare/mod.ts";
import { fileText } from "../../results/compare/text.ts";
import {
  fileNames,
  type Files,
  KEPT,
  keptFiles,
  plansSha256,
  qualityFiles,
  timingFiles,
} from "../../results/files.ts";
import { countComplete, isPart, report, type Shown, shownOf } from "../../results/report.ts";
import { shardText, type SweepShard } from "../../runs/shard.ts";
import { EXIT, exitOfAll, type Io, quoted } from "../terminal/command.ts";
import type { Computer } from "./backend.ts";
import { execute, type Execution, runsToDo } from "./execute.ts";
import { folderOf, type Found, LOCAL } from "./experiments.ts";
import { clearFolder, namesIn, readBelow, writeFiles } from "./folder.ts";
import { importingWords } from "./modules.ts";
import type { FolderStore, Session, StorePlace } from "./run_store.ts";
import { writeShard } from "./shards.ts";

/** Columns beyond which a chart gets no wider. */
const WIDEST = 140;
const MANIFEST = "manifest.json";
/** All files that a result of any kind may have. */
const allNames = () => [...fileNames("quality"), ...fileNames("timing")];

export interface Job extends StorePlace {
  readonly found: Found;
  readonly store: FolderStore;
  /** What goes on from finished runs. */
  readonly goesOn: "--resume" | "the same command";
  /** Whether the figures are written as SVG too. */
  readonly svg?: boolean;
}

/**
 * Whether a folder holds all results of an experiment as this program makes them, without a failure.
 * Their data is not read again.
 */
export async function isFinished(
  folder: string,
  { experiment }: Found,
  { programSha256, version }: Session,
): Promise<boolean> {
  const { manifest, inputs } = await resultIn(folder);
  if (!inputs.isRecorded) return false;
  const made = JSON.parse(manifest);
  return made.programSha256 === programSha256 && made.version === version &&
    made.plansSha256 === plansSha256(experiment) && made.isComplete === true;
}

/** The result that lies in a folder, and what its manifest says of it. */
async function resultIn(folder: string) {
  const names = [...fileNames("quality"), MANIFEST];
  const bytes = await readBelow(folder, (name) => names.includes(name));
  const texts = [...bytes].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
  const { [MANIFEST]: manifest = "", ...files }: Files = Object.fromEntries(texts);
  return { files, manifest, inputs: manifestInputs(manifest, files) };
}

/**
 * Runs an experiment, or a shard of it, and writes and says what comes of it.
 *
 * @throws {MachineError} When the machine failed, after what is there was written
 */
export async function runJob(job: Job, computer: Computer, io: Io): Promise<number> {
  const { found, shard, folder, session: { codeSha256 } } = job;
  if (shard !== null) {
    const { name, file, overrides, modules, experiment } = found;
    const sha256 = { plansSha256: plansSha256(experiment), codeSha256 };
    await writeShard(folder, { name, file, overrides, modules, shard, ...sha256 });
  }
  const execution = await execute(found, computer, io, job);
  const exit = shard === null
    ? await finish(job, execution, io)
    : finishShard(job, shard, execution, io);
  if (execution.failure !== null) throw execution.failure;
  return exit;
}

/** Prints the report of an experiment, writes its files, and says what failed. */
async function finish(job: Job, execution: Execution, io: Io): Promise<number> {
  const { found: { name, overrides, experiment }, goesOn } = job;
  const { done, failure } = execution;
  if (done.length === 0) {
    if (failure === null) io.err(`${name}: interrupted in the first run, nothing was written\n`);
    return EXIT.interrupted;
  }
  if (overrides.length > 0) io.out(`With ${overrides.map(inertWord).join(" ")}\n\n`);
  const canvas = { width: Math.min(io.columns, WIDEST), color: io.color };
  io.out(report(experiment, done, canvas, { timing: true, width: io.columns }));
  io.out(`\n${await writeResult(job, execution)}\n`);
  const exit = reportFailures(job, execution, io);
  if (!isPart(experiment, done)) return exit;
  const complete = done.filter(({ result }) => !experiment.kind.isInterrupted(result));
  const runs = new Set(complete.map(({ plan }) => plan.run));
  let run = 1;
  while (runs.has(run)) run++;
  const end = failure === null ? "interrupted" : "failed";
  const next = runs.size > 0 ? `, and ${goesOn} goes on from there` : "";
  io.err(
    `${name}: ${end} in run ${run} of ${experiment.total}; what is there was written${next}\n`,
  );
  return EXIT.interrupted;
}

/** Says what was done of a shard, whose finished runs are all that it writes, and what to do next. */
function finishShard(job: Job, shard: SweepShard, execution: Execution, io: Io): number {
  const { found: { name, experiment, modules }, folder, goesOn } = job;
  const { done, failure } = execution;
  const complete = countComplete(experiment, done);
  const count = runsToDo(experiment, shard);
  const runs = counted(count, "run");
  const text = `shard ${shardText(shard)}`;
  if (complete < count || failure !== null) {
    const end = failure === null ? "interrupted" : "failed";
    io.err(`${name}: ${text} ${end} after ${complete} of ${runs}; ${goesOn} goes on from there\n`);
    return EXIT.interrupted;
  }
  // A run that failed is a result like others: merging reports it, and its exit code.
  reportFailures(job, execution, io);
  const standard = `${LOCAL}/${name}/`;
  const folders = folder.startsWith(standard) ? quoted(standard.slice(0, -1)) : "DIR…";
  io.out(`${folder}: ${runs} of ${text} finished\n`);
  const words = [folders, ...importingWords(modules)].join(" ");
  io.out(`When all ${shard.of} are: deno task merge ${words}\n`);
  return EXIT.fine;
}

/** Says which runs failed or are open; returns the exit code of all. */
function reportFailures({ found }: Job, { done }: Execution, io: Io): number {
  const { name, experiment: { kind } } = found;
  return exitOfAll(done.map((one) => {
    const why = kind.failure(one);
    if (why === null) return EXIT.fine;
    const isOpen = kind.isOpen?.(one) ?? false;
    io.err(`${name}: run ${one.plan.run} ${isOpen ? "is open" : "failed"}: ${oneLine(why)}\n`);
    return isOpen ? EXIT.open : EXIT.failed;
  }));
}

/** Writes the files of an experiment; returns where, and what changed. */
async function writeResult(job: Job, { done, started, jobs, threads }: Execution): Promise<string> {
  const { found, folder, session, store, goesOn, svg = false } = job;
  const { experiment, modules } = found;
  // Part of an experiment never takes the place of a whole result.
  const isIncomplete = isPart(experiment, done);
  const interrupted = `${folder}/interrupted`;
  const target = isIncomplete ? interrupted : folder;
  const before = await resultIn(target);
  const quality = qualityFiles(experiment, done);
  const earlier = store.earlier(done);
  const timing = timingFiles(experiment, done, {
    ...session,
    backend: { ...session.backend, threads, jobs },
    started,
    ended: new Date().toISOString(),
    ...Object.keys(modules).length > 0 && { modules },
    ...earlier.length > 0 && { earlier },
  }, quality);
  const picture = svg ? await svgFile(shownOf(experiment, done)) : {};
  const files = { ...quality, ...timing, ...picture };
  const kept = await keptFiles(experiment, done);
  try {
    await writeFiles(target, files);
    await writeFiles(`${target}/${KEPT.folder}`, kept);
    // Tables of another kind of experiment, and what was there of this one, would contradict it.
    await clearResult(target, [...Object.keys(files), ...Object.keys(kept)]);
  } catch (error) {
    if (error instanceof InputError || error instanceof MachineError) {
      error.message += `\nFinished runs are kept: ${goesOn} goes on from there`;
    }
    throw error;
  }
  if (!isIncomplete) {
    await clearResult(interrupted);
    await store.remove();
  }
  const { title } = before.inputs.experiment ?? experiment;
  // What is committed, or asked for once more, should not have changed.
  const isOther = folder !== folderOf(found) && title !== experiment.title;
  const mayChange = isIncomplete || isOther || target.startsWith(LOCAL);
  return `${target}: ${
    changeText(before.files, quality, Object.keys({ ...timing, ...picture }), mayChange)
  }` +
    keptText(Object.keys(kept));
}

/** The figures as SVG. */
async function svgFile({ figures, ...words }: Shown): Promise<Files> {
  const { renderSvg } = await import("../../figures/render/svg.ts"); // not needed without
  return { "chart.svg": renderSvg(figures, words) };
}

/** `; 6 files in weights`, as they may be many. */
function keptText({ length }: readonly string[]): string {
  return length === 0 ? "" : `; ${counted(length, "file")} in ${KEPT.folder}`;
}

/** Removes the files of a result of any kind but for some, and the folder itself if nothing is left. */
async function clearResult(folder: string, except: readonly string[] = []): Promise<void> {
  const arrays = `${folder}/${KEPT.folder}`;
  const old = (await namesIn(arrays))?.filter((name) => KEPT.file.test(name)) ?? [];
  const others = (names: readonly string[]) => names.filter((name) => !except.includes(name));
  await clearFolder(arrays, others(old));
  await clearFolder(folder, others(allNames()));
}

/** Whether a result came out as it did before, and if it should have, what changed. */
function changeText(
  before: Files,
  now: Files,
  timing: readonly string[],
  mayChange: boolean,
): string {
  const names = Object.keys(now);
  const all = [...names, ...timing].join(", ");
  if (names.every((name) => before[name] === undefined)) return `wrote ${all}`;
  const change = compareExperiment("", { files: before }, { files: now });
  return change.status === "same"
    ? `${names.join(", ")} came out the same, byte for byte; wrote ${timing.join(", ")}`
    : mayChange
    ? `wrote ${all} in place of an earlier result`
    : `results changed: ${fileText(change.files[0])}`;
}
