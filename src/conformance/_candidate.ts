import { InputError } from "../errors.ts";
import type { MethodLeaf } from "../methods/method.ts";
import type { Problem } from "../problems/problem.ts";
import { type SmallProblem, smallProblems } from "./_problems.ts";
import { contextOf } from "./_trial.ts";

/** A method, and what it is tried on. */
export interface Candidate {
  readonly leaf: MethodLeaf;
  /** The problems that it can be made for. */
  readonly problems: readonly SmallProblem[];
  /** Why it cannot be made for the others, by their names. */
  readonly refusals: Readonly<Record<string, string>>;
  /** Does something where clocks and chance, had they a say, would have another. */
  readonly elsewhere: Elsewhere;
}

/** Does something at another time, and with other random numbers. */
export type Elsewhere = <Result>(action: () => Result) => Result;

/** A method that is to be checked. */
export async function candidateOf(leaf: MethodLeaf, elsewhere: Elsewhere): Promise<Candidate> {
  const all = (await smallProblems()).map((one) => ({ one, why: whyNot(leaf, one.problem) }));
  return {
    leaf,
    elsewhere,
    problems: all.flatMap(({ one, why }) => why === null ? [one] : []),
    refusals: Object.fromEntries(
      all.flatMap(({ one, why }) => why === null ? [] : [[one.name, why]]),
    ),
  };
}

/** Why a method cannot be made for a problem, by its own words; null where it can, or throws others. */
export function whyNot(leaf: MethodLeaf, problem: Problem, isStochastic = false): string | null {
  try {
    leaf.make(leaf.example, contextOf(problem, isStochastic));
  } catch (error) {
    if (error instanceof InputError) return error.message;
  }
  return null;
}
