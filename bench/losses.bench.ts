/**
 * A step of gradient descent with a batch of 256 on 10 × 3073 weights, by each loss next to the SVM
 * loss; see bench/README.md.
 *
 * @module
 */
import { batches } from "../src/datasets/batches.ts";
import { stream } from "../src/exact/rng.ts";
import { losses } from "../src/losses/mod.ts";
import { classifier } from "../src/problems/classifier.ts";
import { openBackend } from "../src/threads/backend.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { randomImages, startingWeights, stepFlop } from "./_problem.ts";

const EXAMPLES = 10_000;
const BATCH = 256;
/** Small enough that W and the work of a step stay as they are. */
const STEP_SIZE = 1e-20;

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, threads: all } = backend;
const images = randomImages(EXAMPLES, kernels);

measureCeiling();

for (const [threads, team] of [[1, null], [all, backend.team]] as const) {
  if (threads > 1 && team === null) continue;
  for (const { name } of losses.leaves) {
    const problem = classifier({ dataset: images, loss: { name }, kernels, team });
    const weights = startingWeights(kernels.allocate(problem.size));
    const next = batches(EXAMPLES, BATCH, stream(1, "batches"));
    measure({
      group: `step, batch ${BATCH}, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
      name,
      work: { examples: BATCH, flop: stepFlop(BATCH), threads },
      isBaseline: name === losses.leaves[0].name,
    }, () => {
      problem.use(next());
      problem.descend(weights, STEP_SIZE);
    });
  }
}
