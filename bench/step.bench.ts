/**
 * A step of gradient descent on 10 × 3073 weights, and the kernels that it is made of.
 *
 * Times are per step; compare within one run only. See bench/README.md.
 *
 * @module
 */
import { batches } from "../src/batches.ts";
import { datasets } from "../src/datasets/mod.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";
import { linearObjective } from "../src/objective.ts";
import { stream } from "../src/rng.ts";

const EXAMPLES = 1000;
const CLASSES = 10;
const ROWS = 64;

const kernels = referenceKernels("f32");
const dataset = await datasets.make({ name: "synthetic", train: EXAMPLES, test: 0 }, undefined);
const objective = linearObjective({
  dataset,
  loss: losses.make({ name: "svm" }, kernels),
  kernels,
});
const weights = kernels.allocate(objective.size);

for (const batchSize of [1, 256, EXAMPLES]) {
  const nextBatch = batches(EXAMPLES, batchSize, stream(1, "batches"));
  const method = { name: "gradientDescent", stepSize: 1e-8 };
  const step = methods.make(method, { kernels, size: objective.size });
  const rng = stream(1, "search");
  Deno.bench({ name: `batch ${batchSize}`, group: "step, reference kernels" }, () => {
    const batch = nextBatch();
    step(weights, {
      size: objective.size,
      loss: (weights) => objective.loss(weights, batch),
      gradient: (weights, gradient) => objective.gradient(weights, gradient, batch),
    }, rng);
  });
}

Deno.bench({ name: `evaluate ${EXAMPLES}`, group: "forward only" }, () => {
  objective.evaluate(weights);
});

const columns = dataset.features + 1;
const block = kernels.allocate(ROWS * columns);
const mean = Float32Array.from(dataset.mean);
const rows = Uint32Array.from({ length: ROWS }, (_, i) => i);
const scores = kernels.allocate(ROWS * CLASSES);
const coefficients = kernels.allocate(ROWS * CLASSES).fill(1);
const gradient = kernels.allocate(objective.size);

Deno.bench({ name: "gather", group: `kernels, ${ROWS} rows` }, () => {
  kernels.gather(block, dataset.train, mean, rows, 0, ROWS);
});
Deno.bench({ name: "scores", group: `kernels, ${ROWS} rows` }, () => {
  kernels.scores(scores, weights, block, ROWS, columns, CLASSES);
});
Deno.bench({ name: "accumulate", group: `kernels, ${ROWS} rows` }, () => {
  kernels.accumulate(gradient, coefficients, block, ROWS, columns, CLASSES);
});
