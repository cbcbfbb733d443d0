/** Which swept fields tell lines of a chart apart. */
import { groupBy, sweptPaths, sweptText } from "../_groups.ts";
import type { Trained } from "./spec.ts";

/**
 * Swept fields but `x`, without those that change along with it only, as a zipped one does: of all runs, of
 * those with the same names, such as one of several methods, or of those that share all other fields.
 */
export function independentPaths(x: string, runs: readonly Trained[]): string[] {
  const follows = (path: string, others: readonly string[]) =>
    !isFixed(path, others, runs) && isFixed(path, [x, ...others], runs);
  const swept = sweptPaths(runs).filter((path) => path !== x && !follows(path, []));
  const names = swept.filter((path) =>
    runs.some(({ plan: { values } }) => path in values && typeof values[path] !== "number")
  );
  const free = swept.filter((path) => names.includes(path) || !follows(path, names));
  return free.filter((path) => !follows(path, free.filter((other) => other !== path)));
}

/** Whether runs that agree in `others` agree in a field. */
function isFixed(path: string, others: readonly string[], runs: readonly Trained[]): boolean {
  return groupBy(runs, others).every(({ results }) =>
    new Set(results.map((run) => sweptText(run, path))).size === 1
  );
}
