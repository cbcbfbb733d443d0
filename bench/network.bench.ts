/**
 * A step of gradient descent on a network of 3073-64-10, and the products that it is made of, next to
 * the ceiling of the processor. See bench/README.md.
 *
 * @module
 */
import { batches } from "../src/datasets/batches.ts";
import { stream } from "../src/exact/rng.ts";
import { classifier } from "../src/problems/classifier.ts";
import { openBackend } from "../src/threads/backend.ts";
import type { Team } from "../src/threads/team.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { COLUMNS, firstFlop, HIDDEN, networkFlop, randomImages } from "./_problem.ts";

const EXAMPLES = 10_000;
const ROWS = 64;
/** So small that W stays where it is. */
const STEP_SIZE = 1e-20;

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, team, threads: all } = backend;
const images = randomImages(EXAMPLES, kernels);

measureCeiling();
benchProducts();
for (const batchSize of [1, 2, 4, 16, 64, 256, EXAMPLES]) {
  benchStep(batchSize, 1, null);
  if (team !== null && batchSize > ROWS) benchStep(batchSize, all, team);
}
// Again: what the machine could do may have changed since the beginning.
measureCeiling();

/** The products of the first layer with one block of rows. */
function benchProducts(): void {
  const block = kernels.allocateBlock(ROWS, COLUMNS, HIDDEN);
  const order = kernels.allocateIndices(ROWS);
  const rng = stream(1, "batches");
  order.forEach((_, i) => order[i] = rng.below(EXAMPLES));
  const mean = kernels.allocate(COLUMNS - 1);
  mean.set(images.mean);
  kernels.gather(block, kernels.allocateBytes(ROWS), images.train, mean, order, 0, ROWS);
  const weights = kernels.allocate(HIDDEN * COLUMNS);
  stream(1, "init").fillGaussian(weights, 0.025);
  const gradient = kernels.allocate(HIDDEN * COLUMNS);
  const sums = kernels.allocate(ROWS * HIDDEN);
  const group = `${ROWS} rows, ${HIDDEN} units`;
  const work = { examples: ROWS, flop: firstFlop * ROWS };
  measure({ group, name: "sums", work }, () => {
    kernels.scores(sums, weights, block, ROWS, COLUMNS, HIDDEN);
  });
  measure({ group, name: "gradient", work }, () => {
    kernels.accumulate(gradient, sums, block, ROWS, COLUMNS, HIDDEN, true);
  });
}

function benchStep(batchSize: number, threads: number, own: Team | null): void {
  const scores = { name: "twoLayer", hidden: HIDDEN };
  const problem = classifier({
    dataset: images,
    scores,
    loss: { name: "svm" },
    kernels,
    team: own,
  });
  const weights = problem.start(1);
  const nextBatch = batches(EXAMPLES, batchSize, stream(1, "batches"));
  const work = { examples: batchSize, flop: networkFlop(batchSize), threads };
  const group = `step, ${batchSize < EXAMPLES ? `batch ${batchSize}` : `all ${EXAMPLES} examples`}`;
  const name = threads === 1 ? "simd, 1 thread" : `simd, ${threads} threads`;
  measure({ group, name, work, isBaseline: threads === 1 }, () => {
    problem.use(nextBatch());
    problem.descend(weights, STEP_SIZE);
  });
}
