/**
 * `merge`: the parts of a sweep, as if one process had run it.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { counted } from "../numbers.ts";
import { differences, headerOf } from "../results/journal.ts";
import { isPart } from "../results/report.ts";
import { BACKEND_FLAGS, backendFor, checkBackend } from "./_backend.ts";
import { sessionOf } from "./_circumstances.ts";
import { type Command, EXIT } from "./_command.ts";
import { execute } from "./_execute.ts";
import { findExperiments, folderOf, type Found } from "./_experiments.ts";
import { finish } from "./_finish.ts";
import { checkWritable } from "./_folder.ts";
import { earlierOf, journalIn, openJournal } from "./_journal.ts";
import { checkAlike, findParts, type Part, wholeSweep } from "./_parts.ts";

/** Puts the parts of a sweep together. */
export const merge: Command = {
  summary: "Put the parts of a sweep together: the same bytes as from one process.",
  usage: "deno task merge DIR… [options]",
  details:
    `DIR is a folder that "deno task experiments … --shard K/N" has written, or one that holds
such folders. All N parts have to be there and finished, made from one file, with the same overrides
and by the same code. Results go where they would go without shards; the parts stay as they are.

The runs that "best" does again after a sweep are done here.

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
  async run(args, io) {
    const { names, overrides, flags: { out } } = args;
    const folders = [...names, ...overrides]; // a folder may have "=" in its name
    if (folders.length === 0) {
      throw new InputError("Give the folders of the parts: deno task merge DIR…");
    }
    await checkBackend(args);
    const parts = await findParts(folders);
    checkAlike(parts);
    const [found] = await findExperiments([parts[0].header.file], parts[0].header.overrides);
    const folder = typeof out === "string" ? out : folderOf(found);
    await checkWritable(folder);
    await checkFree(folder);
    const started = new Date();
    using backend = await backendFor(args, io);
    const session = await sessionOf(backend);
    const header = headerNow(found, parts[0], session);
    const finished = wholeSweep(found, parts);
    const { experiment: { total }, name } = found;
    // Nothing is written into it: the parts are there if this is cut short.
    await using journal = await openJournal({ folder, header, runs: total, before: "refuse" });
    await journal.begin(session);
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
    const isOwnFolder = out !== undefined;
    const made = { found, folder, isOwnFolder, backend, started, earlier };
    return await finish(made, execution, io);
  },
};

/** The runs of an experiment that was cut short are worth more than the time to say so. */
async function checkFree(folder: string): Promise<void> {
  const journal = await journalIn(folder);
  if (journal === null || journal.results.length === 0) return;
  throw new InputError(
    `Cannot merge into "${folder}" as it holds finished runs of an experiment that was cut short: ` +
      "give another --out",
  );
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
  const [difference] = differences({ ...header, shard: null }, now);
  if (difference === undefined) return now;
  throw new InputError(
    `Cannot merge "${folder}": ${difference}\nMerge with the file and the code it was made with`,
  );
}
