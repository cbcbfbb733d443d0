import { z } from "zod";
import type { Objective } from "../problems/problem.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { SchemaOf } from "../schemas.ts";
import type { Choice, Rng, Vector } from "../types.ts";

/** When a step is taken, and what it may draw at random. */
export interface Moment {
  /** Steps taken before. */
  readonly iteration: number;
  /** Passes over the examples before. */
  readonly epoch: number;
  /** Whether each step sees another batch, so that losses of different steps cannot be compared. */
  readonly isStochastic: boolean;
  /** The run's random numbers for searching. */
  readonly rng: Rng;
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
export type StepSizes = Registry<void, StepSize>;

/** Declares a step size; its state is allocated when it is made. */
export const defineStepSize: Define<void, StepSize> = leaf;

/** What files may give as a step size: a number, or the name of one with its options. */
export function stepSizeSchema({ schema }: StepSizes): SchemaOf<number | Choice> {
  return z.union([z.number().positive(), schema], {
    error: "must be a number above 0, or an object with the name of a step size",
  }).describe("Step size η");
}

/** The step size that a file gives. */
export function stepSizeOf(given: number | Choice, stepSizes: StepSizes): StepSize {
  return typeof given === "number" ? () => given : stepSizes.make(given, undefined);
}
