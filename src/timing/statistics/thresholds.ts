/**
 * How large a change of a bench has to be to matter.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { fits } from "../samples/globs.ts";

/** The threshold of the benches that a glob matches. */
export interface GlobThreshold {
  /** Such as `kernels/*`; `*` stands for anything, also for slashes. */
  readonly glob: string;
  /** Changes up to this share do not matter. */
  readonly threshold: number;
}

/** The threshold of benches that no glob matches. */
export const THRESHOLD = 0.05;

/**
 * The threshold of each bench: that of the last glob that matches it.
 *
 * @throws {InputError} When a threshold is not a number from 0 up, or a glob is empty
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const of = thresholdOf([{ glob: "data/*", threshold: 0.2 }]);
 * assertEquals([of("data/loading/synthetic"), of("step/batch 1/simd")], [0.2, 0.05]);
 * ```
 */
export function thresholdOf(
  thresholds: readonly GlobThreshold[],
  threshold: number = THRESHOLD,
): (bench: string) => number {
  checkThreshold(threshold, "threshold");
  for (const { glob, threshold } of thresholds) {
    if (glob === "") throw new InputError("Cannot use a threshold as its glob is empty");
    checkThreshold(threshold, `threshold of "${glob}"`);
  }
  return (bench) => thresholds.findLast(({ glob }) => fits(bench, [glob]))?.threshold ?? threshold;
}

function checkThreshold(threshold: number, what: string): void {
  if (threshold >= 0 && threshold < Infinity) return;
  throw new InputError(
    `Cannot use the ${what} as it must be a number from 0 up, such as 0.05 for 5 %: ` +
      `current value is ${threshold}`,
  );
}

/** The globs that match none of the benches: misspelt, as a rule. */
export function unmatchedGlobs(
  thresholds: readonly GlobThreshold[],
  benches: readonly string[],
): string[] {
  return thresholds.map(({ glob }) => glob)
    .filter((glob) => !benches.some((bench) => fits(bench, [glob])));
}
