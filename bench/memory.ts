/**
 * The most memory that full CIFAR-10 takes: reads files of 50,000 + 10,000 images, trains for an
 * epoch and evaluates.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { batches } from "../src/datasets/batches.ts";
import { datasets } from "../src/datasets/mod.ts";
import { losses } from "../src/losses/mod.ts";
import { linearObjective } from "../src/problems/classifier.ts";
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
const loss = losses.make({ name: "svm" }, kernels);
const objective = linearObjective({ dataset, loss, kernels, team });
const weights = startingWeights(kernels.allocate(objective.size));
const nextBatch = batches(objective.examples, BATCH, stream(1, "batches"));
for (let seen = 0; seen < objective.examples; seen += BATCH) {
  objective.descend(weights, 1e-8, nextBatch());
  look();
}
objective.evaluate(weights);
look();
console.log(`${Math.round(most / 1e6)} MB resident at most, ${backend.threads} threads`);
