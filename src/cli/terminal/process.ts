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
  Deno.exit(await run(terminalIo(stop.signal)));
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
    out: fitting(Deno.stdout, write(Deno.stdout)),
    err: fitting(Deno.stderr, write(Deno.stderr)),
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
