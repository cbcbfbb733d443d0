import type { Objective } from "../problems/problem.ts";
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
  type Moment,
  type StepSize,
  stepSizeOf,
  type StepSizes,
  stepSizeSchema,
  type Way,
} from "../step_sizes/step_size.ts";
import type { Choice, Vector } from "../types.ts";

export type { MethodContext };

/**
 * Moves `weights` one step and returns L(W) of before. Its state was allocated once, when the step was
 * made. A loss that is not finite ends the run.
 */
export type Step = (weights: Vector, objective: Objective, now: Moment) => number;

/** Methods by name. */
export type Methods = Registry<MethodContext, Step>;

/** A method that is a rule times a step size, and can be made with other step sizes. */
interface RuleLeaf extends Leaf<MethodContext, Step> {
  withStepSizes(stepSizes: StepSizes): RuleLeaf;
}

/** Declares a method: `make` allocates its state and gives its step. */
export const defineMethod: Define<MethodContext, Step> = leaf;

/**
 * An update rule: direction ← which way, given ∇L(W) and W. The step is then W ← W − η·direction.
 * State of a rule, such as a velocity, is allocated when it is made.
 */
export type Rule = (direction: Vector, gradient: Vector, weights: Vector) => void;

/** What the author of a rule writes; the step size is added to its options. */
export interface RuleSource<Options extends Schema>
  extends Omit<LeafSource<Options, MethodContext, Rule | null>, "example"> {
  /** Options that work, small enough for a test, with a `stepSize`. */
  readonly example: { readonly stepSize: number | Choice; readonly [option: string]: unknown };
}

/**
 * Declares a method by its update rule: its options are those of the rule and `stepSize`. A rule that
 * is null goes along the gradient itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineRule, methods } from "@descent-bench/descent-bench";
 * import { z } from "zod";
 *
 * const signs = defineRule({
 *   name: "signs",
 *   summary: "W ← W − η·sign(∇L)",
 *   options: z.strictObject({}),
 *   example: { stepSize: 0.1 },
 *   make: () => (direction, gradient) => gradient.forEach((one, k) => direction[k] = Math.sign(one)),
 * });
 * assertEquals(methods.with(signs).leaves.at(-1)?.name, "signs");
 * ```
 */
export function defineRule<Options extends Schema>(
  source: RuleSource<Options>,
  stepSizes: StepSizes = allStepSizes,
): Leaf<MethodContext, Step> {
  const { make, options, ...entry } = source;
  const method = leaf({
    ...entry,
    options: withFields({ stepSize: stepSizeSchema(stepSizes) }, options),
    make({ stepSize, ...own }, context: MethodContext) {
      const rule = make(own as OptionsOf<Options>, context);
      return descent(
        rule,
        stepSizeOf(stepSize as number | Choice, stepSizes, context),
        context,
      );
    },
  });
  return {
    ...method,
    withStepSizes: (others: StepSizes) => defineRule(source, others),
  } as RuleLeaf;
}

/** The same methods; each that is a rule times a step size takes one of these. */
export function withStepSizes(methods: Methods, stepSizes: StepSizes): Methods {
  const leaves = methods.leaves.map((one) =>
    "withStepSizes" in one ? (one as RuleLeaf).withStepSizes(stepSizes) : one
  );
  return registry(methods.kind, leaves);
}

/** W ← W − η·direction, with the direction from a rule and η from a step size. */
function descent(rule: Rule | null, stepSize: StepSize, { space, size }: MethodContext): Step {
  const gradient = space.allocate(size);
  const direction = rule === null ? gradient : space.allocate(size);
  // One object for all steps, as nothing is allocated in a step.
  const way = { gradient, direction } as { -readonly [Key in keyof Way]: Way[Key] };
  let isKnown = false;
  function look(): Way {
    if (isKnown) return way;
    isKnown = true;
    way.loss = way.objective.gradient(way.weights, gradient);
    rule?.(direction, gradient, way.weights);
    return way;
  }
  return (weights, objective, now) => {
    way.objective = objective;
    way.weights = weights;
    isKnown = false;
    if (rule !== null) look();
    const rate = stepSize(now, look);
    // Along the gradient itself there may be a faster way than to write it out.
    if (!isKnown && objective.descend !== undefined) return objective.descend(weights, rate);
    const { loss } = look();
    space.addScaled(weights, -rate, direction); // W ← W − η·direction
    return loss;
  };
}
