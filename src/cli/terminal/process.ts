import { reasonOf } from "../../errors.ts";
import { fitted } from "../../figures/render/wrap.ts";
import { EXIT, type Io } from "./command.ts";

/** Does something in the terminal that this process was started in, and ends with its exit code. */
export async function start(run: (io: Io) => Promise<number>): Promise<never> {
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
  let lost: unknown = null;
  const io = terminalIo(stop.signal, (error) => lost ??= error);
  const exit = await run(io);
  if (lost === null) Deno.exit(exit);
  io.err(`Cannot write to standard output: ${reasonOf(lost)}\n`);
  Deno.exit(EXIT.failed);
}

/** Calls `onLost` when results cannot be printed, as on a full disk. Files are still worth writing. */
function terminalIo(signal: AbortSignal, onLost: (error: unknown) => void): Io {
  const encoder = new TextEncoder();
  const write =
    (stream: typeof Deno.stdout, onLost: (error: unknown) => void) => (text: string) => {
      try {
        let bytes = encoder.encode(text);
        while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
      } catch (error) {
        // The reader has gone, as with `| head`.
        if (!(error instanceof Deno.errors.BrokenPipe)) onLost(error);
      }
    };
  return {
    out: fitting(Deno.stdout, write(Deno.stdout, onLost)),
    err: fitting(Deno.stderr, write(Deno.stderr, () => {})), // nobody is left to be told
    isTerminal: Deno.stderr.isTerminal(),
    // Asked for anew each time, as a window may become narrower while it runs.
    get columns() {
      return columnsOf(Deno.stdout);
    },
    get errColumns() {
      return columnsOf(Deno.stderr);
    },
    color: Deno.stdout.isTerminal() && !Deno.noColor,
    signal,
  };
}

/** Writes to a terminal so that it breaks no word; the status line, which is cut, as it is. */
function fitting(stream: { isTerminal(): boolean }, write: (text: string) => void) {
  if (!stream.isTerminal()) return write;
  return (text: string) => write(text.startsWith("\r") ? text : fitted(text, columnsOf(stream)));
}

/** Columns of a terminal that knows them, and of a page elsewhere. */
function columnsOf(stream: { isTerminal(): boolean }): number {
  return (stream.isTerminal() && Deno.consoleSize().columns) || 100;
}
