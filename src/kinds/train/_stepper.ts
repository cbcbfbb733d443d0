import { batches, examplesOfPass } from "../../datasets/batches.ts";
import { stream } from "../../exact/rng.ts";
import { referenceKernels } from "../../kernels/reference.ts";
import type { Methods } from "../../methods/method.ts";
import { inside } from "../../errors.ts";
import type { GradientSource } from "../../gradients/gradient.ts";
import type { Objective, Problem } from "../../problems/problem.ts";
import type { MethodContext, StepTrace } from "../../step_sizes/step_size.ts";
import type { Vector } from "../../types.ts";
import type { Plan } from "../plan.ts";
import { AT_REST, DIVERGED, type Ending, endingBy, stepsOf } from "./_ending.ts";
import type { Counts } from "./curve.ts";
import type { TrainRegistries, TrainSpec } from "./spec.ts";

/** A pause is made for the outside after about this many examples. */
const PAUSE = 1024;

/** What moves the weights of a run. */
export interface Stepper {
  /** What it has done so far. */
  readonly counts: Readonly<Counts>;
  /** What the method says of its steps. */
  readonly trace: Readonly<StepTrace>;
  /** Examples per batch. */
  readonly batchSize: number;
  /** Steps until there is something else to do: a record, a pause, or the end. */
  stepOn(): Ending | null;
}

/** Makes what moves the weights of a run; it stops where `isWanted` and for pauses. */
export function stepper(
  { seed, spec }: Plan<TrainSpec>,
  problem: Problem,
  { methods, gradients }: TrainRegistries,
  weights: Vector,
  isWanted: (counts: Counts) => boolean,
): Stepper {
  const { lastBatch = "keep", gradient, method, stop } = spec;
  const { space, size, examples } = problem;
  const batchSize = sizeOfBatch(spec, examples);
  const context = contextOf(spec, {
    space,
    size,
    examples,
    hasHessian: problem.hessian !== undefined,
  });
  const { isStochastic } = context;
  const nextBatch = batches(examples, batchSize, stream(seed, "batches"), lastBatch);
  const examplesPerEpoch = examplesOfPass(examples, batchSize, lastBatch);
  const step = methods.make(method, context);
  const source = gradients.make(gradient, problem);
  const evaluations = { examples: 0, lossEvaluations: 0, gradientEvaluations: 0 };
  const trace: StepTrace = { usedStepSize: null, clippedSteps: null };
  const counts = { iteration: 0, epoch: 0, ...evaluations };
  const objective = counted(source, counts, batchSize);
  const now = { iteration: 0, epoch: 0, rng: stream(seed, "search"), trace };
  if (!isStochastic) source.use(null);

  function stepOn(): Ending | null {
    const pause = counts.examples + PAUSE;
    for (;;) {
      if (isStochastic) {
        const batch = nextBatch();
        source.use(batch);
        objective.examples = batch.length;
      }
      now.iteration = counts.iteration;
      now.epoch = counts.epoch;
      const asked = counts.examples;
      const loss = step(weights, objective, now);
      if (counts.examples === asked && Number.isFinite(loss)) return AT_REST;
      counts.iteration += 1;
      counts.epoch = counts.examples / examplesPerEpoch;
      const ending = Number.isFinite(loss) ? endingBy(counts, stop) : DIVERGED;
      if (ending !== null || isWanted(counts) || counts.examples >= pause) return ending;
    }
  }

  return { counts, trace, batchSize, stepOn };
}

/**
 * Makes the method once, for two weights: what only making it shows is refused when a file is read.
 *
 * @throws {InputError} When it cannot be made for such a run
 */
export function checkMethod(
  spec: TrainSpec,
  problem: Pick<MethodProblem, "examples" | "hasHessian">,
  methods: Methods,
): void {
  try {
    methods.make(spec.method, contextOf(spec, { space: tiny, size: 2, ...problem }));
  } catch (error) {
    // A field of the file that does not suit the method comes first.
    const [, field = ""] = /^(\w+)[\w.]*: /.exec(`${(error as Error).message}`) ?? [];
    throw field in spec ? error : inside("method", error);
  }
}

/** What a method has to know of its problem. */
interface MethodProblem extends Pick<MethodContext, "space" | "size" | "hasHessian"> {
  readonly examples: number;
}

const tiny = referenceKernels("f64");

/** What a method is made for in such a run. */
function contextOf(
  spec: TrainSpec,
  { examples, ...problem }: MethodProblem,
): MethodContext {
  const batchSize = sizeOfBatch(spec, examples);
  const stepsPerEpoch = Math.ceil(
    examplesOfPass(examples, batchSize, spec.lastBatch ?? "keep") / batchSize,
  );
  const steps = stepsOf(spec.stop, stepsPerEpoch);
  return { ...problem, steps, stepsPerEpoch, isStochastic: batchSize < examples };
}

function sizeOfBatch({ batchSize }: TrainSpec, examples: number): number {
  return batchSize === "full" ? examples : batchSize;
}

/** An objective that counts what it is asked; `examples` is how many the batch has. */
function counted(
  { objective, lossesPerGradient }: GradientSource,
  counts: Counts,
  examples: number,
): Objective & { examples: number } {
  const descend = objective.descend?.bind(objective);
  const hessian = objective.hessian?.bind(objective);
  const countLosses = (losses: number) => {
    counts.lossEvaluations += losses;
    counts.examples += losses * own.examples;
  };
  const countGradient = () => {
    if (lossesPerGradient > 0) return countLosses(lossesPerGradient);
    counts.gradientEvaluations += 1;
    counts.examples += own.examples;
  };
  const own: Objective & { examples: number } = {
    size: objective.size,
    space: objective.space,
    examples,
    loss(weights) {
      countLosses(1);
      return objective.loss(weights);
    },
    gradient(weights, gradient) {
      countGradient();
      return objective.gradient(weights, gradient);
    },
    ...descend !== undefined && {
      descend(weights: Vector, stepSize: number) {
        countGradient();
        return descend(weights, stepSize);
      },
    },
    ...hessian !== undefined && {
      // Each column costs what a gradient does: differences of gradients would take as many.
      hessian(weights: Vector, second: Float64Array) {
        counts.gradientEvaluations += objective.size;
        counts.examples += objective.size * own.examples;
        return hessian(weights, second);
      },
    },
  };
  return own;
}
