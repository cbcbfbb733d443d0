import { referenceKernels } from "../../src/kernels/reference.ts";
import type { MethodContext, Moment } from "../../src/step_sizes/step_size.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import type { Choice } from "../../src/types.ts";
import { contextOf, momentOf } from "../_toy.ts";

/** What step sizes of time alone are made for. */
export function timeOf(more: Partial<MethodContext> = {}): MethodContext {
  return contextOf({ space: referenceKernels("f64"), size: 1 }, more);
}

/** The moment of step t. */
export function momentAt(iteration: number): Moment {
  return { ...momentOf(), iteration };
}

/** η of a step size of time alone at step t. */
export function rateOf(choice: Choice, more: Partial<MethodContext> = {}): (t: number) => number {
  const stepSize = stepSizes.make(choice, timeOf(more));
  return (t) =>
    stepSize(momentAt(t), () => {
      throw new Error("It looked at the way");
    });
}

/** η of the steps 0 … count − 1. */
export function ratesOf(choice: Choice, count: number, more?: Partial<MethodContext>): number[] {
  const rate = rateOf(choice, more);
  return Array.from({ length: count }, (_, t) => rate(t));
}
