import { inert } from "../../inert.ts";

/**
 * Clears the line that the cursor is in, then what is below: from its second column on, as tmux keeps
 * a screen that is cleared from its first cell on.
 */
export const CLEAR = "\r\x1b[K \x1b[J\r";
/** What stands before and after a text on that line: it is cut at the edge, and the cursor goes back. */
export const LINE = ["\x1b[?7l", "\x1b[?7h\x1b[G"] as const;

// deno-lint-ignore no-control-regex -- these codes are what our own texts may have
const COLOR = /(\x1b\[[\d;]*m)/;
const STATUS = new RegExp(`(${[CLEAR, ...LINE].map(RegExp.escape).join("|")})`);
/** What GitHub takes for a command where it stands in a log. */
const COMMAND = /^[^\S\n]*::|##\[/gm;

interface Streams {
  out(text: string): void;
  err(text: string): void;
  readonly isTerminal: boolean;
  readonly color: boolean;
}

/**
 * The same streams, to which no text from outside can send what steers a terminal or a CI service: what
 * is left are our own colours, and the codes of the status line, where they are understood.
 */
export function inertIo<Io extends Streams>(io: Io): Io {
  const own = { out: io.color ? COLOR : null, err: io.isTerminal ? STATUS : null };
  const streams: PropertyDescriptorMap = {
    out: { value: (text: string) => io.out(harmless(text, own.out)), enumerable: true },
    err: { value: (text: string) => io.err(harmless(text, own.err)), enumerable: true },
  };
  // A terminal's width may be asked for anew each time.
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(io), ...streams }) as Io;
}

function harmless(text: string, own: RegExp | null): string {
  const parts = own === null ? [text] : text.split(own);
  return parts.map((part, i) => i % 2 === 1 ? part : inert(part).replace(COMMAND, "\\$&")).join("");
}
