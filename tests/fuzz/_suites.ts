import { stream } from "../../src/exact/rng.ts";
import type { Rng } from "../../src/types.ts";
import { bytes, files, words } from "./_cases.ts";
import { data } from "./_data_cases.ts";
import type { Suite } from "./_suite.ts";

/** What can be damaged. */
export const SUITES: readonly Suite[] = [files, words, bytes, data];

/** The numbers of a case. */
export function rngOf(seed: number, suite: Suite, index: number): Rng {
  return stream(seed * SUITES.length + SUITES.indexOf(suite), "resamples", index);
}
