/**
 * A step of gradient descent on 10 × 3073 weights, and on a network of 3073-64-10: ours, plain loops, and
 * libraries.
 *
 * Before a peer is timed, its step is checked against ours. Times are per step; compare within one
 * run only. See bench/README.md.
 *
 * @module
 */
import { assert } from "@std/assert";
import { openBackend } from "../src/threads/backend.ts";
import { type Classifier, classifier } from "../src/problems/classifier.ts";
import { stream } from "../src/exact/rng.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { HIDDEN, networkFlop, randomImages, startingWeights, stepFlop } from "./_problem.ts";
import { type Peer, type PeerChoice, peers, type Problem } from "./peers/mod.ts";

const EXAMPLES = 1000;
// So small that W stays where it is: however many steps a peer takes, it meets the same margins.
const STEP_SIZE = 1e-20;
// Of the largest entry. f32 sums in another order differ by up to 4e-6 of it; one margin of one
// example on the wrong side shows as 8e-3.
const TOLERANCE = 1e-4;

/** The arithmetic that is compared with its peers. */
const { kernels } = await openBackend({ threads: 1 });
const dataset = randomImages(EXAMPLES, kernels);
const rng = stream(1, "search");
const BATCHES = 64;

measureCeiling();
await compare(0, [1, 256]);
await compare(HIDDEN, [1, 64, 256, EXAMPLES]);

/** Times a step by us and by its peers. */
async function compare(hidden: number, batchSizes: readonly number[]): Promise<void> {
  const scores = hidden === 0 ? { name: "linear" } : { name: "twoLayer", hidden };
  const own = classifier({ dataset, scores, loss: { name: "svm" }, kernels });
  const problem: Problem = {
    classes: dataset.classes,
    hidden,
    features: Uint8Array.from(dataset.train.features),
    labels: dataset.train.labels,
    mean: Float32Array.from(dataset.mean),
  };
  const weights = Float32Array.from(
    hidden === 0 ? startingWeights(new Float32Array(own.size)) : own.start(1),
  );
  const ours = us(own);
  // Batches of each size, taken in turn.
  const allBatches = batchSizes.map((length) =>
    Array.from({ length: BATCHES }, () => Uint32Array.from({ length }, () => rng.below(EXAMPLES)))
  );
  const what = hidden === 0 ? "step" : "step of a network";
  const flop = hidden === 0 ? stepFlop : networkFlop;
  for (const choice of [ours, ...peers.filter(({ isNetwork }) => hidden === 0 || isNetwork)]) {
    // Made once: loops in a closure that V8 has seen made twice are slower, 16.8 for 9.4 ms.
    const peer = await choice.make(problem);
    for (const [batch] of allBatches) await check(choice.name, peer, batch, own, weights);
    await peer.load(weights);
    for (const turns of allBatches) {
      const examples = turns[0].length;
      let turn = 0;
      measure({
        group: `${what}, batch ${examples}, against its peers`,
        name: choice.name,
        work: { examples, flop: flop(examples) },
        isBaseline: choice === ours,
      }, async () => {
        await peer.step(turns[turn++ % BATCHES], STEP_SIZE);
      });
    }
  }
}

/** Ourselves as a peer. */
function us(own: Classifier): PeerChoice {
  return {
    name: "descent-bench, 1 thread",
    make() {
      const weights = kernels.allocate(own.size);
      return Promise.resolve({
        load: (source) => weights.set(source),
        step(batch, stepSize) {
          own.use(batch);
          own.descend(weights, stepSize);
        },
        weights: () => Float32Array.from(weights),
      });
    },
  };
}

/** Fails unless a step of size 1, W − ∇L(W), moves W by our gradient. */
async function check(
  name: string,
  peer: Peer,
  batch: Uint32Array,
  own: Classifier,
  weights: Float32Array,
): Promise<void> {
  await peer.load(weights);
  await peer.step(batch, 1);
  const moved = await peer.weights();
  const start = kernels.allocate(own.size);
  start.set(weights);
  const gradient = kernels.allocate(own.size);
  own.use(batch);
  own.gradient(start, gradient);
  let largest = 0;
  let error = 0;
  for (let k = 0; k < gradient.length; k++) {
    largest = Math.max(largest, Math.abs(gradient[k]));
    error = Math.max(error, Math.abs(weights[k] - moved[k] - gradient[k]));
  }
  assert(
    error <= TOLERANCE * largest,
    `${name}, batch ${batch.length}: the gradient is off by ${error}, its largest entry is ${largest}`,
  );
}
