import settings from "../../deno.json" with { type: "json" };
import { InputError, MachineError, suggest } from "../errors.ts";
import {
  type Command,
  EXIT,
  helpText,
  type Io,
  readArguments,
  twoColumns,
} from "./terminal/command.ts";

/** The commands; each is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).run,
  merge: async () => (await import("./merge.ts")).merge,
  list: async () => (await import("./list.ts")).list,
  check: async () => (await import("./check.ts")).check,
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
  try {
    if (["help", "--help", "-h"].includes(name)) {
      io.out(overview());
      return EXIT.fine;
    }
    if (name === "--version") {
      io.out(`${settings.name.replace(/.*\//, "")} ${settings.version}\n`);
      return EXIT.fine;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (load === undefined) {
      throw new InputError(`Unknown command "${name}"${suggest(name, Object.keys(commands))}`);
    }
    const command = await load();
    const args = readArguments(rest, command);
    if (args !== null) return await command.run(args, io);
    io.out(helpText(command));
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof MachineError)) throw error;
    io.err(`${error.message}\n`);
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}

/** The tasks that start with a command, from `deno.json`: no command has to be loaded. */
function overview(): string {
  const rows = Object.entries(settings.tasks).flatMap(([task, { command, description }]) =>
    / src\/cli\/main\.ts /.test(command) ? [[`  deno task ${task}`, description]] : []
  );
  return `Benchmarks of gradient-descent optimisation, the same bytes on every machine.\n\n` +
    `${twoColumns(rows)}\nEach has --help, with examples.\n`;
}

function terminalIo(signal: AbortSignal): Io {
  const encoder = new TextEncoder();
  const write = (stream: { writeSync(bytes: Uint8Array): number }) => (text: string) => {
    try {
      let bytes = encoder.encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // The reader has gone, as with `| head`; files are still worth writing.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  return {
    out: write(Deno.stdout),
    err: write(Deno.stderr),
    isTerminal: Deno.stderr.isTerminal(),
    columns: columnsOf(Deno.stdout),
    errColumns: columnsOf(Deno.stderr),
    color: Deno.stdout.isTerminal() && !Deno.noColor,
    signal,
  };
}

function columnsOf(stream: { isTerminal(): boolean }): number {
  return stream.isTerminal() ? Deno.consoleSize().columns : 100;
}

if (import.meta.main) {
  const stop = new AbortController();
  let asked = Infinity;
  // The first Ctrl-C asks for an orderly end, a later one does not ask. The terminal and whoever
  // started this process may both pass on the same one, so there is a second's grace.
  const end = () => {
    if (performance.now() - asked > 1000) Deno.exit(EXIT.interrupted);
    asked = Math.min(asked, performance.now());
    stop.abort();
  };
  Deno.addSignalListener("SIGINT", end);
  // A scheduler, or a terminal that is closed, asks in other words.
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", end);
    Deno.addSignalListener("SIGHUP", end);
  }
  Deno.exit(await main(Deno.args, terminalIo(stop.signal)));
}
