/**
 * `run`: what `deno task experiments` calls.
 *
 * @module
 */
import { InputError, MissingDataError } from "../errors.ts";
import { counted } from "../numbers.ts";
import { plansSha256 } from "../results/files.ts";
import { parseShard, type SweepShard } from "../runs/shard.ts";
import type { Backend } from "../threads/backend.ts";
import { dryRunText } from "./terminal/dry_run.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
import { BACKEND_FLAGS, backendFor, checkBackend } from "./work/backend.ts";
import { sessionOf } from "./work/circumstances.ts";
import { execute, runsToDo } from "./work/execute.ts";
import {
  DEFAULT,
  findExperiments,
  folderOf,
  type Found,
  LOCAL,
  RESULTS,
  shippedNames,
} from "./work/experiments.ts";
import { finish, finishShard, isFinished } from "./work/finish.ts";
import { checkWritable } from "./work/folder.ts";
import {
  countFinished,
  type FolderStore,
  folderStore,
  RUNS,
  type Session,
} from "./work/run_store.ts";
import { writeShard } from "./work/shards.ts";

/** Runs experiments and writes their results. */
export const run: Command = {
  summary: "Run experiments: table and chart on the screen, CSV files in a folder.",
  usage: "deno task experiments [NAME|FILE…] [KEY=VALUE…] [options]",
  details: `NAME is a shipped experiment (deno task list shows them), FILE one of your own; without
either, ${DEFAULT} runs. KEY=VALUE sets a field of the file, a comma list sweeps it.

Results go to ${RESULTS}/NAME, which is under version control: "git status" stays clean when they
come out the same. With overrides, or for a FILE of your own, they go to ${LOCAL}/NAME.
When interrupted, what is there goes to a folder "interrupted" below, until the result is whole.

Finished runs are kept while it works: after Ctrl-C, a crash or a power cut, the same command with
--resume goes on from there, to the same bytes; of several experiments, those that are finished are
not run again. Shards of a sweep run on as many machines as there are, and deno task merge puts them
together.

Exit codes: 0 fine, 1 a run, a gradient check or the machine failed, 2 wrong usage or a wrong
file, 130 interrupted.`,
  flags: [
    ...BACKEND_FLAGS,
    { name: "all", meaning: "Run every shipped experiment" },
    { name: "dry-run", meaning: "Show the runs without running them" },
    { name: "out", alias: "o", value: "DIR", meaning: "Write here; DIR/NAME for several" },
    { name: "overrides", value: "JSON", meaning: "More KEY=VALUE, as a JSON list: for scripts" },
    { name: "resume", meaning: "Go on from the runs that were finished before" },
    { name: "restart", meaning: "Run all again, those that were finished before too" },
    {
      name: "shard",
      value: "K/N",
      meaning: "Do only the K-th of N shards of the sweep, for deno task merge",
    },
  ],
  examples: [
    ["deno task experiments", "Compare batch sizes 1, 256 and full"],
    ["deno task experiments step_size --dry-run", "See what would run"],
    [
      "deno task experiments batch_size batchSize=1,32,256 method.stepSize=1e-7",
      "Other batch sizes, one step size for all",
    ],
    ["deno task experiments step_size --shard 2/4", "The second of four shards of a sweep"],
    [
      "deno task experiments batch_size dataset.name=cifar10 dataset.directory=DIR --out /tmp/real",
      "The same on real pixels, from a folder with CIFAR-10's .bin files",
    ],
  ],
  async run(args, io) {
    const { names, flags } = args;
    if (flags.all && names.length > 0) throw new InputError("Give either names or --all, not both");
    if (flags.resume && flags.restart) {
      throw new InputError("Give either --resume or --restart, not both");
    }
    const shard = typeof flags.shard === "string" ? parseShard(flags.shard) : null;
    const overrides = [...args.overrides, ...overridesFrom(flags.overrides)];
    await checkBackend(args);
    const wanted = flags.all ? await shippedNames() : names.length > 0 ? names : [DEFAULT];
    const found = await findExperiments(wanted, overrides);
    if (flags["dry-run"]) {
      for (const one of found) io.out(dryRunText(one, shard, io.columns));
      return EXIT.fine;
    }
    const tasks = await tasksFor(found, shard, flags.out);
    using backend = await backendFor(args, io);
    const session = await sessionOf(backend, shard);
    const ready: Ready[] = [];
    for (const task of tasks) {
      // A single experiment that is asked for is run, as it always was.
      if (
        flags.resume && tasks.length > 1 && shard === null &&
        await isFinished(task.folder, task.found, session)
      ) {
        io.err(`${task.found.name}: finished before\n`);
      } else ready.push(await readyFor(task, session, flags, io));
    }
    let exit: number = EXIT.fine;
    for (const [i, one] of ready.entries()) {
      if (io.signal.aborted && i > 0) {
        io.err(`Not started: ${ready.slice(i).map(({ found }) => found.name).join(", ")}\n`);
        return EXIT.interrupted;
      }
      try {
        exit = Math.max(exit, await runOne(one, backend, io));
      } catch (error) {
        if (!(flags.all && error instanceof MissingDataError)) throw error;
        io.err(`${one.found.name}: skipped. ${error.message}\n`);
      }
    }
    return exit;
  },
};

/** Scripts have a list in a variable, and no safe way to make words of it. */
function overridesFrom(json: string | true = "[]"): string[] {
  try {
    const list: unknown = JSON.parse(String(json));
    const isOverride = (one: unknown) => typeof one === "string" && one.includes("=");
    if (Array.isArray(list) && list.every(isOverride)) return list;
  } catch {
    // Said below.
  }
  throw new InputError(
    'Option --overrides must be a JSON list of KEY=VALUE, such as ["batchSize=1,32"]: ' +
      `current value is ${json}`,
  );
}

/** An experiment, or a shard of it, and where it goes. */
interface Task {
  readonly found: Found;
  readonly shard: SweepShard | null;
  readonly folder: string;
}

/** A task with where its finished runs are. */
interface Ready extends Task {
  readonly session: Session;
  readonly store: FolderStore;
}

/** The tasks, each with a folder of its own that can be written to. */
async function tasksFor(
  found: readonly Found[],
  shard: SweepShard | null,
  out: string | true | undefined,
): Promise<Task[]> {
  const tasks = new Map<string, Task>();
  for (const one of found) {
    const folder = typeof out === "string"
      ? found.length > 1 ? `${out}/${one.name}` : out
      : shard === null
      ? folderOf(one)
      : `${LOCAL}/${one.name}/shard-${shard.part}-of-${shard.of}`;
    const other = tasks.get(folder)?.found;
    if (other !== undefined) {
      throw new InputError(
        `Cannot run "${other.file}" and "${one.file}" together as both write to ${folder}`,
      );
    }
    tasks.set(folder, { found: one, shard, folder });
    await checkWritable(folder);
    await checkWritable(`${folder}/${RUNS}`);
  }
  return [...tasks.values()];
}

/** @throws {InputError} When runs were finished before, and the flags do not say what to do with them */
async function readyFor(
  task: Task,
  session: Session,
  { resume, restart }: Arguments["flags"],
  io: Io,
): Promise<Ready> {
  const { found: { name, experiment }, shard, folder } = task;
  const notice = (text: string) => io.err(`${name}: ${text}\n`);
  const isRestart = restart === true;
  const store = folderStore(experiment, { folders: [folder], session, isRestart, notice });
  const there = await countFinished(experiment, shard, store);
  const runs = runsToDo(experiment, shard);
  if (there > 0 && !resume) {
    throw new InputError(
      `Cannot run "${name}" as "${folder}" holds ${there} of its ${counted(runs, "run")}, ` +
        "finished before\nGo on from there with --resume, or run all again with --restart",
    );
  }
  if (resume) {
    notice(
      there === 0
        ? "nothing to go on from, so all runs start"
        : `${there} of ${counted(runs, "run")} ${there === 1 ? "was" : "were"} finished before`,
    );
  }
  return { ...task, session, store };
}

/** Runs one experiment, or a shard of it, and writes what comes of it. */
async function runOne(
  { found, shard, folder, session, store }: Ready,
  backend: Backend,
  io: Io,
): Promise<number> {
  const { name, file, overrides, experiment } = found;
  if (shard === null) {
    const started = new Date().toISOString();
    const execution = await execute(found, backend, io, { store });
    const made = { found, folder, session: { ...session, started }, store };
    return await finish({ ...made, goesOn: "--resume" }, execution, io);
  }
  const { codeSha256 } = session;
  const asked = { name, file, overrides, shard, plansSha256: plansSha256(experiment), codeSha256 };
  await writeShard(folder, asked);
  return finishShard(
    { found, shard, folder },
    await execute(found, backend, io, { store, shard }),
    io,
  );
}
