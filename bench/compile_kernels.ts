/**
 * Compiles the kernels.
 *
 * @module
 */
import { type Command, EXIT, refuseNames, runCommand } from "../src/cli/terminal/command.ts";
import { start } from "../src/cli/terminal/process.ts";
import { compile, KERNELS } from "./_assemblyscript.ts";

const TARGET = "src/kernels/simd.wasm";

const kernels: Command = {
  summary: `Compile the kernels, src/kernels/simd/, to ${TARGET}.`,
  usage: "deno task kernels [--check]",
  details: "Exit codes: 0 fine, 1 (with --check) they are out of date, 2 wrong usage.",
  flags: [{ name: "check", meaning: "Write nothing; say whether they are out of date" }],
  examples: [
    ["deno task kernels", "After a change of a kernel"],
    ["deno task kernels --check", "As the gate does"],
  ],
  async run({ names, flags }, io) {
    refuseNames(names);
    const compiled = await compile(KERNELS);
    if (!flags.check) {
      await Deno.writeFile(TARGET, compiled);
      return EXIT.fine;
    }
    const committed = await Deno.readFile(TARGET);
    const isSame = committed.length === compiled.length &&
      committed.every((byte, i) => byte === compiled[i]);
    if (isSame) return EXIT.fine;
    io.err(`${TARGET} is not what its sources compile to: run "deno task kernels"\n`);
    return EXIT.failed;
  },
};

await start((io) => runCommand(() => Promise.resolve(kernels), Deno.args, io));
