/**
 * `bench`: times, as rates or compared, through `deno bench`.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { ratesText } from "../timing/formats/rates_text.ts";
import { against } from "./timing/bench_against.ts";
import { noise } from "./timing/bench_noise.ts";
import { compareSaved, save } from "./timing/bench_saved.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
import { runBenches, runScript } from "./timing/deno_bench.ts";
import {
  type BenchOptions,
  benchOptions,
  FILES,
  filesFrom,
  ROUNDS,
  WATCHED,
} from "./timing/bench_options.ts";
import { statusLine } from "./terminal/progress.ts";

/** A script that prints its own figures. */
const MEMORY = "memory";

/** Something that is done with times. */
interface Mode {
  /** Flags that it understands besides its own. */
  readonly flags: readonly string[];
  run(args: Arguments, options: BenchOptions, io: Io): Promise<number>;
}

/** What is done with the times, by the flag that asks for it. */
const MODES: Readonly<Record<string, Mode>> = {
  save: { flags: ["rounds", "only"], run: save },
  against: { flags: ["rounds", "only", "threshold", "strict", "out"], run: against },
  noise: { flags: ["rounds", "only", "threshold"], run: noise },
  compare: { flags: ["threshold", "force", "strict", "out"], run: compareSaved },
};

/** Measures kernels and steps. */
export const bench: Command = {
  summary: "Measure kernels and steps: as rates, or one version of the code against another.",
  usage: "deno task bench [FILE…] [options]",
  details: `Without an option, prints rates. FILE is one of these, all when left out:
  kernels      Each kernel, and a step over 4,096 examples on one and all threads
  experiments  The steps of shipped experiments: batch sizes, searches
  step         Steps of batch 1 to 50,000, evaluation and loading, next to plain loops
  ladder       The scores kernel from the plain loop to the one in use
  peers        The same step in plain loops, mathjs, ml-matrix and TensorFlow.js
  rng          Random numbers, and the synthetic images that are made of them
  slices       Slices next to full losses, numerical gradients next to analytic ones
  memory       The most memory that full CIFAR-10 takes

With --save, --against or --noise, kernels and experiments are measured when none is named, each in
several fresh processes, as times differ more between processes than within one.
--against checks out the other version in a scratch folder and lets both take turns; what looks
changed is measured again before it is called. --compare takes two names that were saved, or files
bench.csv. Threshold: changes up to it do not matter; by bench in bench/thresholds.json.

What is measured is kept in timings/, which is not under version control; docs/method.md says how
times are compared, bench/README.md how to read the tables.

Exit codes: 0 fine, 1 a bench or the machine failed, 2 wrong usage, 3 something got slower,
4 (with --strict) something could not be compared or told, 130 interrupted.`,
  flags: [
    { name: "save", value: "NAME", meaning: "Keep the times under this name, for history" },
    {
      name: "against",
      value: "REVISION",
      meaning: "Compare a revision with the code as it is now",
    },
    { name: "compare", meaning: "Compare two saved measurements: BASE HEAD" },
    { name: "noise", meaning: "Compare the code with itself: which changes can be seen?" },
    {
      name: "rounds",
      value: "N",
      meaning: `Processes for each version and file, 3 to 100; ${ROUNDS} when left out`,
    },
    {
      name: "only",
      value: "GLOB",
      meaning: "Only benches whose name holds this; * stands for anything",
    },
    {
      name: "threshold",
      value: "SHARE",
      meaning: "Changes up to this do not matter, 0.05 when left out",
    },
    { name: "force", meaning: "Compare in spite of other machines, marked in the output" },
    { name: "strict", meaning: "Exit with 4 when something could not be compared or told" },
    { name: "out", alias: "o", value: "DIR", meaning: "Write the comparison here" },
  ],
  examples: [
    ["deno task bench step", "Steps as examples per second, and as shares of the ceiling"],
    ["deno task bench --against main", "Did my change make anything slower?"],
    ["deno task bench --against HEAD~1 kernels --only scores", "One kernel, in a minute"],
    ["deno task bench --save before", "Keep times, for deno task history"],
    ["deno task bench --compare before after", "Two saved measurements"],
  ],
  run(args, io) {
    const modes = Object.keys(MODES).filter((name) => args.flags[name] !== undefined);
    if (modes.length > 1) {
      throw new InputError(`Options --${modes[0]} and --${modes[1]} exclude each other`);
    }
    const [mode] = modes;
    checkFlags(args, mode);
    if (mode === "compare") return MODES[mode].run(args, benchOptions(args, []), io);
    if (mode === undefined) return rates(filesFrom(args, [...FILES, MEMORY]), io);
    return MODES[mode].run(args, benchOptions(args, filesFrom(args, FILES, WATCHED)), io);
  },
};

/** @throws {InputError} When there is a word or an option that would have no effect */
function checkFlags({ overrides, flags }: Arguments, mode: string | undefined): void {
  const [override] = overrides;
  if (override !== undefined) throw new InputError(`Cannot set "${override}" in a bench`);
  const understood = mode === undefined ? [] : [mode, ...MODES[mode].flags];
  const useless = Object.keys(flags).find((flag) => !understood.includes(flag));
  if (useless === undefined) return;
  const users = Object.keys(MODES).filter((name) => MODES[name].flags.includes(useless));
  throw new InputError(
    `Option --${useless} has no effect here: it is for ${
      users.map((name) => `--${name}`).join(", ")
    }`,
  );
}

/** One table after another, from one process each. */
async function rates(files: readonly string[], io: Io): Promise<number> {
  const status = statusLine(io, () => performance.now());
  let exit: number = EXIT.fine;
  for (const file of files) {
    status.say(`${file}: measuring …`);
    if (file === MEMORY) {
      const text = await runScript("bench/memory.ts", io.signal);
      status.clear();
      if (!io.signal.aborted) io.out(`${MEMORY}\n\n${text}\n`);
    } else {
      const report = await runBenches({ folder: ".", file, signal: io.signal });
      status.clear();
      if (report !== null) io.out(`${ratesText(report)}\n`);
      if (report?.benches.some(({ error }) => error !== null)) exit = EXIT.failed;
    }
    if (io.signal.aborted) return EXIT.interrupted;
  }
  return exit;
}
