/**
 * A step of every update rule on 10 × 3073 weights, next to plain gradient descent; see bench/README.md.
 *
 * @module
 */
import { batches } from "../src/datasets/batches.ts";
import { stream } from "../src/exact/rng.ts";
import { methods } from "../src/methods/mod.ts";
import { classifier } from "../src/problems/classifier.ts";
import type { Moment } from "../src/step_sizes/step_size.ts";
import { openBackend } from "../src/threads/backend.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { randomImages, startingWeights, stepFlop } from "./_problem.ts";

const EXAMPLES = 10_000;
/** Small enough that W and the work of a step stay as they are. */
const stepSize = 1e-20;
/** Methods that are a rule times a step size. */
const rules = methods.leaves.filter(({ options }) => "clip" in options.shape);

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, threads, team } = backend;
const images = randomImages(EXAMPLES, kernels);

measureCeiling();

for (const batchSize of [1, 256, EXAMPLES]) {
  const steps = Math.ceil(EXAMPLES / batchSize);
  const isStochastic = batchSize < EXAMPLES;
  for (const { name, make, example } of rules) {
    const problem = classifier({ dataset: images, loss: { name: "svm" }, kernels, team });
    const weights = startingWeights(kernels.allocate(problem.size));
    const next = batches(EXAMPLES, batchSize, stream(1, "batches"));
    const context = {
      ...problem,
      steps: null,
      stepsPerEpoch: steps,
      isStochastic,
      hasHessian: false,
    };
    const step = make({ ...example, stepSize }, context);
    const trace = { usedStepSize: null, clippedSteps: null };
    const now: Moment = { iteration: 0, epoch: 0, rng: stream(1, "search"), trace };
    measure({
      group: batchSize === EXAMPLES ? `step, all ${EXAMPLES} examples` : `step, batch ${batchSize}`,
      name,
      work: { examples: batchSize, flop: stepFlop(batchSize), threads },
      isBaseline: name === rules[0].name,
    }, () => {
      problem.use(isStochastic ? next() : null);
      step(weights, problem, now);
    });
  }
}
