import { z } from "zod";
import { within } from "../errors.ts";
import type { Objective, Space } from "../problems/problem.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { SchemaOf } from "../schemas.ts";
import type { Choice, Rng, Vector } from "../types.ts";

/** What methods and step sizes are made for. */
export interface MethodContext {
  /** Arithmetic on vectors, and where to allocate them. */
  readonly space: Space;
  /** Number of weights. */
  readonly size: number;
  /** Steps of the whole run; null where `stop` does not fix them. */
  readonly steps: number | null;
  /** Steps of a pass over the examples. */
  readonly stepsPerEpoch: number;
  /** Whether each step sees another batch, so that losses of different steps cannot be compared. */
  readonly isStochastic: boolean;
  /** Whether second derivatives can be asked for. */
  readonly hasHessian: boolean;
}

/** When a step is taken, what it may draw at random, and what is recorded of it. */
export interface Moment {
  /** Steps taken before. */
  readonly iteration: number;
  /** Passes over the examples before. */
  readonly epoch: number;
  /** The run's random numbers for searching. */
  readonly rng: Rng;
  /** What the step says for the record after it. */
  readonly trace: StepTrace;
}

/** What a method says of its steps; null is what it has nothing to say of. */
export interface StepTrace {
  /** η of the last step, where it is not the same at every step. */
  usedStepSize: number | null;
  /** Steps so far whose gradient was clipped. */
  clippedSteps: number | null;
}

/** Where a step starts and which way it goes, for step sizes that look before they leap. */
export interface Way {
  /** What is minimised. */
  readonly objective: Objective;
  /** W, where the step starts. */
  readonly weights: Vector;
  /** L(W). */
  readonly loss: number;
  /** ∇L(W). */
  readonly gradient: Vector;
  /** The step is W ← W − η·direction. */
  readonly direction: Vector;
}

/** η of this step. What it does not ask `way` for need not be computed. */
export type StepSize = (now: Moment, way: () => Way) => number;

/** Step sizes by name. */
export type StepSizes = Registry<MethodContext, StepSize>;

/** Declares a step size; its state is allocated when it is made. */
export const defineStepSize: Define<MethodContext, StepSize> = leaf;

/** What files may give as a step size: a number, or the name of one with its options. */
export function stepSizeSchema({ schema }: StepSizes): SchemaOf<number | Choice> {
  return z.union([z.number().positive(), schema], {
    error: "must be a number above 0, or an object with the name of a step size",
  }).describe("Step size η");
}

/** The step size that a file gives. */
export function stepSizeOf(
  given: number | Choice,
  stepSizes: StepSizes,
  context: MethodContext,
): StepSize {
  if (typeof given === "number") return () => given;
  const stepSize = within("stepSize", () => stepSizes.make(given, context));
  return (now, way) => now.trace.usedStepSize = stepSize(now, way);
}
