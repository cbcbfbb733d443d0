import type { RunLabel } from "../types.ts";
import { sweptPaths, sweptText } from "./_groups.ts";

/** What was found of each result, with the swept values and the seeds that tell them apart. */
export function findingOfEach<Result extends RunLabel>(
  results: readonly Result[],
  findingOf: (result: Result) => string,
): string {
  const paths = sweptPaths(results);
  const sentences = results.map((result) => {
    const values = paths.map((path) => `${path} ${sweptText(result, path)}`);
    if (results.some(({ seed }) => seed !== result.seed)) values.push(`seed ${result.seed}`);
    return (values.length > 0 ? `with ${values.join(", ")}, ` : "") + findingOf(result);
  });
  return `Finding: ${sentences.join("; ")}.`;
}
