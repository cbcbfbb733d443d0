import settings from "../../deno.json" with { type: "json" };
import { InputError, suggest } from "../errors.ts";
import { type Command, EXIT, type Io, runCommand, twoColumns } from "./terminal/command.ts";
import { start } from "./terminal/process.ts";

/** The commands; each is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).run,
  new: async () => (await import("./new.ts")).newCommand,
  merge: async () => (await import("./merge.ts")).merge,
  list: async () => (await import("./list.ts")).list,
  check: async () => (await import("./check.ts")).check,
  conformance: async () => (await import("./conformance.ts")).conformance,
  verify: async () => (await import("./verify.ts")).verify,
  compare: async () => (await import("./compare.ts")).compare,
  data: async () => (await import("./data.ts")).data,
  bench: async () => (await import("./bench.ts")).bench,
  history: async () => (await import("./history.ts")).history,
  ci: async () => (await import("./ci.ts")).ci,
  report: async () => (await import("./report.ts")).reportCommand,
};

/** Does what the words say and returns the exit code. */
export async function main(
  words: readonly string[],
  io: Io,
  commands = COMMANDS,
): Promise<number> {
  const [name = "--help", ...rest] = words;
  if (["help", "--help", "-h"].includes(name)) {
    io.out(overview());
    return EXIT.fine;
  }
  if (name === "--version") {
    io.out(`${settings.name.replace(/.*\//, "")} ${settings.version}\n`);
    return EXIT.fine;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : () => {
    throw new InputError(`Unknown command "${name}"${suggest(name, Object.keys(commands))}`);
  };
  return await runCommand(load, rest, io);
}

/** The tasks that start with a command, from `deno.json`: no command has to be loaded. */
function overview(): string {
  const rows = Object.entries(settings.tasks).flatMap(([task, { command, description }]) =>
    / src\/cli\/main\.ts /.test(command) ? [[`  deno task ${task}`, description]] : []
  );
  return `Benchmarks of gradient-descent optimisation, the same bytes on every machine.\n\n` +
    `${twoColumns(rows)}\nEach has --help, with examples.\n`;
}

if (import.meta.main) await start((io) => main(Deno.args, io));
