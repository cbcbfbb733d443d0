import { type Labelled, seedsOf, sweptPaths, sweptText } from "./_groups.ts";

/** What was found of each result, with the swept values and the seeds that tell them apart. */
export function findingOfEach<Done extends Labelled>(
  done: readonly Done[],
  findingOf: (done: Done) => string,
): string {
  const paths = sweptPaths(done);
  const isSeeded = seedsOf(done).size > 1;
  const sentences = done.map((one) => {
    const values = paths.map((path) => `${path} ${sweptText(one, path)}`);
    if (isSeeded) values.push(`seed ${one.plan.seed}`);
    return (values.length > 0 ? `with ${values.join(", ")}, ` : "") + findingOf(one);
  });
  return `Finding: ${sentences.join("; ")}.`;
}
