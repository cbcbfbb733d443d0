import type { Backend } from "../backend.ts";
import { shardText, type SweepShard } from "../experiment/shard.ts";
import { counted } from "../numbers.ts";
import { compareExperiment } from "../results/compare.ts";
import { firstText } from "../results/compare_text.ts";
import { type Earlier, qualityFiles, timingFiles } from "../results/files.ts";
import { tellingOf } from "../results/kinds.ts";
import { isPart, report } from "../results/report.ts";
import { circumstances } from "./_circumstances.ts";
import { EXIT, type Io } from "./_command.ts";
import { type Execution, runsToDo } from "./_execute.ts";
import { type Found, LOCAL } from "./_experiments.ts";
import { readFiles, writeFiles } from "./_folder.ts";
import type { OpenJournal } from "./_journal.ts";

/** Columns beyond which a chart gets no wider. */
const WIDEST = 140;

/** What results were made of, and where they go. */
export interface Finished {
  readonly found: Found;
  readonly folder: string;
  /** Whether the folder was named on the command line. */
  readonly isOwnFolder: boolean;
  readonly backend: Backend;
  readonly started: Date;
  /** Processes that had done some of the runs before. */
  readonly earlier: readonly Earlier[];
}

/** Prints the report of an experiment, writes its files, and tells what failed. */
export async function finish(
  { found, folder, isOwnFolder, backend, started, earlier }: Finished,
  { results, failure }: Execution,
  io: Io,
): Promise<number> {
  const { name, overrides, experiment } = found;
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
  const target = isCut ? `${isOwnFolder ? folder : `${LOCAL}/${name}`}/interrupted` : folder;
  const quality = qualityFiles(experiment, results);
  const before = await readFiles(target, Object.keys(quality));
  await writeFiles(target, quality);
  const now = await circumstances(started, backend);
  const told = earlier.length > 0 ? { ...now, earlier } : now;
  await writeFiles(target, timingFiles(experiment, results, told));
  io.out(`\n${target}: ${changeText(before, quality, target.startsWith(LOCAL))}\n`);
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
export function finishShard(
  { found, shard, folder, journal }: FinishedShard,
  { results, failure }: Execution,
  io: Io,
): number {
  const { name, experiment } = found;
  const { isCut } = tellingOf(experiment);
  const done = results.filter((result) => !isCut(result)).length;
  const runs = runsToDo(experiment, shard);
  if (done < runs) {
    const how = failure === null ? "interrupted" : "failed";
    const what = done === 0
      ? "in the first run, nothing was written"
      : `after ${done} of ${counted(runs, "run")}; --resume goes on from there`;
    io.err(`${name}: shard ${shardText(shard)} ${how} ${what}\n`);
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  journal.keep();
  // A run that failed is a result like others: merging tells it, and its exit code.
  tellFailures(found, results, io);
  const standard = `${LOCAL}/${name}/`;
  const folders = folder.startsWith(standard) ? standard.slice(0, -1) : "DIR…";
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

/** Whether a result came out as it did before. */
function changeText(
  before: Readonly<Record<string, string>>,
  now: typeof before,
  isLocal: boolean,
): string {
  const names = Object.keys(now);
  if (names.every((name) => before[name] === undefined)) return `wrote ${names.join(", ")}`;
  const change = compareExperiment("", { files: before }, { files: now });
  return change.status === "same"
    ? `${names.join(", ")} came out the same, byte for byte`
    : isLocal
    ? `wrote ${names.join(", ")} in place of an earlier result`
    : `results changed: ${firstText(change)}`;
}
