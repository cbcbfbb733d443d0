/**
 * `run`: what `deno task experiments` calls.
 *
 * @module
 */
import type { Backend } from "../threads/backend.ts";
import { type TextColumn, textTable } from "../figures/render/table.ts";
import { InputError, MachineError, MissingDataError } from "../errors.ts";
import type { Plan } from "../kinds/plan.ts";
import { parseShard, runsOfShard, type SweepShard } from "../experiment/shard.ts";
import { counted, valueText } from "../numbers.ts";
import { headerOf, type JournalHeader, type Session } from "../runs/journal.ts";
import { isPart } from "../results/report.ts";
import type { Scalar } from "../types.ts";
import { BACKEND_FLAGS, backendFor, checkBackend } from "./work/backend.ts";
import { sessionOf } from "./work/circumstances.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
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
import { type OpenJournal, openJournal } from "./work/journal.ts";

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
    { name: "restart", meaning: "Throw them away and start anew" },
    {
      name: "shard",
      value: "K/N",
      meaning: "Do only the K-th of N parts of the sweep, for deno task merge",
    },
  ],
  examples: [
    ["deno task experiments", "Compare batch sizes 1, 256 and full"],
    ["deno task experiments step_size --dry-run", "See what would run"],
    [
      "deno task experiments batch_size batchSize=1,32,256 method.stepSize=1e-7",
      "Other batch sizes, one step size for all",
    ],
    ["deno task experiments step_size --shard 2/4", "The second of four parts of a sweep"],
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
      for (const one of found) io.out(runsText(one, shard, io.columns));
      return EXIT.fine;
    }
    const tasks = await tasksFor(found, shard, flags.out);
    using backend = await backendFor(args, io);
    const session = await sessionOf(backend);
    await using journals = new AsyncDisposableStack();
    const ready: Ready[] = [];
    for (const task of tasks) {
      const header = headerFor(task, session);
      // A single experiment that is asked for is run, as it always was.
      if (flags.resume && tasks.length > 1 && await isFinished(task.folder, header)) {
        io.err(`${task.found.name}: finished before\n`);
        continue;
      }
      const journal = journals.use(await journalFor(task, header, session, flags));
      ready.push({ ...task, session, journal });
    }
    let exit: number = EXIT.fine;
    for (const [i, one] of ready.entries()) {
      if (io.signal.aborted && i > 0) {
        io.err(`Not started: ${ready.slice(i).map(({ found }) => found.name).join(", ")}\n`);
        return EXIT.interrupted;
      }
      try {
        exit = Math.max(exit, await runOne(one, flags, backend, io));
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

/** A task whose folder no other process can take. */
interface Ready extends Task {
  readonly session: Session;
  readonly journal: OpenJournal;
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
  }
  return [...tasks.values()];
}

function headerFor({ found, shard }: Task, { version, codeSha256 }: Session): JournalHeader {
  const { name, file, overrides, experiment } = found;
  return headerOf(experiment, { name, file, overrides, shard, version, codeSha256 });
}

function journalFor(
  { found, shard, folder }: Task,
  header: JournalHeader,
  session: Session,
  { resume, restart }: Arguments["flags"],
): Promise<OpenJournal> {
  return openJournal({
    folder,
    doing: `run "${found.name}"`,
    header,
    session,
    runs: runsToDo(found.experiment, shard),
    before: restart ? "restart" : resume ? "resume" : "refuse",
  });
}

/** Runs one experiment, or a shard of it, and writes what comes of it. */
async function runOne(
  { found, shard, folder, session, journal }: Ready,
  { resume }: Arguments["flags"],
  backend: Backend,
  io: Io,
): Promise<number> {
  const { name, experiment } = found;
  const started = new Date().toISOString();
  const { finished, earlier } = journal;
  if (resume) {
    const before = finished.length === 0
      ? "nothing to go on from, so all runs start"
      : `${finished.length} of ${counted(runsToDo(experiment, shard), "run")} ` +
        `${finished.length === 1 ? "was" : "were"} finished before`;
    io.err(`${name}: ${before}\n`);
  }
  const options = { finished, shard, keep: journal.append };
  const execution = await execute(found, backend, io, options);
  if (shard !== null) return await finishShard({ found, shard, folder, journal }, execution, io);
  const made = { found, folder, session: { ...session, started }, earlier };
  const exit = await finish(made, execution, io).catch((error: unknown): never => {
    if (error instanceof MachineError && error !== execution.failure) {
      error.message += `\nFinished runs are kept in "${folder}": --resume goes on from there`;
    }
    throw error;
  });
  if (!isPart(experiment, execution.results)) await journal.remove();
  return exit;
}

/** What stands for a field that a run does not have. */
const NOTHING = "–";

/** Fields that are shown of every run, swept or not. */
const SHOWN = [
  "dataset.name",
  "dataset.train",
  "method.name",
  "batchSize",
  "method.stepSize",
  "center",
  "a.min",
  "a.max",
  "a.points",
  "b.min",
  "b.max",
  "b.points",
  "coordinates",
  "scheme",
];

/** The table of runs that `--dry-run` shows. */
function runsText({ name, experiment }: Found, shard: SweepShard | null, width: number): string {
  const { question, best, total } = experiment;
  const runs = runsOfShard<Plan<unknown>>(experiment.runs, shard);
  if (runs.length === 0) return `${name}: ${question}\n\nNo runs\n\n`;
  const swept = runs.flatMap(({ values }) => Object.keys(values));
  const paths = [...new Set([...SHOWN, ...swept])];
  const columns: TextColumn[] = [
    { heading: "run", cells: runs.map(({ run }) => String(run)) },
    ...paths.map((path) => ({
      heading: path,
      cells: runs.map(({ spec }) => fieldText(spec, path)),
    })),
    { heading: "seed", cells: runs.map(({ seed }) => String(seed)) },
  ];
  const told = columns.filter(({ cells }) => cells.some((cell) => cell !== NOTHING));
  const again = best === null || shard !== null
    ? ""
    : `and ${counted(total - runs.length, "run")} of the best ${best.of}, seeds ${best.seeds}\n\n`;
  return `${name}: ${question}\n\n${textTable(told, width)}\n${again}`;
}

/** The field of a run at a path such as `method.stepSize`, as text. */
function fieldText(spec: unknown, path: string): string {
  const value = path.split(".").reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    spec,
  );
  return value === undefined ? NOTHING : valueText(value as Scalar);
}
