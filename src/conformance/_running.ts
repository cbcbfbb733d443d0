/** What methods promise of their runs. */
import { referenceKernels } from "../kernels/reference.ts";
import type { Curve } from "../kinds/train/curve.ts";
import { readable } from "../numbers.ts";
import type { Machine, Problem } from "../problems/problem.ts";
import { openBackend } from "../threads/backend.ts";
import type { Vector } from "../types.ts";
import { type Candidate, whyNot } from "./_candidate.ts";
import { notFinite } from "./_not_finite.ts";
import { largeProblem } from "./_problems.ts";
import { contextOf, momentOf, type See, trial, type TrialOptions } from "./_trial.ts";
import { type Check, firstOf } from "./check.ts";

/** A method on one of its problems. */
interface Trying extends Candidate {
  readonly problem: Problem;
  /** A short run. */
  run(options?: TrialOptions): Curve;
}

export const runningChecks: readonly Check<Candidate>[] = [
  onEach("lowers the loss in finite numbers", lowers),
  onEach("gives the same bits twice, at any time", repeats),
  onEach("gives the same bits whatever is recorded", ignoresRecords),
  onEach("keeps no state between two of its kind", isAlone),
  onEach("returns the loss at the weights that it was given", returnsLoss),
  onEach("leaves the weights as many and of the type that they are", keepsForm),
  onEach("ends as diverged where loss or gradient is not finite", ({ run }) => notFinite(run)),
  onEach("goes where it would go when the loss is NaN, and does not take it for lower", ignoresNaN),
  onEach("does not hold a batch to the loss of the one before, or takes none", takesBatches),
  {
    promise: "has the same bits on both backends and on one, two and three threads",
    broken: isExact,
  },
];

/** A check on each problem. */
function onEach(promise: string, broken: (trying: Trying) => string | null): Check<Candidate> {
  return {
    promise,
    broken: (candidate) =>
      firstOf(candidate.problems, ({ name, problem }) => {
        const run = (options?: TrialOptions) => trial(candidate.leaf, problem, options);
        const text = broken({ ...candidate, problem, run });
        return text && `on ${name} ${text}`;
      }),
  };
}

function lowers({ run }: Trying): string | null {
  const { records, status, weights } = run();
  const [first, last] = [records[0].trainLoss, records[records.length - 1].trainLoss];
  const isFinite = status === "done" && weights?.values.every(Number.isFinite);
  return isFinite && last < first
    ? null
    : `the loss goes from ${readable(first)} to ${readable(last)} in 50 steps: ` +
      "let the example have options, such as a stepSize, that lower it";
}

function repeats({ run, elsewhere }: Trying): string | null {
  const [first, second, third] = [run(), run(), elsewhere(run)].map((one) => one.weightsSha256);
  if (first !== second) {
    return "a second run ends at other weights: allocate all state in make, and draw what is random " +
      "from now.rng alone";
  }
  return first === third
    ? null
    : "a run at another time ends at other weights: let no step see a clock, nor random numbers " +
      "but those of now.rng";
}

function ignoresRecords({ run }: Trying): string | null {
  return run().weightsSha256 === run({ record: [] }).weightsSha256
    ? null
    : "a run with fewer records ends at other weights: let a step see what it is given alone";
}

function isAlone({ run, leaf }: Trying): string | null {
  const see: See = (step, context) => {
    const [other, { rng }] = [leaf.make(leaf.example, context), momentOf(2)];
    const away = context.space.allocate(context.size).fill(0.5);
    return (weights, objective, now) => {
      other(away, objective, { ...now, rng, trace: { ...now.trace } });
      return step(weights, objective, now);
    };
  };
  return run({ see }).weightsSha256 === run().weightsSha256
    ? null
    : "a run ends at other weights when another one goes on beside it: allocate state in make, " +
      "not at the top of the module";
}

function returnsLoss({ run, leaf, problem }: Trying): string | null {
  let text: string | null = null;
  const see: See = (step) => (weights, objective, now) => {
    const before = objective.loss(weights);
    const returned = step(weights, objective, now);
    const isOther = leaf.hasOwnWeights && now.iteration > 0;
    if (isOther || Object.is(returned, before)) return returned;
    text ??= `step ${now.iteration + 1} returns ${returned} where the loss was ${before}: ` +
      "return what objective.gradient or objective.loss gave before the step";
    return returned;
  };
  const isBatched = problem.examples > 1 && whyNot(leaf, problem, true) === null;
  for (const batchSize of isBatched ? ["full", 1] as const : ["full"] as const) {
    for (const seed of [1, 2, 3]) run({ steps: 12, batchSize, seed, see });
  }
  return text;
}

function keepsForm({ run }: Trying): string | null {
  let text: string | null = null;
  const see: See = (step) => (weights, objective, now) => {
    const { length, constructor } = weights;
    const returned = step(weights, objective, now);
    if (weights.length === length && weights.constructor === constructor) return returned;
    text ??= `${length} weights are ${weights.length} after a step: write to weights[k] alone`;
    return returned;
  };
  try {
    run({ see });
  } catch (error) {
    if (text === null) throw error; // weights that are gone cannot be recorded
  }
  return text;
}

function ignoresNaN({ leaf, problem }: Trying): string | null {
  const after = (loss: number) => {
    const weights = problem.start(1);
    const objective = {
      ...problem,
      loss: () => loss,
      gradient: (_: Vector, gradient: Vector) => (gradient.fill(0), loss),
      descend: () => loss,
    };
    leaf.make(leaf.example, contextOf(problem))(weights, objective, momentOf());
    return weights.join();
  };
  return after(NaN) === after(1)
    ? null
    : "a step goes elsewhere when all losses are NaN: ask whether a loss is lower, not whether it " +
      "is not higher";
}

function takesBatches({ leaf, problem }: Trying): string | null {
  const why = whyNot(leaf, problem, true);
  if (why !== null) {
    return why.includes('batchSize: must be "full"')
      ? null
      : `it refuses batches: ${why}: say 'batchSize: must be "full", as …'`;
  }
  // The loss of the first step alone is far below all others.
  let steps = 0;
  const loss = (weights: Vector) => problem.loss(weights) - (steps === 0 ? 100 : 0);
  const objective = { ...problem, loss };
  const [weights, now] = [problem.start(1), momentOf()];
  const step = leaf.make(leaf.example, contextOf(problem, true));
  problem.use(null);
  step(weights, objective, now);
  const first = problem.loss(weights);
  for (steps = 1; steps < 50; steps++) step(weights, objective, now);
  return problem.loss(weights) < first
    ? null
    : "it stays where a batch with a low loss has brought it: ask for the loss of each batch anew";
}

async function isExact({ leaf }: Candidate): Promise<string | null> {
  const hashOf = (machine: Machine) => {
    const problem = largeProblem(machine);
    return whyNot(leaf, problem) ?? trial(leaf, problem, { steps: 5, record: [] }).weightsSha256;
  };
  const truth = hashOf({ kernels: referenceKernels("f32"), team: null });
  for (const threads of [1, 2, 3]) {
    using backend = await openBackend({ threads });
    if (hashOf(backend) === truth) continue;
    return `with the fast kernels and --threads ${threads} it ends at other weights: ` +
      "compute with context.space, or round each operation with space.round";
  }
  return null;
}
