import type { Io } from "../src/cli/terminal/command.ts";
import { main } from "../src/cli/main.ts";

/** What a fake terminal is, apart from a place to write to. */
export interface FakeTerminal extends Partial<Pick<Io, "isTerminal" | "columns" | "color">> {
  readonly signal?: AbortSignal;
  /** Called with everything that is written to standard error. */
  onErr?(text: string): void;
}

/** An `Io` that keeps what it is given. */
export function fakeIo({ onErr, ...terminal }: FakeTerminal = {}): Io & { written: Written } {
  const written: Written = { out: "", err: "" };
  return {
    isTerminal: false,
    columns: 100,
    errColumns: 100,
    color: false,
    signal: new AbortController().signal,
    ...terminal,
    out(text) {
      written.out += text;
    },
    err(text) {
      written.err += text;
      onErr?.(text);
    },
    written,
  };
}

/** Both streams as text. */
export interface Written {
  out: string;
  err: string;
}

/** Calls the program in this process. */
export async function call(
  words: readonly string[],
  terminal: FakeTerminal = {},
): Promise<Written & { readonly exit: number }> {
  const io = fakeIo(terminal);
  const exit = await main(words, io);
  return { exit, ...io.written };
}

/** A wide terminal that asks to stop as soon as a text is written to standard error. */
export function stopAt(text: string): FakeTerminal {
  const stop = new AbortController();
  const onErr = (written: string) => written.includes(text) && stop.abort();
  return { isTerminal: true, columns: 200, signal: stop.signal, onErr };
}

/** Does something while members of an object, such as `Deno`, are others. */
export async function replaced<Target extends object, Result>(
  target: Target,
  members: { [Key in keyof Target]?: unknown },
  action: () => Promise<Result>,
): Promise<Result> {
  const keys = Object.keys(members) as (keyof Target)[];
  const before = Object.fromEntries(keys.map((key) => [key, target[key]]));
  Object.assign(target, members);
  try {
    return await action();
  } finally {
    Object.assign(target, before);
  }
}
