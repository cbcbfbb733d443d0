import { type Clip, clipping, clipSchema } from "./_clip.ts";
import { descent } from "./_descent.ts";
import type { Rule, Step } from "./rule.ts";
import {
  type Define,
  type Leaf,
  leaf,
  type LeafSource,
  type Registry,
  registry,
  withFields,
} from "../registry.ts";
import type { OptionsOf, Schema } from "../schemas.ts";
import { stepSizes as allStepSizes } from "../step_sizes/mod.ts";
import {
  type MethodContext,
  stepSizeOf,
  type StepSizes,
  stepSizeSchema,
} from "../step_sizes/step_size.ts";
import type { Choice } from "../types.ts";

export type { ElementwiseRule, Rule, Step } from "./rule.ts";
export type { MethodContext };

/** Methods by name. */
export type Methods = Registry<MethodContext, Step>;

/** A method, with what not all of them have. */
export interface MethodLeaf extends Leaf<MethodContext, Step> {
  /** The same with other step sizes; left out of one that takes none. */
  withStepSizes?(stepSizes: StepSizes): MethodLeaf;
  /** Whether the loss that a step returns is that of weights of its own; never when left out. */
  readonly hasOwnWeights?: boolean;
}

/** Declares a method: `make` allocates its state and gives its step. */
export const defineMethod: Define<MethodContext, Step> = leaf;

/** What the author of a rule writes; step size and clipping are added to its options. */
export interface RuleSource<Options extends Schema>
  extends Omit<LeafSource<Options, MethodContext, Rule>, "example"> {
  /** Options that work, small enough for a test, with a `stepSize`. */
  readonly example: { readonly stepSize: number | Choice; readonly [option: string]: unknown };
}

/**
 * Declares a method by its update rule: its options are those of the rule, `stepSize` and `clip`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineRule, methods } from "@descent-bench/descent-bench";
 * import { z } from "zod";
 *
 * const signs = defineRule({
 *   name: "signs",
 *   summary: "m ← β·m + (1 − β)·∇L, W ← W − η·sign(m)",
 *   options: z.strictObject({ beta: z.number().min(0).max(1).default(0.9).describe("β") }),
 *   example: { stepSize: 0.1 },
 *   make: ({ beta }) => ({
 *     scalars: { beta },
 *     state: { m: "beta*m + (1 - beta)*g" },
 *     direction: "sign(m)",
 *   }),
 * });
 * assertEquals(methods.with(signs).leaves.at(-1)?.name, "signs");
 * ```
 */
export function defineRule<Options extends Schema>(
  source: RuleSource<Options>,
  stepSizes: StepSizes = allStepSizes,
): MethodLeaf {
  const { make, options, ...entry } = source;
  const method = leaf({
    ...entry,
    options: withFields({ stepSize: stepSizeSchema(stepSizes), clip: clipSchema }, options),
    make({ stepSize, clip, ...own }, context: MethodContext) {
      return descent({
        rule: make(own as OptionsOf<Options>, context),
        stepSize: stepSizeOf(stepSize as number | Choice, stepSizes, context),
        clip: clipping(clip as Clip | undefined, context),
      }, context);
    },
  });
  return { ...method, withStepSizes: (others) => defineRule(source, others) };
}

/** The same methods; each that is a rule times a step size takes one of these. */
export function withStepSizes(methods: Methods, stepSizes: StepSizes): Methods {
  const leaves = methods.leaves.map((one: MethodLeaf) => one.withStepSizes?.(stepSizes) ?? one);
  return registry(methods.kind, leaves);
}
