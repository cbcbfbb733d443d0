/** Clipping: gradients that are too long are made shorter before the rule sees them. */
import { z } from "zod";
import type { Space } from "../problems/problem.ts";
import type { MethodContext, StepTrace } from "../step_sizes/step_size.ts";
import type { Vector } from "../types.ts";

/** How gradients are clipped. */
export type Clip = z.output<typeof schema>;

const limit = z.number().positive();
const schema = z.union([
  z.strictObject({
    norm: limit.describe("‖∇L‖ at most: a longer gradient is scaled down to it"),
  }),
  z.strictObject({ value: limit.describe("|∂L/∂w| at most: a larger one is cut to it") }),
], { error: 'must be { "norm": number above 0 } or { "value": number above 0 }' });

/** What files may give as `clip`. */
export const clipSchema = schema.optional()
  .describe("Clips gradients, by their norm or number by number; never when left out");

/** Clips a gradient in place, and counts whether that changed it. */
export type Clipping = (gradient: Vector, trace: StepTrace) => void;

/** What a file asks for; null where it does not. */
export function clipping(clip: Clip | undefined, { space }: MethodContext): Clipping | null {
  if (clip === undefined) return null;
  const clipped = "norm" in clip ? byNorm(clip.norm, space) : byValue(clip.value, space);
  return (gradient, trace) => {
    trace.clippedSteps = (trace.clippedSteps ?? 0) + (clipped(gradient) ? 1 : 0);
  };
}

/**
 * g ← g·min(1, c∕‖g‖): Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
 * networks" (2013). A gradient whose norm is not finite becomes NaN, and its run diverges.
 */
function byNorm(limit: number, space: Space): (gradient: Vector) => boolean {
  const scale = space.elementwise({
    vectors: 1,
    scalars: 1,
    steps: [["multiply", 0, 1]],
    outputs: [[0, 2]],
  });
  const [vectors, scalars] = [[space.allocate(0)], new Float64Array(1)];
  return (gradient) => {
    const norm = Math.sqrt(space.dot(gradient, gradient));
    if (norm <= limit) return false;
    vectors[0] = gradient;
    scalars[0] = norm < Infinity ? limit / norm : NaN;
    scale(vectors, scalars);
    return true;
  };
}

/** g ← max(−c, min(c, g)), number by number; NaN stays. */
function byValue(limit: number, space: Space): (gradient: Vector) => boolean {
  const cut = space.elementwise({
    vectors: 1,
    scalars: 2,
    steps: [["min", 0, 1], ["max", 3, 2]],
    outputs: [[0, 4]],
  });
  const [vectors, scalars] = [[space.allocate(0)], Float64Array.of(limit, -limit)];
  const isOutside = (one: number) => Math.abs(one) > limit;
  return (gradient) => {
    if (!gradient.some(isOutside)) return false;
    vectors[0] = gradient;
    cut(vectors, scalars);
    return true;
  };
}
