/**
 * The source of a regular expression for a pattern of names of benches: `*` stands for anything,
 * also for slashes.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(new RegExp(globSource("*batchSize=1 *")).test("experiments/batch_size/batchSize=1 seed=2"));
 * ```
 */
export function globSource(glob: string): string {
  return glob.split("*").map((part) => RegExp.escape(part)).join(".*");
}

/** Whether a name fits one of the patterns. */
export function fits(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${globSource(glob)}$`).test(name));
}
