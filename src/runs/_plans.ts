import { bestAgain } from "../kinds/train/best.ts";
import type { ExperimentOf, Plans } from "../kinds/plan.ts";
import type { Kind } from "../kinds/specs.ts";
import type { Results } from "./experiment.ts";
import { sha256 } from "../exact/sha256.ts";
import type { Curve } from "../types.ts";
import { exactJson } from "./_exact_json.ts";

/** The plans of all runs: those of the file, and the best again once these are done. */
export function plansOf<K extends Kind>(
  { runs, best }: ExperimentOf<K>,
  results: readonly Results[K][],
): readonly Plans[K][] {
  if (best === null || results.length < runs.length) return runs;
  // Only experiments that train have a best; it was chosen before there were runs on other seeds.
  return [...runs, ...bestAgain(best, runs, results.slice(0, runs.length) as readonly Curve[])];
}

/** SHA-256 of all that is written of an experiment but for its results, in hexadecimal. */
export function plansSha256<K extends Kind>(experiment: ExperimentOf<K>): string {
  const { kind, title, question, charts, runs, best, total } = experiment;
  const plans = exactJson([kind, title, question, charts, runs, best, total]);
  return sha256(new TextEncoder().encode(plans));
}
