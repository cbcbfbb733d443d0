import { z } from "zod";
import { InputError, MissingDataError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { counted } from "../numbers.ts";
import { parseShard } from "../runs/shard.ts";
import { readJson } from "../timing/samples/json.ts";
import {
  type Arguments,
  type Command,
  EXIT,
  exitOfAll,
  type Io,
  reported,
} from "./terminal/command.ts";
import { dryRunText } from "./terminal/dry_run.ts";
import { flagsOf, onOff, readOptions } from "./terminal/options.ts";
import { backendFor, checkBackend, computing } from "./work/backend.ts";
import { sessionOf } from "./work/circumstances.ts";
import { runsToDo } from "./work/execute.ts";
import {
  DEFAULT,
  fileOf,
  findExperiments,
  folderOf,
  type Found,
  LOCAL,
  RESULTS,
  shippedNames,
} from "./work/experiments.ts";
import type { Job } from "./work/job.ts";
import { importing, modulesBeside } from "./work/modules.ts";
import { pathOf } from "./work/paths.ts";
import { checkPlace, folderStore, type Session } from "./work/run_store.ts";

const options = z.strictObject({
  ...computing,
  all: onOff.meta({ description: "Run every shipped experiment" }),
  ...importing,
  "dry-run": onOff.meta({ description: "Show the runs without running them" }),
  out: z.string().transform(pathOf).optional()
    .meta({ value: "DIR", alias: "o", description: "Write here; DIR/NAME for several" }),
  overrides: z.string().default("[]").transform(overridesFrom)
    .meta({ value: "JSON", description: "More KEY=VALUE, as a JSON list: for scripts" }),
  resume: onOff.meta({ description: "Go on from the runs that were finished before" }),
  restart: onOff.meta({ description: "Run all again, those that were finished before too" }),
  shard: z.string().transform(parseShard).nullable().default(null).meta({
    value: "K/N",
    description: "Do only the K-th of N shards of the sweep, for deno task merge",
  }),
  svg: onOff.meta({ description: "Write the charts as a picture too: chart.svg" }),
  watch: onOff.meta({ description: "Run again whenever a file is saved, until Ctrl-C" }),
});
type Options = z.infer<typeof options>;

/** Scripts have a list in a variable, and no safe way to make words of it. */
function overridesFrom(json: string): string[] {
  return readJson(json, z.array(z.string().includes("=")), () =>
    new InputError(
      'Option --overrides must be a JSON list of KEY=VALUE, such as ["batchSize=1,32"]: ' +
        `current value is ${inertWord(json)}`,
    ));
}

export const run: Command = {
  summary: "Run experiments: table and chart on the screen, CSV files in a folder.",
  usage: "deno task experiments [NAME|FILE…] [KEY=VALUE…] [options]",
  details:
    `NAME is a shipped experiment (deno task list shows them), FILE one of your own, for which
mine.jsonc and mine will do; without either, ${DEFAULT} runs. Paths are looked up in the folder you
are in, then in the project's.

KEY=VALUE sets a field of the file. A comma list sweeps it, and so does a range in the words of a
file, in quotes: method.stepSize='{"logspace":[-9,-6,4]}'. Seeds are a list: seeds=1,2,3. In titles
and paths of folders a comma is a comma.

Results go to ${RESULTS}/NAME, which is under version control: "git status" stays clean when they
come out the same. With overrides, or for a FILE of your own, they go to ${LOCAL}/NAME.
A folder that has results of another experiment is refused: --out DIR names another one.
When interrupted, what is there goes to a folder "interrupted" below, until the result is whole.

Finished runs are kept while it works: after Ctrl-C, a crash or a power cut, the same command with
--resume goes on from there, to the same bytes; of several experiments, those that are finished are
not run again. Shards of a sweep run on as many machines as there are, and deno task merge puts them
together.

Exit codes: 0 fine, 1 a run, a gradient check or the machine failed, 2 wrong usage or a wrong
file, 4 a gradient cannot be judged, 130 interrupted.`,
  flags: flagsOf(options.shape),
  takesOverrides: true,
  examples: [
    ["deno task experiments", "Compare batch sizes 1, 256 and full"],
    ["deno task experiments step_size --dry-run", "See what would run"],
    [
      "deno task experiments batch_size batchSize=1,32,256 method.stepSize=1e-7",
      "Other batch sizes, one step size for all",
    ],
    [
      `deno task experiments step_size method.stepSize='{"geomspace":[1e-9,1e-6,4]}' --dry-run`,
      "A range of step sizes between two values",
    ],
    ["deno task experiments step_size --shard 2/4", "The second of four shards of a sweep"],
    [
      "deno task experiments batch_size dataset.name=cifar10 dataset.directory=DIR --out /tmp/real",
      "The same on real pixels, from a folder with CIFAR-10's .bin files",
    ],
  ],
  async run(args, io) {
    const asked = readOptions(options, args.flags);
    const { all, resume, restart } = asked;
    if (all && args.names.length > 0) throw new InputError("Give either names or --all, not both");
    if (resume && restart) throw new InputError("Give either --resume or --restart, not both");
    const given = args.names.length > 0 ? args.names : [DEFAULT];
    const names = all ? await shippedNames() : given;
    const once = () =>
      asked["dry-run"] ? dryRun(names, args, asked, io) : runAll(names, args, asked, io);
    if (!asked.watch) return await once();
    const { watching } = await import("./work/watch.ts"); // not needed to run once
    const files = names.map(fileOf);
    const modules = asked["allow-modules"] ? await modulesBeside(files) : [];
    return await watching([...files, ...modules], () => reported(io, once), io);
  },
};

function findAsked(names: readonly string[], args: Arguments, { overrides }: Options) {
  return findExperiments(names, [...args.overrides, ...overrides], args.flags);
}

async function dryRun(names: readonly string[], args: Arguments, asked: Options, io: Io) {
  const found = await findAsked(names, args, asked);
  if (args.flags.threads ?? args.flags.backend) await checkBackend(args);
  for (const one of found) io.out(dryRunText(one, asked.shard, io.columns));
  return EXIT.fine;
}

async function runAll(names: readonly string[], args: Arguments, asked: Options, io: Io) {
  const { all, resume, shard } = asked;
  const found = await findAsked(names, args, asked);
  // Not needed to see the runs.
  const { isFinished, runJob } = await import("./work/job.ts");
  const { checkOwner } = await import("./work/owner.ts");
  const folders = foldersOf(found, asked);
  for (const [folder, [one]] of folders) {
    await checkPlace(folder);
    await checkOwner(one, folder);
  }
  using computer = await backendFor(args, io);
  const session = await sessionOf(computer);
  const jobs: Job[] = [];
  for (const [folder, [one]] of folders) {
    // A single experiment is run whenever it is asked for.
    const mayBeFinished = resume && folders.size > 1 && shard === null;
    if (mayBeFinished && await isFinished(folder, one, session)) {
      io.err(`${one.name}: finished before\n`);
    } else jobs.push(await jobOf(one, folder, session, asked, io));
  }
  const exits: number[] = [];
  for (const [i, job] of jobs.entries()) {
    if (io.signal.aborted && i > 0) {
      io.err(`Not started: ${jobs.slice(i).map(({ found }) => found.name).join(", ")}\n`);
      return EXIT.interrupted;
    }
    try {
      exits.push(await runJob(job, computer, io));
    } catch (error) {
      if (!(all && error instanceof MissingDataError)) throw error;
      io.err(`${job.found.name}: skipped. ${error.message}\n`);
    }
  }
  return exitOfAll(exits);
}

/** The experiments by the folder of their results, of which each has its own. */
function foldersOf(found: readonly Found[], { out, shard }: Options): Map<string, Found[]> {
  const folders = Map.groupBy(found, (one) => {
    if (out !== undefined) return found.length > 1 ? `${out}/${one.name}` : out;
    if (shard === null) return folderOf(one);
    return `${LOCAL}/${one.name}/shard-${shard.part}-of-${shard.of}`;
  });
  for (const [folder, [one, other]] of folders) {
    if (other === undefined) continue;
    throw new InputError(
      `Cannot run "${one.file}" and "${other.file}" together as both write to ${folder}`,
    );
  }
  return folders;
}

/** @throws {InputError} When runs were finished before, and the options do not say what to do with them */
async function jobOf(found: Found, folder: string, session: Session, asked: Options, io: Io) {
  const { shard, resume, restart, svg } = asked;
  const { name, experiment } = found;
  const place = { folder, from: restart ? [] : [folder], session, shard };
  const store = folderStore(found, place, io);
  const there = await store.count();
  const runs = counted(runsToDo(experiment, shard), "run");
  if (there > 0 && !resume) {
    throw new InputError(
      `Cannot run "${name}" as "${folder}" holds ${there} of its ${runs}, finished before\n` +
        "Go on from there with --resume, or run all again with --restart",
    );
  }
  if (resume) io.err(`${name}: ${there} of ${runs} finished before\n`);
  return { ...place, found, store, goesOn: "--resume", svg } satisfies Job;
}
