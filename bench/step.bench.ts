/**
 * A step of gradient descent on 10 × 3073 weights, next to the ceiling of the processor. `deno task
 * bench` turns the times into rates; see bench/README.md.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { batches } from "../src/datasets/batches.ts";
import { datasets } from "../src/datasets/mod.ts";
import type { Kernels } from "../src/kernels/kernels.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { type Classifier, classifier } from "../src/problems/classifier.ts";
import { stream } from "../src/exact/rng.ts";
import type { Team } from "../src/threads/team.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { randomImages, scoresFlop, startingWeights, stepFlop, withCifar10 } from "./_problem.ts";

const EXAMPLES = 50_000;
/** Batches up to this make one shard, which stays on one thread. */
const SHARD = 64;
/** So small that W stays where it is: however many steps are taken, all margins stay violated. */
const STEP_SIZE = 1e-20;

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, team, threads: THREADS } = backend;
const reference = referenceKernels("f32");
const images = randomImages(EXAMPLES, kernels);

measureCeiling();

/** A way to compute. */
interface Setup {
  readonly name: string;
  readonly problem: Classifier;
  readonly own: Kernels;
  readonly threads: number;
}

function setup(name: string, own: Kernels, threads: number, team: Team | null): Setup {
  const problem = classifier({ dataset: images, loss: { name: "svm" }, kernels: own, team });
  return { name, problem, own, threads };
}

const oneThread = setup("simd, 1 thread", kernels, 1, null);
const shared = team === null ? [] : [setup(`simd, ${THREADS} threads`, kernels, THREADS, team)];
const plain = setup("reference, 1 thread", reference, 1, null);

for (const batchSize of [1, 2, 4, 16, 64, 256, 1024]) {
  for (const one of [oneThread, ...batchSize > SHARD ? shared : [], plain]) {
    benchStep(
      one,
      `step, batch ${batchSize}`,
      batchSize,
      batches(
        EXAMPLES,
        batchSize,
        stream(1, "batches"),
      ),
    );
  }
}
// The plain loops would take seconds for all examples.
for (const one of [oneThread, ...shared]) {
  benchStep(one, `step, all ${EXAMPLES} examples`, EXAMPLES, () => null);
}
for (const one of [oneThread, ...shared]) benchEvaluation(one);

function benchStep(
  { name, problem, own, threads }: Setup,
  group: string,
  examples: number,
  nextBatch: () => Uint32Array | null,
): void {
  const weights = startingWeights(own.allocate(problem.size));
  const work = { examples, flop: stepFlop(examples), threads };
  measure({ group, name, work, isBaseline: name === oneThread.name }, () => {
    problem.use(nextBatch());
    problem.descend(weights, STEP_SIZE);
  });
}

function benchEvaluation({ name, problem, own, threads }: Setup): void {
  const weights = startingWeights(own.allocate(problem.size));
  const group = `loss and accuracy of ${EXAMPLES} examples`;
  const work = { examples: EXAMPLES, flop: scoresFlop(EXAMPLES), threads };
  measure({ group, name, work, isBaseline: name === oneThread.name }, () => {
    problem.measure(weights);
  });
}

const RECORDS = 1000;
measure({
  group: "loading data",
  name: "CIFAR-10 from files",
  work: { examples: 6 * RECORDS },
}, async (bench) => {
  await withCifar10(RECORDS, async (directory) => {
    bench.start();
    await datasets.make({ name: "cifar10", directory }, undefined);
    bench.end();
  });
});
measure({ group: "loading data", name: "synthetic", work: { examples: 250 } }, async () => {
  await datasets.make({ name: "synthetic", train: 200, test: 50 }, undefined);
});
