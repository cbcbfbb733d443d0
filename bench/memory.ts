/**
 * The memory that full CIFAR-10 takes: trains for an epoch on 50,000 + 10,000 random images.
 *
 * @module
 */
import { openBackend } from "../src/backend.ts";
import { batches } from "../src/batches.ts";
import { losses } from "../src/losses/mod.ts";
import { linearObjective } from "../src/objective.ts";
import { stream } from "../src/rng.ts";
import { randomImages, startingWeights } from "./_problem.ts";

const BATCH = 256;
using backend = await openBackend({ threads: navigator.hardwareConcurrency });
const { kernels, team } = backend;
const dataset = { ...randomImages(50_000, kernels), test: randomImages(10_000, kernels).train };
const loss = losses.make({ name: "svm" }, kernels);
const objective = linearObjective({ dataset, loss, kernels, team });
const weights = startingWeights(kernels.allocate(objective.size));
const nextBatch = batches(objective.examples, BATCH, stream(1, "batches"));
for (let seen = 0; seen < objective.examples; seen += BATCH) {
  objective.descend(weights, 1e-8, nextBatch());
}
objective.evaluate(weights);
console.log(`${Math.round(Deno.memoryUsage().rss / 1e6)} MB resident, ${backend.threads} threads`);
