import { stream } from "../exact/rng.ts";
import { gradients } from "../gradients/mod.ts";
import type { Curve } from "../kinds/train/curve.ts";
import { train } from "../kinds/train/run.ts";
import type { TrainSpec } from "../kinds/train/spec.ts";
import type { MethodContext, MethodLeaf, Methods, Step } from "../methods/method.ts";
import type { Objective, Problem } from "../problems/problem.ts";
import { registry } from "../registry.ts";
import type { Moment } from "../step_sizes/step_size.ts";

/** Stands between a run and the steps of its method. */
export type See = (step: Step, context: MethodContext) => Step;

/** How a method is tried. */
export interface TrialOptions {
  readonly steps?: number;
  readonly batchSize?: TrainSpec["batchSize"];
  readonly record?: TrainSpec["record"];
  readonly seed?: number;
  readonly see?: See;
}

/**
 * A short run of a method with the options of its example.
 *
 * @throws {Error} When the method throws
 */
export function trial(leaf: MethodLeaf, problem: Problem, options: TrialOptions = {}): Curve {
  const { steps = 50, batchSize = "full", record = { every: 1 }, seed = 1, see = same } = options;
  const seen: MethodLeaf = {
    ...leaf,
    make: (own, context) => see(leaf.make(own, context), context),
  };
  const methods: Methods = registry("method", [seen]);
  const spec: TrainSpec = {
    problem: { name: "small" },
    method: { ...leaf.example, name: leaf.name },
    gradient: { name: gradients.leaves[0].name },
    batchSize,
    stop: { iterations: steps, divergence: 100 },
    record,
    keep: "weights",
  };
  const plan = { run: 1, seed, values: {}, spec };
  const run = train(plan, { problem, clock: () => 0 }, { methods, gradients });
  let next = run.next();
  while (!next.done) next = run.next();
  if (next.value.status === "error") throw new Error(next.value.stopReason);
  return next.value;
}

const same: See = (step) => step;

/** Steps that see another objective. */
export function seeing(change: (objective: Objective) => Objective): See {
  return (step) => (weights, objective, now) => step(weights, change(objective), now);
}

/** What a method is made for, of a run that is not a real one. */
export function contextOf(problem: Problem, isStochastic = false): MethodContext {
  const { space, size, hessian } = problem;
  const context = { space, size, steps: 50, stepsPerEpoch: isStochastic ? 3 : 1, isStochastic };
  return { ...context, hasHessian: hessian !== undefined };
}

/** The first moment of a run. */
export function momentOf(seed = 1): Moment {
  const trace = { usedStepSize: null, clippedSteps: null };
  return { iteration: 0, epoch: 0, rng: stream(seed, "search"), trace };
}
