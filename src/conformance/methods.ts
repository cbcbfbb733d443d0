/** What every method promises, built in or of one's own. */
import type { MethodLeaf } from "../methods/method.ts";
import { type Candidate, candidateOf, type Elsewhere } from "./_candidate.ts";
import { makingChecks } from "./_making.ts";
import { runningChecks } from "./_running.ts";
import { type Check, outcomeOf } from "./check.ts";
import { entryChecks } from "./entries.ts";

export { type Candidate, candidateOf, type Elsewhere };

/** The promises of all methods. */
export const methodChecks: readonly Check<Candidate>[] = [
  ...entryChecks.map(({ promise, broken }) => (
    { promise, broken: ({ leaf }: Candidate) => broken(leaf) }
  )),
  ...makingChecks,
  ...runningChecks,
];

/** Checks a method: each promise, with what is wrong, if anything is. */
export async function* checkMethod(
  leaf: MethodLeaf,
  elsewhere: Elsewhere,
): AsyncGenerator<{ readonly promise: string; readonly wrong: string | null }> {
  const candidate = await candidateOf(leaf, elsewhere);
  for (const check of methodChecks) {
    yield { promise: check.promise, wrong: await outcomeOf(check, candidate) };
  }
}
