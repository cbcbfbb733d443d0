import { z } from "zod";
import { InputError } from "../errors.ts";
import { ratesText } from "../timing/formats/rates_text.ts";
import { type Command, EXIT, type Io } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { statusLine } from "./terminal/progress.ts";
import { against } from "./timing/against.ts";
import { noise } from "./timing/noise.ts";
import { FILES, filesFrom } from "./timing/options.ts";
import { runBenches, runScript } from "./timing/processes.ts";
import { compareSaved, save } from "./timing/saved.ts";

const MEMORY = "memory";

/** What is done with the times, by the flag that asks for it. */
const MODES = { save, against, compare: compareSaved, noise };

function modesWith(flag: string): string {
  const modes = Object.entries(MODES).filter(([, { shape }]) => flag in shape);
  return `it is for ${modes.map(([name]) => `--${name}`).join(", ")}`;
}

export const bench: Command = {
  summary: "Measure kernels and steps: as rates, or one version of the code against another.",
  usage: "deno task bench [FILE…] [options]",
  details: `Without an option, prints rates. FILE is one of these, all when left out:
  kernels      Each kernel, and a step over 4,096 examples on one and all threads
  experiments  The steps of shipped experiments: batch sizes, searches
  step         Steps of batch 1 to 50,000, evaluation and loading, next to plain loops
  losses       A step with a batch of 256 by each loss
  methods      A step of each update rule with batches of 1, 256 and all
  network      A step of a network of 3073-64-10 with batches of 1, 64, 256 and all
  ladder       The scores kernel from the plain loop to the one in use
  peers        The same step in plain loops, mathjs, ml-matrix and TensorFlow.js
  rng          Random numbers, and the synthetic images that are made of them
  slices       Slices next to full losses, numerical gradients next to analytic ones
  memory       The most memory that full CIFAR-10 takes

With --save, --against or --noise, kernels and experiments are measured when none is named, each in
several fresh processes, as times differ more between processes than within one.
--against unpacks the other version in a scratch folder and lets both take turns; what looks
changed is measured again before it is called. --compare takes two names that were saved, or files
bench.csv. Threshold: changes up to it do not matter; by bench in bench/thresholds.json.

What is measured is kept in timings/, which is not under version control; docs/method.md says how
times are compared, bench/README.md how to read the tables.

Exit codes: 0 fine, 1 a bench or the machine failed, 2 wrong usage or nothing to compare,
3 something got slower, 4 (with --strict) something could not be compared or decided, 130
interrupted.`,
  // What asks for a mode comes first, then what a mode takes.
  flags: flagsOf(Object.assign({ ...MODES }, ...Object.values(MODES).map(({ shape }) => shape))),
  examples: [
    ["deno task bench step", "Steps as examples per second, and as shares of the ceiling"],
    ["deno task bench --against main", "Did my change make anything slower?"],
    ["deno task bench --against HEAD~1 kernels --only scores", "One kernel, in a minute"],
    ["deno task bench --save before", "Keep times, for deno task history"],
    ["deno task bench --compare before after", "Two saved measurements"],
  ],
  async run(args, io) {
    const [first, second] = Object.entries(MODES).filter(([name]) => name in args.flags);
    if (second !== undefined) {
      throw new InputError(`Options --${first[0]} and --${second[0]} exclude each other`);
    }
    if (first !== undefined) return await first[1].run(args, io, modesWith);
    readOptions(z.strictObject({}), args.flags, modesWith);
    const files = [...FILES, MEMORY];
    return await rates(filesFrom(args.names, files, files), io);
  },
};

async function rates(files: readonly string[], io: Io): Promise<number> {
  const { signal } = io;
  const status = statusLine(io);
  let exit: number = EXIT.fine;
  for (const file of files) {
    status.say(`${file}: measuring …`);
    let text: string | null;
    if (file === MEMORY) text = `${MEMORY}\n\n${await runScript("bench/memory.ts", signal)}`;
    else {
      const report = await runBenches(".", file, ["*"], signal);
      text = report && ratesText(report);
      if (report?.benches.some(({ error }) => error !== null)) exit = EXIT.failed;
    }
    status.clear();
    if (signal.aborted) return EXIT.interrupted;
    io.out(`${text}\n`);
  }
  return exit;
}
