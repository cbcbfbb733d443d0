/**
 * Patterns for the names of benches: `*` stands for anything, also for slashes.
 *
 * @module
 */

/**
 * The source of a regular expression for a pattern.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(new RegExp(globSource("*batchSize=1 *")).test("experiments/batch_size/batchSize=1 seed=2"));
 * ```
 */
export function globSource(glob: string): string {
  return glob.split("*").map((part) => part.replaceAll(/[\\^$.+?()[\]{}|/]/g, "\\$&")).join(".*");
}

/** Whether a name fits one of the patterns; any does where there are none. */
export function fits(name: string, globs: readonly string[] | undefined): boolean {
  return globs?.some((glob) => new RegExp(`^${globSource(glob)}$`).test(name)) ?? true;
}
