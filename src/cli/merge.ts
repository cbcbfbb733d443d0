/**
 * `merge`: the parts of a sweep, as if one process had run it.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { counted } from "../numbers.ts";
import { differences, headerOf } from "../runs/journal.ts";
import { isPart } from "../results/report.ts";
import { BACKEND_FLAGS, backendFor, checkBackend } from "./work/backend.ts";
import { sessionOf } from "./work/circumstances.ts";
import { type Command, EXIT } from "./terminal/command.ts";
import { execute } from "./work/execute.ts";
import { findExperiments, folderOf, type Found } from "./work/experiments.ts";
import { finish } from "./work/finish.ts";
import { checkWritable } from "./work/folder.ts";
import { earlierOf, journalIn, openJournal } from "./work/journal.ts";
import { checkAlike, findParts, type Part, wholeSweep } from "./work/parts.ts";

/** Puts the parts of a sweep together. */
export const merge: Command = {
  summary: "Put the parts of a sweep together: the same bytes as from one process.",
  usage: "deno task merge DIR… [FILE] [options]",
  details:
    `DIR is a folder that "deno task experiments … --shard K/N" has written, or one that holds
such folders. All N parts have to be there and finished, made from one file, with the same overrides
and by the same code. Results go where they would go without shards; the parts stay as they are.

FILE.jsonc is the experiment's file, where it does not lie where the parts say.

The runs that "best" does again after a sweep are done here, and are not kept: what is cut short in
them starts with the first of them again.

Exit codes: 0 fine, 1 a run, a gradient check or the machine failed, 2 parts that do not fit or are
not finished, 130 interrupted.`,
  flags: [
    ...BACKEND_FLAGS,
    { name: "out", alias: "o", value: "DIR", meaning: "Write here" },
  ],
  examples: [
    ["deno task merge results/local/batch_size", "All parts below a folder"],
    ["deno task merge /tmp/part-1 /tmp/part-2 --out /tmp/whole", "Parts from other machines"],
  ],
  isWithoutOverrides: true, // a folder may have "=" in its name
  async run(args, io) {
    const { names: words, flags: { out } } = args;
    const isFile = (word: string) => /\.jsonc?$/.test(word);
    const folders = words.filter((word) => !isFile(word));
    const [file, ...more] = words.filter(isFile);
    if (more.length > 0) throw new InputError("Give one file: parts are of one experiment");
    if (folders.length === 0) {
      throw new InputError("Give the folders of the parts: deno task merge DIR…");
    }
    await checkBackend(args);
    const parts = await findParts(folders);
    checkAlike(parts);
    const found = await foundOf(parts[0], file);
    const folder = typeof out === "string" ? out : folderOf(found);
    await checkWritable(folder);
    await checkFree(folder);
    using backend = await backendFor(args, io);
    const session = await sessionOf(backend);
    const header = headerNow(found, parts[0], session);
    const finished = await wholeSweep(found, parts);
    const { experiment: { total }, name } = found;
    // Nothing is written into it: the parts are there if this is cut short.
    const doing = `merge into "${folder}"`;
    const before = "refuse";
    await using _ = await openJournal({ folder, doing, header, session, runs: total, before });
    io.err(`${name}: ${counted(finished.length, "run")} from ${counted(parts.length, "part")}\n`);
    const execution = await execute(found, backend, io, { finished });
    if (isPart(found.experiment, execution.results)) {
      io.err(
        `${name}: cut short in what is done again, nothing was written; the parts are whole\n`,
      );
      if (execution.failure !== null) throw execution.failure;
      return EXIT.interrupted;
    }
    const earlier = parts.flatMap(earlierOf);
    return await finish({ found, folder, session, earlier }, execution, io);
  },
};

/** The runs of an experiment that was cut short are worth more than the time to say so. */
async function checkFree(folder: string): Promise<void> {
  const journal = await journalIn(folder);
  if (journal === null) return;
  const { header, results } = journal;
  if (header !== null && header.shard !== null) {
    throw new InputError(
      `Cannot merge into "${folder}" as it holds a part of a sweep: give another --out`,
    );
  }
  if (results.length === 0) return;
  throw new InputError(
    `Cannot merge into "${folder}" as it holds finished runs of an experiment that was cut short: ` +
      "give another --out",
  );
}

/** The experiment of the parts, from another file if one is named. */
async function foundOf({ folder, header }: Part, file = header.file): Promise<Found> {
  try {
    const [found] = await findExperiments([file], header.overrides);
    return found;
  } catch (error) {
    if (error instanceof InputError && file === header.file) {
      error.message += `\n"${folder}" was made with that file: if it lies elsewhere now, name it ` +
        "besides, deno task merge DIR… FILE.jsonc";
    }
    throw error;
  }
}

/** What the parts would have to be made from now. */
function headerNow(
  found: Found,
  { folder, header }: Part,
  { version, codeSha256 }: Pick<Part["header"], "version" | "codeSha256">,
): Part["header"] {
  const { name, file, overrides, experiment } = found;
  const given = { name, file, overrides, version, codeSha256 };
  const now = headerOf(experiment, { ...given, shard: null });
  const told = differences({ ...header, shard: null }, now);
  if (told.length === 0) return now;
  throw new InputError(
    `Cannot merge "${folder}": ${
      told.join("; ")
    }\nMerge with the file and the code it was made with`,
  );
}
