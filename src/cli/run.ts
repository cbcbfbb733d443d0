/**
 * `run`: what `deno task experiments` calls.
 *
 * @module
 */
import { type TextColumn, textTable } from "../charts/table.ts";
import { InputError, MissingDataError } from "../errors.ts";
import { counted, valueText } from "../numbers.ts";
import { compareExperiment } from "../results/compare.ts";
import { firstText } from "../results/compare_text.ts";
import { qualityFiles, timingFiles } from "../results/files.ts";
import { tellingOf } from "../results/kinds.ts";
import { isPart, report } from "../results/report.ts";
import type { Scalar } from "../types.ts";
import type { Backend } from "../backend.ts";
import { BACKEND_FLAGS, backendFor, checkBackend } from "./_backend.ts";
import { circumstances } from "./_circumstances.ts";
import { type Command, EXIT, type Io } from "./_command.ts";
import { execute } from "./_execute.ts";
import { DEFAULT, findExperiments, type Found, RESULTS, shippedNames } from "./_experiments.ts";
import { checkWritable, readFiles, writeFiles } from "./_folder.ts";

/** Results that are not committed: of one's own files, of overrides, of interrupted runs. */
const LOCAL = `${RESULTS}/local`;

/** Columns beyond which a chart gets no wider. */
const WIDEST = 140;

/** Runs experiments and writes their results. */
export const run: Command = {
  summary: "Run experiments: table and chart on the screen, CSV files in a folder.",
  usage: "deno task experiments [NAME|FILE…] [KEY=VALUE…] [options]",
  details: `NAME is a shipped experiment (deno task list shows them), FILE one of your own; without
either, ${DEFAULT} runs. KEY=VALUE sets a field of the file, a comma list sweeps it.

Results go to ${RESULTS}/NAME, which is under version control: "git status" stays clean when they
come out the same. With overrides, or for a FILE of your own, they go to ${LOCAL}/NAME.
When interrupted, what is there goes to a folder "interrupted" below.

Exit codes: 0 fine, 1 a run, a gradient check or the machine failed, 2 wrong usage or a wrong
file, 130 interrupted.`,
  flags: [
    ...BACKEND_FLAGS,
    { name: "all", meaning: "Run every shipped experiment" },
    { name: "dry-run", meaning: "Show the runs without running them" },
    { name: "out", alias: "o", value: "DIR", meaning: "Write here; DIR/NAME for several" },
  ],
  examples: [
    ["deno task experiments", "Compare batch sizes 1, 256 and full"],
    ["deno task experiments step_size --dry-run", "See what would run"],
    [
      "deno task experiments batch_size batchSize=1,32,256 method.stepSize=1e-7",
      "Other batch sizes, one step size for all",
    ],
    [
      "deno task experiments batch_size dataset.name=cifar10 dataset.directory=DIR --out /tmp/real",
      "The same on real pixels, from a folder with CIFAR-10's .bin files",
    ],
  ],
  async run(args, io) {
    const { names, overrides, flags } = args;
    if (flags.all && names.length > 0) throw new InputError("Give either names or --all, not both");
    await checkBackend(args);
    const wanted = flags.all ? await shippedNames() : names.length > 0 ? names : [DEFAULT];
    const found = await findExperiments(wanted, overrides);
    if (flags["dry-run"]) {
      for (const one of found) io.out(runsText(one, io.columns));
      return EXIT.fine;
    }
    const folderOf = (one: Found) => folderFor(one, flags.out, found.length, overrides.length > 0);
    const folders = new Map<string, Found>();
    for (const one of found) {
      const other = folders.get(folderOf(one));
      if (other !== undefined) {
        throw new InputError(
          `Cannot run "${other.file}" and "${one.file}" together as both write to ${folderOf(one)}`,
        );
      }
      folders.set(folderOf(one), one);
      await checkWritable(folderOf(one));
    }
    using backend = await backendFor(args, io);
    let exit: number = EXIT.fine;
    for (const one of found) {
      try {
        const isOwnFolder = flags.out !== undefined;
        exit = Math.max(exit, await runOne(one, folderOf(one), isOwnFolder, backend, io));
      } catch (error) {
        if (!(flags.all && error instanceof MissingDataError)) throw error;
        io.err(`${one.name}: skipped. ${error.message}\n`);
      }
      if (io.signal.aborted) break;
    }
    return exit;
  },
};

function folderFor(
  { name, isShipped }: Found,
  out: string | true | undefined,
  experiments: number,
  isChanged: boolean,
): string {
  if (typeof out === "string") return experiments > 1 ? `${out}/${name}` : out;
  return isShipped && !isChanged ? `${RESULTS}/${name}` : `${LOCAL}/${name}`;
}

/** Runs one experiment, prints its report and writes its files. */
async function runOne(
  found: Found,
  folder: string,
  isOwnFolder: boolean,
  backend: Backend,
  io: Io,
): Promise<number> {
  const { name, overrides, experiment } = found;
  const started = new Date();
  const { results, failure } = await execute(found, backend, io);
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
  await writeFiles(target, timingFiles(experiment, results, await circumstances(started, backend)));
  io.out(`\n${target}: ${changeText(before, quality, target.startsWith(LOCAL))}\n`);
  const { failure: failureOf, isCut: isCutShort } = tellingOf(experiment);
  const failures = results.flatMap((result) => {
    const reason = failureOf(result);
    return reason === null ? [] : [`${name}: run ${result.run} failed: ${reason}\n`];
  });
  for (const text of failures) io.err(text);
  if (isCut) {
    const runs = experiment.total;
    const where = failure === null
      ? `interrupted in run ${results.length + (results.some(isCutShort) ? 0 : 1)}`
      : `failed in run ${results.length + 1}`;
    io.err(`${name}: ${where} of ${runs}; what is there was written\n`);
    if (failure !== null) throw failure;
    return EXIT.interrupted;
  }
  return failures.length > 0 ? EXIT.failed : EXIT.fine;
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
function runsText(
  { name, experiment: { question, runs, best, total } }: Found,
  width: number,
): string {
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
  const again = best === null
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
