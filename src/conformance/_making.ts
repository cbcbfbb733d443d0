/** What methods promise of how they are made. */
import { InputError } from "../errors.ts";
import type { MethodLeaf } from "../methods/method.ts";
import type { Problem } from "../problems/problem.ts";
import type { Candidate } from "./_candidate.ts";
import { contextOf } from "./_trial.ts";
import { type Check, firstOf } from "./check.ts";
import { optionsOf } from "./entries.ts";

export const makingChecks: readonly Check<Candidate>[] = [
  {
    promise: "refuses options out of their bounds when it is made",
    broken: ({ leaf, problems: [one] }) =>
      firstOf(outOfBounds(leaf), ([option, value]) => {
        const why = one && madeWith(leaf, { ...leaf.example, [option]: value }, one.problem);
        return `${why}`.includes(option)
          ? null
          : `it takes ${option} = ${value}: let defineRule or defineMethod check its options`;
      }),
  },
  {
    promise: "can be made for a small problem, or says what the problem has to be",
    broken({ problems, refusals }) {
      const [[name, why] = []] = Object.entries(refusals).filter(([, why]) =>
        problems.length === 0 || !why.startsWith("problem: must be ")
      );
      return name === undefined
        ? null
        : `on ${name} it is refused: ${why}: make an example that works, or say "problem: must be …"`;
    },
  },
];

/** Values just beyond the bounds of options, and of another type. */
function outOfBounds(leaf: MethodLeaf): [option: string, value: unknown][] {
  return optionsOf(leaf).flatMap(([name, schema]): [string, unknown][] => {
    if (schema.type !== "number" && schema.type !== "integer") return [];
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
    const isBound = (one: unknown): one is number =>
      typeof one === "number" && Math.abs(one) < Number.MAX_SAFE_INTEGER;
    return [
      exclusiveMinimum,
      exclusiveMaximum,
      isBound(minimum) ? minimum - 1 : undefined,
      isBound(maximum) ? maximum + 1 : undefined,
    ].filter(isBound).map((value): [string, unknown] => [name, value]).concat([[name, NaN]]);
  });
}

/** Why a method cannot be made with options; null where it can. */
function madeWith(leaf: MethodLeaf, options: unknown, problem: Problem): string | null {
  try {
    leaf.make(options, contextOf(problem));
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
