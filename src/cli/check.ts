import { InputError } from "../errors.ts";
import { counted } from "../numbers.ts";
import { type Command, errorText, EXIT } from "./terminal/command.ts";
import { findExperiments, shippedNames } from "./work/experiments.ts";

export const check: Command = {
  summary: "Check experiment files without running them.",
  usage: "deno task check [NAME|FILE…] [KEY=VALUE…]",
  details: `Without a name, all shipped experiments are checked. Every wrong file is reported.

Exit codes: 0 fine, 2 a wrong file.`,
  flags: [],
  takesOverrides: true,
  examples: [
    ["deno task check", "All shipped experiments"],
    ["deno task check mine.jsonc", "A file of your own"],
  ],
  async run({ names, overrides }, io) {
    let exit: number = EXIT.fine;
    for (const name of names.length > 0 ? names : await shippedNames()) {
      try {
        const [{ file, experiment }] = await findExperiments([name], overrides);
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
