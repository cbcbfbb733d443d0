import { classifierFields } from "./classifier_fields.ts";
import { formula } from "./formula.ts";
import { testFunctions } from "./test_functions.ts";
import type { ProblemLeaf, ProblemRegistries } from "./problem.ts";

/** A problem, given what its choices are looked up in. */
// deno-lint-ignore no-explicit-any -- each problem has fields and data of its own
export type MakeProblem = (registries: ProblemRegistries) => ProblemLeaf<any, any>;

/**
 * The problems; the first is that of a file that names none. To add one: list here a function
 * that makes a `ProblemLeaf`.
 */
export const problems: readonly MakeProblem[] = [classifierFields, formula, ...testFunctions];
