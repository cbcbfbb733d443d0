/** The errors that a user or the machine can cause, and the words that go with them. */
// @ts-types="./_levenshtein_distance.d.ts"
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { inertLine, inertWord } from "./inert.ts";

/** Characters of a line of an error: it may name a path, hold a command or list all experiments. */
export const LONGEST_LINE = 2000;

/**
 * What the user gave is wrong: a file, a key, a value, a folder. The message says what was being
 * done, the rule and the value; the command line prints it without a stack trace and exits with 2.
 */
export class InputError extends Error {
  /** Tells it from errors of the program itself. */
  override name: string = "InputError";

  /** Each line of the message is made inert, and cut. */
  constructor(message: string) {
    super(inertLines(message));
  }
}

/** Data that has to be fetched first is not there. */
export class MissingDataError extends InputError {
  /** Tells it from input that is wrong. */
  override name = "MissingDataError";
}

/**
 * The machine failed, not the user and not a run: a thread has died, a server cannot be reached.
 * There is no result that can be trusted; the command line exits with 1.
 */
export class MachineError extends Error {
  /** Tells it from errors of a run. */
  override name = "MachineError";

  /** Each line of the message is made inert, and cut. */
  constructor(message: string) {
    super(inertLines(message));
  }
}

function inertLines(message: string): string {
  return message.split("\n").map((line) => inertLine(line, LONGEST_LINE)).join("\n");
}

/** Requires something of what the user gave; otherwise `message` says the rule and the value. */
export function ensure(isRight: boolean, message: string): asserts isRight {
  if (!isRight) throw new InputError(message);
}

/** Whether something can be done without the user having to mend anything. */
export function isAccepted(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Does something, and puts the name of a file before each line of the user's error. */
export function locate<Result>(source: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw located(source, error);
  }
}

/** The same error, with the path of a field before it, or before its path inside that field. */
export function inside(path: string, error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  error.message = path + (/^[\w.]+: /.test(error.message) ? "." : ": ") + error.message;
  return error;
}

/** Does something with the field at a path, and puts that before the user's error: see {@linkcode inside}. */
export function within<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw inside(path, error);
  }
}

/** The same error, with the name of a file before each line if that is what has to be mended. */
export function located(source: string, error: unknown): unknown {
  if (!(error instanceof InputError) || error instanceof MissingDataError) return error;
  const place = inertLine(source);
  error.message = error.message.split("\n").map((line) => `${place}: ${line}`).join("\n");
  return error;
}

/** A suggestion that changes more than this share of the known word helps nobody. */
const FARTHEST = 0.5;
/** Characters of a list of known words. */
const LONGEST_LIST = 1500;
/** Characters of a word that are looked at: no known one is as long. */
const LONGEST_WORD = 100;

/**
 * `: did you mean "batchSize"?` when a known word is near `word`, otherwise the list of known words;
 * each with `prefix` before it.
 */
export function suggest(word: string, known: readonly string[], prefix = ""): string {
  if (known.length === 0) return "";
  const near = nearest(word, known);
  return near !== undefined
    ? `: did you mean "${prefix}${near}"?`
    : `: known are ${listed(known.map((one) => prefix + one))}`;
}

/** `a, b and 12 more`: as many words as anybody would look through. */
function listed(words: readonly string[]): string {
  let count = words.length;
  while (words.slice(0, count).join(", ").length > LONGEST_LIST) count--;
  const shown = words.slice(0, count).join(", ");
  return count === words.length ? shown : `${shown} and ${words.length - count} more`;
}

/** The known word that is most like `word`; undefined where none is near it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [near] = known.toSorted((a, b) => distance(word, a) - distance(word, b));
  return near !== undefined && distance(word, near) <= FARTHEST ? near : undefined;
}

/** `unknown loss "svn": did you mean "svm"?` */
export function unknown(noun: string, name: unknown, known: readonly string[]): string {
  const word = typeof name === "string" ? name : ""; // of an object, String() may fail
  return `unknown ${noun} ${inertWord(JSON.stringify(name))}${suggest(word, known)}`;
}

/** The share of `known` that differs. Of a path such as `method.stepSize`, the last word will do. */
function distance(word: string, known: string): number {
  const start = word.slice(0, LONGEST_WORD).toLowerCase();
  const forms = [known, known.slice(known.lastIndexOf(".") + 1)];
  const shares = forms.map((form) => levenshteinDistance(start, form.toLowerCase()) / form.length);
  return Math.min(...shares);
}

/** What to say of errors of the file system, by their name. */
const REASONS: Readonly<Record<string, string>> = {
  NotFound: "there is no such file",
  NotCapable: "the task is not permitted to go there (its line in deno.json says where it may)",
  PermissionDenied: "the system does not permit it",
  IsADirectory: "it is a folder",
  AlreadyExists: "it is there already",
  NotADirectory: "part of the path is a file",
};

/** Why something with a file failed, to stand after a colon. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS[error.name] ?? error.message;
}
