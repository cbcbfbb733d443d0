import { InputError } from "../errors.ts";
import { counted } from "../numbers.ts";
import { type Command, errorText, EXIT } from "./terminal/command.ts";
import { flagsOf } from "./terminal/options.ts";
import { findExperiments, shippedNames } from "./work/experiments.ts";
import { importing } from "./work/modules.ts";

export const check: Command = {
  summary: "Check experiment files without running them.",
  usage: "deno task check [NAME|FILE…] [KEY=VALUE…] [options]",
  details: `Without a name, all shipped experiments are checked. Every wrong file is reported.

Exit codes: 0 fine, 2 a wrong file.`,
  flags: flagsOf(importing),
  takesOverrides: true,
  examples: [
    ["deno task check", "All shipped experiments"],
    ["deno task check mine.jsonc", "A file of your own"],
  ],
  async run({ names, overrides, flags }, io) {
    let exit: number = EXIT.fine;
    for (const name of names.length > 0 ? names : await shippedNames()) {
      try {
        const [{ file, experiment }] = await findExperiments([name], overrides, flags);
        io.out(`${file}: fine, ${counted(experiment.total, "run")}\n`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.err(errorText(error));
        exit = EXIT.usage;
      }
    }
    return exit;
  },
};
