/** What is asked of every end of the program, whatever it was given. */
import { EXIT } from "../../src/cli/terminal/command.ts";

/** A call of the program. */
export interface Call {
  readonly words: readonly string[];
  /** Columns of the terminal. */
  readonly columns: number;
  /** Milliseconds after which the user asks to stop. */
  readonly stopAfter: number;
  /** The archive that `data` takes for the right one. */
  readonly archive?: string;
}

/** How a call ended. */
export interface Ending {
  /** Null when it threw. */
  readonly exit: number | null;
  /** What was thrown, with its stack. */
  readonly thrown: string | null;
  readonly out: string;
  readonly err: string;
  /** Bytes of memory afterwards. */
  readonly rss: number;
  /** Milliseconds of computing, of all threads together. */
  readonly cpu: number;
}

/** Lines that say what is wrong: ten problems, how many more there are, and a hint. */
const LINES = 14;
/** Characters of a line of them. */
const COLUMNS = 2500;
/** Files of which a call may say what is wrong. */
const SEVERAL = 40;
const OUTPUT = 2_000_000;
const MEMORY = 2e9;
/** Milliseconds of computing, on whatever machine, that are too long. */
const LONGEST = 10_000;
/** Milliseconds after which a call is taken to hang. */
export const PATIENCE = 60_000;

const EXITS: readonly number[] = Object.values(EXIT);
/** What a terminal would obey. */
const ACTIVE = /(?![\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const STACK = /^\s+at .*[:(]|\b(Type|Range|Reference|Syntax)Error\b|\bUncaught\b/m;

/** What is wrong with how a call ended; null when nothing is. */
export function faultOf(
  { words }: Pick<Call, "words">,
  { exit, thrown, out, err, rss, cpu }: Ending,
): string | null {
  const text = `${out}\n${err}`;
  const [line = ""] = err.split("\n").filter((line) => line.length > COLUMNS);
  const lines = err.trimEnd().split("\n").length;
  const isRefused = exit === EXIT.usage || exit === EXIT.failed;
  const faults = [
    thrown !== null && `threw ${thrown}`,
    exit !== null && !EXITS.includes(exit) && `exit code ${exit}`,
    STACK.test(text) && `a stack trace: ${found(STACK, text)}`,
    ACTIVE.test(text) && `a character that steers a terminal: ${found(ACTIVE, text)}`,
    isRefused && err.trim() === "" && out.trim() === "" && `exit code ${exit} without a word`,
    isRefused && lines > LINES * (words[0] === "check" ? SEVERAL : 1) &&
    `${lines} lines of errors: ${err.slice(0, 300)}`,
    line !== "" && `a line of ${line.length} characters: ${line.slice(0, 300)}`,
    out.length > OUTPUT && `${out.length} characters of output`,
    rss > MEMORY && `${rss} bytes of memory`,
    cpu > LONGEST && `${cpu} ms of computing`,
  ];
  return faults.filter((fault) => fault !== false).join("; ") || null;
}

function found(pattern: RegExp, text: string): string {
  const at = text.search(pattern);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 100));
}
