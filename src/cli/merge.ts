import { z } from "zod";
import { InputError } from "../errors.ts";
import type { Plan } from "../kinds/plan.ts";
import { counted } from "../numbers.ts";
import { plansSha256 } from "../results/files.ts";
import { runsOfShard, shardText } from "../runs/shard.ts";
import type { Command } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { backendFor, computing } from "./work/backend.ts";
import { sessionOf } from "./work/circumstances.ts";
import { findExperiments, folderOf, type Found } from "./work/experiments.ts";
import { runJob } from "./work/job.ts";
import { checkOwner } from "./work/owner.ts";
import { importing } from "./work/modules.ts";
import { pathOf } from "./work/paths.ts";
import { checkPlace, type FolderStore, folderStore } from "./work/run_store.ts";
import {
  checkWhole,
  differenceOf,
  findShards,
  type FoundShard,
  shardCommand,
} from "./work/shards.ts";

const options = z.strictObject({
  ...computing,
  ...importing,
  out: z.string().transform(pathOf).optional().meta({
    value: "DIR",
    alias: "o",
    description: "Write here",
  }),
});

export const merge: Command = {
  summary: "Put the shards of a sweep together: the same bytes as from one process.",
  usage: "deno task merge DIR… [FILE] [options]",
  details:
    `DIR is a folder that "deno task experiments … --shard K/N" has written, or one that holds
such folders. All N shards have to be there and finished, made from one file, with the same overrides
and by the same code. Results go where they would go without shards; the shards stay as they are.

FILE.jsonc is the experiment's file, where it does not lie where the shards say.

The runs that "best" adds after a sweep are done here; when interrupted, the same command goes on.

Exit codes: 0 fine, 1 a run, a gradient check or the machine failed, 2 shards that do not fit or are
not finished, 4 a gradient cannot be judged, 130 interrupted.`,
  flags: flagsOf(options.shape),
  examples: [
    ["deno task merge results/local/batch_size", "All shards below a folder"],
    ["deno task merge /tmp/shard-1 /tmp/shard-2 --out /tmp/whole", "Shards from other machines"],
  ],
  async run(args, io) {
    const isFile = (word: string) => /\.jsonc?$/.test(word);
    const folders = args.names.filter((word) => !isFile(word));
    const [file, ...more] = args.names.filter(isFile);
    if (more.length > 0) throw new InputError("Give one file: shards are of one experiment");
    if (folders.length === 0) {
      throw new InputError("Give the folders of the shards: deno task merge DIR…");
    }
    const shards = await findShards(folders.map(pathOf));
    checkWhole(shards);
    const [first] = shards;
    const loaded = findExperiments([file ?? first.file], first.overrides, args.flags);
    const [found] = await loaded.catch((error) => {
      if (error instanceof InputError && file === undefined) {
        error.message += `\n"${first.folder}" was made with that file: if it lies elsewhere now, ` +
          "name it too, deno task merge DIR… FILE.jsonc";
      }
      throw error;
    });
    const { name, experiment, modules } = found;
    const { out: folder = folderOf(found) } = readOptions(options, args.flags);
    await checkPlace(folder);
    await checkOwner(found, folder);
    using computer = await backendFor(args, io);
    const session = await sessionOf(computer);
    const { codeSha256 } = session;
    const now = { ...first, modules, plansSha256: plansSha256(experiment), codeSha256 };
    const difference = differenceOf(first, now);
    if (difference !== null) {
      throw new InputError(
        `Cannot merge "${first.folder}": ${difference}\n` +
          "Merge with the file and the code it was made with",
      );
    }
    // Runs that are added go to the folder of the result.
    const from = [folder, ...shards.map((shard) => shard.folder)];
    const place = { folder, from, session, shard: null };
    const store = folderStore(found, place, io);
    await checkFinished(found, shards, store);
    const runs = counted(experiment.runs.length, "run");
    io.err(`${name}: ${runs} from ${counted(shards.length, "shard")}\n`);
    return await runJob({ ...place, found, store, goesOn: "the same command" }, computer, io);
  },
};

/** @throws {InputError} When a run was not finished; one that is damaged is computed again */
async function checkFinished(found: Found, shards: readonly FoundShard[], store: FolderStore) {
  for (const shard of shards) {
    const wanted = runsOfShard<Plan<unknown>>(found.experiment.runs, shard.shard);
    const there = (await Array.fromAsync(wanted, store.has)).filter(Boolean).length;
    if (there === wanted.length) continue;
    throw new InputError(
      `Cannot merge as "${shard.folder}" holds ${there} of the ${counted(wanted.length, "run")} ` +
        `of shard ${shardText(shard.shard)}: wait for it, or go on with\n` +
        shardCommand(shard, "--resume", "--out", shard.folder),
    );
  }
}
