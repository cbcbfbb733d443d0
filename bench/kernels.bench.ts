/**
 * The kernels that a step is made of, on 10 × 3073 weights, and the whole of a step over all examples.
 * One thread but for the last, so that times depend on the kernels alone. See bench/README.md.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { classifier } from "../src/problems/classifier.ts";
import { stream } from "../src/exact/rng.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure, type Measured } from "./_measure.ts";
import {
  CLASSES,
  COLUMNS,
  randomImages,
  scoresFlop,
  startingWeights,
  stepFlop,
} from "./_problem.ts";

// So few that a call fits into the time that a busy system gives before it turns to others.
const EXAMPLES = 4096;
const ROWS = 64;
const MANY_ROWS = 256 * ROWS;
/** So small that W stays where it is: however many steps are taken, all margins stay violated. */
const STEP_SIZE = 1e-20;

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, team, threads } = backend;
const images = randomImages(EXAMPLES, kernels);
const { train } = images;

const block = kernels.allocateBlock(ROWS, COLUMNS, CLASSES);
const labels = kernels.allocateBytes(ROWS);
// Rows from all over the set, as in a batch.
const order = kernels.allocateIndices(MANY_ROWS);
const rng = stream(1, "batches");
order.forEach((_, i) => order[i] = rng.below(EXAMPLES));
const mean = kernels.allocate(COLUMNS - 1);
mean.set(images.mean);
const weights = startingWeights(kernels.allocate(CLASSES * COLUMNS));
const gradient = kernels.allocate(CLASSES * COLUMNS);
const scores = kernels.allocate(ROWS * CLASSES);
const coefficients = kernels.allocate(ROWS * CLASSES);
const perExample = kernels.allocate(ROWS);

const group = `${ROWS} rows`;
const examples = ROWS;
const product = { examples, flop: scoresFlop(ROWS) };
let from = 0;

measureCeiling();
measure({ group, name: "widen and centre", work: { examples } }, () => {
  kernels.gather(block, labels, train, mean, order, from, from + ROWS);
  from = (from + ROWS) % MANY_ROWS;
});
measure({ group, name: "scores", work: product }, () => {
  kernels.scores(scores, weights, block, ROWS, COLUMNS, CLASSES);
});
// Below ten microseconds, calls would be timed in batches: the fastest of them is no call's time.
const MANY = 32;
measure({ group, name: "SVM loss and coefficients", work: { examples: MANY * examples } }, () => {
  for (let i = 0; i < MANY; i++) {
    kernels.hinge(perExample, coefficients, scores, labels, ROWS, CLASSES, 1);
  }
});
measure({ group, name: "gradient", work: product }, () => {
  kernels.accumulate(gradient, coefficients, block, ROWS, COLUMNS, CLASSES, true);
});
measure({ group: "weights", name: "update", work: { flop: MANY * 2 * gradient.length } }, () => {
  for (let i = 0; i < MANY; i++) kernels.addScaled(weights, -STEP_SIZE, gradient);
});
measureStep({ group: `${EXAMPLES} examples`, name: "step, 1 thread" }, null);
if (team !== null) measureStep({ group: `${EXAMPLES} examples`, name: "step, all threads" }, team);

// Again: what the machine could do may have changed since the beginning.
measureCeiling();

function measureStep(named: Measured, own: typeof team): void {
  const problem = classifier({ dataset: images, loss: { name: "svm" }, kernels, team: own });
  const work = { examples: EXAMPLES, flop: stepFlop(EXAMPLES), threads: own ? threads : 1 };
  measure({ ...named, work }, () => {
    problem.descend(weights, STEP_SIZE);
  });
}
