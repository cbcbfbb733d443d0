/**
 * The most memory that full CIFAR-10 takes: reads files of 50,000 + 10,000 images, trains for an
 * epoch and evaluates.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { batches } from "../src/datasets/batches.ts";
import { datasets } from "../src/datasets/mod.ts";
import { classifier } from "../src/problems/classifier.ts";
import { stream } from "../src/exact/rng.ts";
import { startingWeights, withCifar10 } from "./_problem.ts";

const BATCH = 256;
let most = 0;
const look = () => most = Math.max(most, Deno.memoryUsage().rss);
using backend = await openBackend({ threads: "all" });
const { kernels, team } = backend;
const dataset = await withCifar10(
  10_000,
  (directory) => datasets.make({ name: "cifar10", directory }, kernels),
);
look();
const problem = classifier({ dataset, loss: { name: "svm" }, kernels, team });
const weights = startingWeights(kernels.allocate(problem.size));
const nextBatch = batches(problem.examples, BATCH, stream(1, "batches"));
for (let seen = 0; seen < problem.examples; seen += BATCH) {
  problem.use(nextBatch());
  problem.descend(weights, 1e-8);
  look();
}
problem.measure(weights);
look();
console.log(`${Math.round(most / 1e6)} MB resident at most, ${backend.threads} threads`);
