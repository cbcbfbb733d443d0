/** The long form, which prints what went wrong. */
import { z } from "zod";
import { InputError, suggest } from "../../src/errors.ts";
import { type Command, EXIT, runCommand } from "../../src/cli/terminal/command.ts";
import { flagsOf, readOptions, wholeNumber } from "../../src/cli/terminal/options.ts";
import { start } from "../../src/cli/terminal/process.ts";
import { withFolder } from "../_files.ts";
import { type Verdict, verdicts } from "./_campaign.ts";
import { SUITES } from "./_suites.ts";

const NAMES = SUITES.map(({ name }) => name);
const OPTIONS = z.strictObject({
  seed: wholeNumber(0).default(1).meta({ value: "N", description: "Which cases; 1 when left out" }),
  runs: wholeNumber(1).default(2000)
    .meta({ value: "N", description: "Cases of each suite; 2000 when left out" }),
  from: wholeNumber(0).default(0)
    .meta({ value: "N", description: "The first of them; 0 when left out" }),
});

/** Up to so many characters of a line. */
const WIDTH = 500;
const cut = (text: string) => text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text;

const fuzz: Command = {
  summary: "Try damaged files, command lines and bytes, and print what went wrong.",
  usage: "deno task fuzz [SUITE…] [options]",
  details: `SUITE is one of ${NAMES.join(", ")}; all run when none is named.

Exit codes: 0 fine, 1 something went wrong, 2 wrong usage.`,
  flags: flagsOf(OPTIONS.shape),
  examples: [["deno task fuzz --seed 2 --runs 100", "A hundred other cases of each suite"]],
  async run({ names, flags }, io) {
    const { seed, runs, from } = readOptions(OPTIONS, flags);
    const unknown = names.find((name) => !NAMES.includes(name));
    if (unknown !== undefined) {
      throw new InputError(`Unknown suite "${unknown}"${suggest(unknown, NAMES)}`);
    }
    const chosen = SUITES.filter(({ name }) => names.length === 0 || names.includes(name));
    const all = await Promise.all(chosen.map(async (suite) => {
      const found: Verdict[] = [];
      await withFolder(async (folder) => {
        for await (const verdict of verdicts({ suite, seed, from, runs }, folder)) {
          found.push(verdict);
          const { name, words, fault } = verdict;
          if (fault !== null) io.out(`${name}: ${cut(JSON.stringify(words))}\n  ${cut(fault)}\n`);
        }
      });
      const exits = [...Map.groupBy(found, ({ exit }) => exit)]
        .map(([exit, { length }]) => `${length} with exit code ${exit}`);
      const faults = found.filter(({ fault }) => fault !== null).length;
      io.out(
        `${suite.name}: ${found.length} cases of seed ${seed}, ${faults} faults; ${
          exits.join(", ")
        }\n`,
      );
      return faults;
    }));
    return all.some((faults) => faults > 0) ? EXIT.failed : EXIT.fine;
  },
};

await start((io) => runCommand(() => Promise.resolve(fuzz), Deno.args, io));
