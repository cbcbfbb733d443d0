import { z } from "zod";
import type { Scheme } from "../../problems/difference.ts";
import type { FieldSchemas } from "../../schemas.ts";
import { wholeOr } from "../_fields.ts";
import { positives } from "../axis.ts";
import type { Done, ProblemSpec } from "../plan.ts";
import type { GradientCheck } from "./check.ts";

/** A gradient check: no sweeps, all defaults filled in. */
export interface CheckSpec extends ProblemSpec {
  /** Examples that the loss is over. */
  readonly batchSize: number | "full";
  /** How many derivatives are checked. */
  readonly coordinates: number | "all";
  /** Steps of the differences. */
  readonly h: readonly number[];
  /** Which two losses a difference is between. */
  readonly scheme: Scheme;
}

/** A gradient check with its plan. */
export type Checked = Done<CheckSpec, GradientCheck>;

/** The fields of a gradient check. */
export const checkFields: FieldSchemas = {
  batchSize: wholeOr("full").default("full").describe("Training examples, drawn by the seed"),
  coordinates: wholeOr("all").default(50).describe(
    "Derivatives that are checked, drawn by the seed: the bias and others of every class, or all",
  ),
  h: positives
    .prefault([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12])
    .describe("How far a weight is moved: a list, or a range as in a sweep"),
  scheme: z.enum(["forward", "central"]).default("central")
    .describe("forward: (L(W + h) − L(W)) ∕ h; central: (L(W + h) − L(W − h)) ∕ 2h"),
};
