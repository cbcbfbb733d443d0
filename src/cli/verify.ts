/**
 * `verify`: whether the committed results still come out, byte for byte.
 *
 * @module
 */
import { InputError, MissingDataError } from "../errors.ts";
import { compareExperiment } from "../results/compare.ts";
import { changeText } from "../results/compare_text.ts";
import settings from "../../deno.json" with { type: "json" };
import type { Experiment } from "../experiment/plans.ts";
import { type Files, qualityFiles } from "../results/files.ts";
import { type Inputs, UNKNOWN } from "../results/inputs.ts";
import { manifestInputs } from "../results/manifest.ts";
import type { Backend } from "../backend.ts";
import { BACKEND_FLAGS, backendFor } from "./_backend.ts";
import { codeSha256 } from "./_code.ts";
import { type Command, EXIT, type Io } from "./_command.ts";
import { execute } from "./_execute.ts";
import { findExperiments, type Found, RESULTS, shippedNames } from "./_experiments.ts";
import { readFiles } from "./_folder.ts";

/** The file that every result has. */
const CHART = "chart.txt";
const MANIFEST = "manifest.json";
const NO_RESULTS = "there are no committed results";

/** Re-runs shipped experiments and compares with the committed results. */
export const verify: Command = {
  summary: "Re-run shipped experiments and compare with the committed results, byte for byte.",
  usage: "deno task verify [NAME…] [KEY=VALUE…] [options]",
  details:
    `Without a name, all shipped experiments are verified; those whose data or results are not
there are skipped with a notice. Nothing is written.

Exit codes: 0 all the same, 1 the machine failed, 2 wrong usage, 3 results changed, 130 interrupted.`,
  flags: BACKEND_FLAGS,
  examples: [
    ["deno task verify", "All committed results"],
    [
      "deno task verify cifar10/batch_size dataset.directory=DIR",
      "Results on real pixels, with the data in DIR",
    ],
  ],
  async run(args, io) {
    const { names, overrides } = args;
    let exit: number = EXIT.fine;
    const wanted = names.length > 0 ? names : await shippedNames();
    const experiments = await findExperiments(wanted, overrides);
    for (const { name, file, isShipped } of names.length > 0 ? experiments : []) {
      if (!isShipped) {
        throw new InputError(`Cannot verify "${file}" as only shipped experiments have results`);
      }
      if (!await hasResults(name)) throw new InputError(`Cannot verify "${name}" as ${NO_RESULTS}`);
    }
    using backend = await backendFor(args, io);
    for (const found of experiments) {
      exit = Math.max(exit, await verifyOne(found, names.length > 0, backend, io));
      if (io.signal.aborted) return EXIT.interrupted;
    }
    return exit;
  },
};

/** Whether results are kept: those of all of CIFAR-10 are made by whoever has it. */
async function hasResults(name: string): Promise<boolean> {
  const { [CHART]: chart } = await readFiles(`${RESULTS}/${name}`, [CHART]);
  return chart !== undefined;
}

async function verifyOne(
  found: Found,
  isNamed: boolean,
  backend: Backend,
  io: Io,
): Promise<number> {
  const { name, experiment } = found;
  if (!await hasResults(name)) {
    io.out(`${name}: skipped, as ${NO_RESULTS}\n`);
    return EXIT.fine;
  }
  try {
    const { results, failure } = await execute(found, backend, io);
    if (failure !== null) throw failure;
    if (io.signal.aborted) {
      io.err(`${name}: interrupted, not verified\n`);
      return EXIT.interrupted;
    }
    const now = qualityFiles(experiment, results);
    const committed = await readFiles(`${RESULTS}/${name}`, Object.keys(now));
    const base = { files: committed, inputs: await committedInputs(name, committed) };
    const head = { files: now, inputs: await inputsNow(experiment) };
    const change = compareExperiment(name, base, head);
    if (change.status === "same") {
      io.out(`${name}: same bytes (${Object.keys(now).join(", ")})\n`);
      return EXIT.fine;
    }
    io.out(`${name}: changed\n${changeText(change)}`);
    return EXIT.changed;
  } catch (error) {
    if (isNamed || !(error instanceof MissingDataError)) throw error;
    io.out(`${name}: skipped. ${error.message}\n`);
    return EXIT.fine;
  }
}

/** What the committed results were made from, which their manifest tells where they were made. */
async function committedInputs(name: string, committed: Files): Promise<Inputs> {
  const { [MANIFEST]: manifest } = await readFiles(`${RESULTS}/${name}`, [MANIFEST]);
  return manifest === undefined ? UNKNOWN : manifestInputs(manifest, committed);
}

async function inputsNow({ file }: Experiment): Promise<Inputs> {
  return {
    ...UNKNOWN,
    experiment: file,
    codeSha256: await codeSha256(),
    version: settings.version,
    deno: Deno.version.deno,
  };
}
