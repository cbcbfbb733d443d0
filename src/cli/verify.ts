import { InputError, MissingDataError } from "../errors.ts";
import { compareExperiment } from "../results/compare/mod.ts";
import { experimentText } from "../results/compare/text.ts";
import settings from "../../deno.json" with { type: "json" };
import { qualityFiles } from "../results/files.ts";
import { UNKNOWN } from "../results/compare/inputs.ts";
import { backendFor, type Computer, computing } from "./work/backend.ts";
import { codeSha256 } from "./work/code.ts";
import { type Arguments, type Command, EXIT, exitOfAll, type Io } from "./terminal/command.ts";
import { flagsOf } from "./terminal/options.ts";
import { execute } from "./work/execute.ts";
import { findExperiments, type Found, shippedNames } from "./work/experiments.ts";
import { writeFiles } from "./work/folder.ts";
import { importing } from "./work/modules.ts";
import { committedResult } from "./versions/results.ts";

const NO_RESULTS = "there are no committed results";

export const verify: Command = {
  summary: "Re-run shipped experiments and compare with the committed results, byte for byte.",
  usage: "deno task verify [NAME…] [KEY=VALUE…] [options]",
  details:
    `Without a name, all shipped experiments are verified; those whose data or results are not
there are skipped with a notice. All files of a result are compared but those of timings. Nothing
is written.

Exit codes: 0 all the same, 1 the machine failed, 2 wrong usage, 3 results changed, 130 interrupted.`,
  flags: flagsOf({ ...computing, ...importing }),
  takesOverrides: true,
  examples: [
    ["deno task verify", "All committed results"],
    [
      "deno task verify cifar10/batch_size dataset.directory=DIR",
      "Results on real pixels, with the data in DIR",
    ],
  ],
  run: (args, io) => verifyAll(args, io),
};

/**
 * What `verify` does. With a folder to keep them in, what came out of experiments that changed is
 * written there, each in a folder of its name.
 *
 * @throws {InputError} When a name stands for nothing that can be verified, or data is missing
 */
export async function verifyAll(args: Arguments, io: Io, keep?: string): Promise<number> {
  const { names, overrides, flags } = args;
  const isNamed = names.length > 0;
  const experiments = await findExperiments(
    isNamed ? names : await shippedNames(),
    overrides,
    flags,
  );
  for (const { name, file, isShipped } of isNamed ? experiments : []) {
    if (!isShipped) {
      throw new InputError(`Cannot verify "${file}" as only shipped experiments have results`);
    }
    if (await committedResult(name) === undefined) {
      throw new InputError(`Cannot verify "${name}" as ${NO_RESULTS}`);
    }
  }
  using computer = await backendFor(args, io);
  const exits: number[] = [];
  for (const found of experiments) {
    try {
      exits.push(await verifyOne(found, computer, io, keep));
    } catch (error) {
      if (isNamed || !(error instanceof MissingDataError)) throw error;
      io.out(`${found.name}: skipped. ${error.message}\n`);
    }
    if (io.signal.aborted) return EXIT.interrupted;
  }
  return exitOfAll(exits);
}

async function verifyOne(found: Found, computer: Computer, io: Io, keep?: string): Promise<number> {
  const { name, experiment, modules } = found;
  // Those of all of CIFAR-10 are made by whoever has it.
  const base = await committedResult(name);
  if (base === undefined) {
    io.out(`${name}: skipped, as ${NO_RESULTS}\n`);
    return EXIT.fine;
  }
  const { done, failure } = await execute(found, computer, io);
  if (failure !== null) throw failure;
  if (io.signal.aborted) {
    io.err(`${name}: interrupted, not verified\n`);
    return EXIT.interrupted;
  }
  const files = qualityFiles(experiment, done);
  const made = { experiment: experiment.file, version: settings.version, modules };
  const inputs = { ...UNKNOWN, ...made, codeSha256: await codeSha256(), isRecorded: true };
  const change = compareExperiment(name, base, { files, inputs });
  if (change.status === "same") {
    io.out(`${name}: same bytes (${Object.keys(files).join(", ")})\n`);
    return EXIT.fine;
  }
  io.out(`${name}: changed\n${experimentText(change, io.columns)}`);
  if (keep !== undefined) await writeFiles(`${keep}/${name}`, files);
  return EXIT.changed;
}
