/**
 * The problems. To add one: a file that exports a `ProblemLeaf`, and its name in the list below.
 *
 * @module
 */
import { type ClassifierFieldRegistries, classifierFields } from "./classifier_fields.ts";
import type { ProblemLeaf } from "./problem.ts";

/** What problems are looked up in. */
export type ProblemRegistries = ClassifierFieldRegistries;

/** A problem, given what its choices are looked up in. */
// deno-lint-ignore no-explicit-any -- each problem has fields and data of its own
export type MakeProblem = (registries: ProblemRegistries) => ProblemLeaf<any, any>;

/** All problems; the first is that of a file that names none. */
export const problems: readonly MakeProblem[] = [classifierFields];
