/** All that experiment files can name. To add a kind: a folder whose `mod.ts` gives one, and its name. */
import { datasets } from "../datasets/mod.ts";
import { gradients } from "../gradients/mod.ts";
import { losses } from "../losses/mod.ts";
import { methods } from "../methods/mod.ts";
import { type MakeProblem, problems } from "../problems/mod.ts";
import type { ProblemRegistries } from "../problems/problem.ts";
import { scoreFunctions } from "../scores/mod.ts";
import { makeConvexity } from "./convexity/mod.ts";
import { makeCurvature } from "./curvature/mod.ts";
import { makeGradientCheck } from "./gradient_check/mod.ts";
import type { Kind } from "./kind.ts";
import { makeRace } from "./race/mod.ts";
import { makeSlice } from "./slice/mod.ts";
import { makeTrain } from "./train/mod.ts";
import type { TrainRegistries } from "./train/spec.ts";

/** A kind, given what its runs are looked up in. */
// deno-lint-ignore no-explicit-any -- each kind has specs and results of its own
export type MakeKind = (registries: TrainRegistries) => Kind<any, any>;

/** All that experiment files can name. */
export interface Registries extends ProblemRegistries, TrainRegistries {
  /** What can be minimised; the first is that of a file that names none. */
  readonly problems: readonly MakeProblem[];
  /** What can be done with a run; the first is that of a file that names none, and it trains. */
  readonly kinds: readonly MakeKind[];
}

/** All kinds of experiments. */
export const kinds: readonly MakeKind[] = [
  makeTrain,
  makeSlice,
  makeGradientCheck,
  makeRace,
  makeConvexity,
  makeCurvature,
];

/** The built-in things. For others of your own: `{ ...registries, methods: methods.with(mine) }`. */
export const registries: Registries = {
  datasets,
  scoreFunctions,
  losses,
  gradients,
  methods,
  problems,
  kinds,
};
