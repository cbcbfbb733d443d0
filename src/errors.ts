/**
 * The one error a user can cause, and the "did you mean" that goes with it.
 *
 * @module
 */
// @ts-types="./_levenshtein_distance.d.ts"
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * What the user gave is wrong: a file, a key, a value, a folder. The message says what was being
 * done, the rule and the value; the command line prints it without a stack trace and exits with 2.
 */
export class InputError extends Error {
  /** Tells it from errors of the program itself. */
  override name: string = "InputError";
}

/** Data that has to be fetched first is not there. */
export class MissingDataError extends InputError {
  /** Tells it from input that is wrong. */
  override name = "MissingDataError";
}

/** A suggestion that changes more than this share of the known word helps nobody. */
const FARTHEST = 0.5;

/**
 * `: did you mean "batchSize"?` when a known word is near `word`, otherwise the list of known words.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(suggest("batchSze", ["batchSize", "stop"]), ': did you mean "batchSize"?');
 * assertEquals(suggest("colour", ["batchSize", "stop"]), ": known are batchSize, stop");
 * ```
 */
export function suggest(word: string, known: readonly string[]): string {
  const [near] = known.toSorted((a, b) => distance(word, a) - distance(word, b));
  if (near === undefined) return "";
  return distance(word, near) <= FARTHEST
    ? `: did you mean "${near}"?`
    : `: known are ${known.join(", ")}`;
}

/** The share of `known` that differs. Of a path such as `method.stepSize`, the last word will do. */
function distance(word: string, known: string): number {
  const forms = [known, known.slice(known.lastIndexOf(".") + 1)];
  const shares = forms.map((form) =>
    levenshteinDistance(word.toLowerCase(), form.toLowerCase()) / form.length
  );
  return Math.min(...shares);
}
