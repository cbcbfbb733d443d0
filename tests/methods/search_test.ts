import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { openBackend } from "../../src/threads/backend.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import { linearObjective } from "../../src/problems/classifier.ts";
import { svm } from "../../src/losses/svm.ts";
import { stream } from "../../src/exact/rng.ts";
import { sha256 } from "../../src/exact/sha256.ts";
import { startingWeights } from "../../src/kinds/train/run.ts";
import type { Choice, Curve, Objective, Vector } from "../../src/types.ts";
import { freshKernels } from "../_simd.ts";
import {
  type Fields,
  randomPoints,
  REAL,
  resultOf,
  resultsOf,
  testOfPixels,
  toyOf,
} from "../_toy.ts";

const kernels = referenceKernels("f32");
const { fround } = Math;

/** Both searches, with the option that says how far they look. */
const SEARCHES = [["randomSearch", "scale"], ["localSearch", "stepSize"]] as const;

/** An objective of four weights that keeps what it is asked. */
function spy(
  lossOf: (weights: Vector, call: number) => number,
  isStochastic = false,
): { objective: Objective; asked: Vector[] } {
  const asked: Vector[] = [];
  const loss = (weights: Vector) => lossOf(weights, asked.push(weights.slice()));
  const none = () => {
    throw new Error("a search has no use for a gradient");
  };
  return { objective: { size: 4, isStochastic, loss, gradient: none, descend: none }, asked };
}

/** Searches over four weights and returns those it ends with. */
function searched(
  method: Choice,
  { objective }: { objective: Objective },
  steps: number,
  seed = 1,
): Vector {
  const weights = Float32Array.of(1, -2, 3, 0.1);
  const step = methods.make(method, { kernels, size: 4 });
  const rng = stream(seed, "search");
  for (let i = 0; i < steps; i++) step(weights, objective, rng);
  return weights;
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const scales = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

// What is tried

Deno.test("randomSearch() tries scale · randn of the stream search, whatever it keeps", () => {
  fc.assert(
    fc.property(seeds, scales, fc.func(fc.double({ noNaN: true })), (seed, scale, lossOf) => {
      const watched = spy((_, call) => lossOf(call));
      searched({ name: "randomSearch", scale }, watched, 7, seed);
      const { gaussian } = stream(seed, "search");
      const [, ...tries] = watched.asked; // the first is the start
      assertEquals(
        tries,
        tries.map(() => Float32Array.from({ length: 4 }, () => scale * gaussian())),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("localSearch() tries W + stepSize · randn of the stream search in f32", () => {
  fc.assert(
    fc.property(seeds, scales, fc.func(fc.double({ noNaN: true })), (seed, stepSize, lossOf) => {
      const watched = spy((_, call) => lossOf(call));
      searched({ name: "localSearch", stepSize }, watched, 7, seed);
      const { gaussian } = stream(seed, "search");
      let [best, ...tries] = watched.asked;
      let lowest = lossOf(1);
      for (const [i, candidate] of tries.entries()) {
        assertEquals(candidate, best.map((weight) => fround(stepSize * gaussian()) + weight));
        const loss = lossOf(i + 2);
        if (loss < lowest) [best, lowest] = [candidate, loss];
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

for (const [name, option] of SEARCHES) {
  Deno.test(`${name}() has the default ${option} 1e-4`, () => {
    const [given, byDefault] = [{ name, [option]: 1e-4 }, { name }].map((method) => {
      const watched = spy(() => 1);
      searched(method, watched, 3);
      return watched.asked;
    });
    assertEquals(given, byDefault);
  });

  // What is kept

  Deno.test(`${name}() keeps a candidate with a lower loss, and only then`, () => {
    //               start, then candidates 1 …
    const losses = [5, 6, 4, 4, 4.5, 3, Infinity, NaN, 3, 2.5, 2.5];
    const kept = [0, 2, 2, 2, 5, 5, 5, 5, 9, 9];
    for (let steps = 1; steps < losses.length; steps++) {
      const watched = spy((_, call) => losses[call - 1]);
      const weights = searched({ name, [option]: 1 }, watched, steps);
      const last = [0, ...kept][steps];
      assertEquals(weights, watched.asked[last], `after ${steps}`);
    }
  });

  for (const bad of [NaN, Infinity]) {
    Deno.test(`${name}() never keeps a candidate whose loss is ${bad}`, () => {
      for (const start of [1, NaN, Infinity]) {
        const weights = searched({ name }, spy((_, call) => call === 1 ? start : bad), 20);
        assertEquals(weights, Float32Array.of(1, -2, 3, 0.1), `from ${start}`);
      }
    });

    Deno.test(`${name}() leaves a start whose loss is ${bad} for any finite one`, () => {
      const watched = spy((_, call) => call === 1 ? bad : 1e300);
      assertEquals(searched({ name }, watched, 3), watched.asked[1]);
    });
  }

  Deno.test(`${name}() evaluates the best again on each batch, and compares on the same one`, () => {
    // Losses of (best, candidate) by step: 1 < 9 is no gain, as the best has 0 on that batch.
    const losses = [10, 9, 0, 1, 100, 50];
    const watched = spy((_, call) => losses[call - 1], true);
    const weights = searched({ name }, watched, 3);
    const { asked } = watched;
    assertEquals(asked.length, 6);
    assertEquals([asked[2], asked[4]], [asked[1], asked[1]]); // kept the first, not the second
    assertEquals(weights, asked[5]);
  });

  Deno.test(`${name}() does not touch the weights while it tries`, () => {
    const start = Float32Array.of(1, -2, 3, 0.1);
    const weights = start.slice();
    const step = methods.make({ name }, { kernels, size: 4 });
    const { objective } = spy((asked) => {
      assertEquals(weights, start);
      return asked[0] === start[0] ? 0 : 1;
    });
    for (let i = 0; i < 5; i++) step(weights, objective, stream(1, "search"));
  });

  Deno.test(`${name}() shares nothing between two of a kind`, () => {
    const ends = [0, 1].map(() => searched({ name }, spy((weights) => weights[0]), 30));
    assertEquals(ends[0], ends[1]);
  });

  Deno.test(`${name}() allocates nothing in a step`, async () => {
    const dataset = await toyOf(randomPoints(1, { examples: 100 }));
    const own = freshKernels();
    const loss = svm.make({ l2: 0.1 }, own);
    const whole = linearObjective({ dataset, loss, kernels: own });
    const weights = startingWeights(whole.size, 1, 1, own);
    const step = methods.make({ name, [option]: 1 }, { kernels: own, size: whole.size });
    const rng = stream(1, "search");
    /** Where the next array would go: moves with every byte that is not given back. */
    const top = () => {
      using _ = own.scope();
      return own.allocate(1).byteOffset;
    };
    const before = [top(), own.shared.memory.buffer.byteLength];
    for (let i = 0; i < 3000; i++) step(weights, { ...whole, isStochastic: i % 2 === 0 }, rng);
    assertEquals([top(), own.shared.memory.buffer.byteLength], before);
  });
}

// Whole runs

const run = (fields: Fields, backend?: Parameters<typeof resultOf>[2]) =>
  resultOf("train", { dataset: { name: "toy" }, record: { every: 1 }, ...fields }, backend);

const lossesOf = ({ records }: Curve) => records.map(({ trainLoss }) => trainLoss);

for (const [name, option] of SEARCHES) {
  Deno.test(`train() by ${name} over all examples has a loss that never rises`, async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        scales,
        fc.constantFrom(0, 0.01, 3),
        fc.integer({ min: 1, max: 150 }),
        async (seed, scale, l2, examples) => {
          const losses = lossesOf(
            await run({
              dataset: { name: "toy", ...randomPoints(seed, { examples }) },
              loss: { name: "svm", l2 },
              init: { scale: 1 },
              method: { name, [option]: scale },
              stop: { iterations: 15 },
              seeds: [seed],
            }),
          );
          assertEquals(losses.length, 16);
          assertEquals(losses, losses.toSorted((a, b) => b - a));
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  Deno.test(`train() by ${name} finds something better`, async () => {
    const losses = lossesOf(await run({ method: { name, [option]: 1 }, stop: { iterations: 50 } }));
    assert(losses[50] < losses[0] / 2, `${losses[0]} to ${losses[50]}`);
  });

  Deno.test(`train() by ${name} ends with the weights of a loop written out`, async () => {
    const points = randomPoints(5, { examples: 40 });
    const { weightsSha256 } = await run({
      dataset: { name: "toy", ...points },
      loss: { name: "svm", l2: 0.01 },
      init: { scale: 0.5 },
      method: { name, [option]: 0.3 },
      stop: { iterations: 60 },
      seeds: [9],
    });
    const objective = linearObjective({
      dataset: await toyOf(points),
      loss: svm.make({ l2: 0.01 }, kernels),
      kernels,
    });
    const { gaussian } = stream(9, "search");
    const from = name === "localSearch" ? 1 : 0;
    let best = Float32Array.from(startingWeights(objective.size, 0.5, 9, kernels));
    let improvements = 0;
    for (let i = 0; i < 60; i++) {
      const candidate = best.map((weight) => fround(0.3 * gaussian()) + from * weight);
      if (!(objective.loss(candidate) < objective.loss(best))) continue;
      best = candidate;
      improvements += 1;
    }
    assert(improvements > 1 && improvements < 59, `${improvements} of 60 were better`);
    assertEquals(weightsSha256, sha256(best));
  });

  Deno.test(`train() by ${name} over all examples asks for tries + 1 losses`, async () => {
    const { records } = await run({ method: { name, [option]: 1 }, stop: { iterations: 7 } });
    assertEquals(
      records.map(({ iteration, lossEvaluations, gradientEvaluations, examples, epoch }) => [
        iteration,
        lossEvaluations,
        gradientEvaluations,
        examples,
        epoch,
      ]),
      [[0, 0, 0, 0, 0], ...[1, 2, 3, 4, 5, 6, 7].map((i) => [i, i + 1, 0, 3 * (i + 1), i + 1])],
    );
  });

  Deno.test(`train() by ${name} over batches asks for two losses a step`, async () => {
    const { records } = await run({
      method: { name, [option]: 1 },
      batchSize: 2,
      stop: { iterations: 4 },
    });
    // Batches of 2, 1, 2, 1 of the three examples.
    assertEquals(
      records.map(({ lossEvaluations, examples }) => [lossEvaluations, examples]),
      [[0, 0], [2, 4], [4, 6], [6, 10], [8, 12]],
    );
  });

  Deno.test(`train() by ${name} takes a batch of all for all`, async () => {
    const curves = await Promise.all(
      [3, "full"].map((batchSize) =>
        run({ method: { name, [option]: 1 }, batchSize, stop: { iterations: 9 } })
      ),
    );
    assertEquals(curves[0], curves[1]);
  });

  Deno.test(`train() by ${name} counts losses for stop.evaluations`, async () => {
    const { records, stopReason } = await run({
      method: { name, [option]: 1 },
      stop: { evaluations: 10 },
    });
    assertEquals([stopReason, records[records.length - 1].iteration], ["evaluations", 9]);
  });

  // Examples 0 and 2 cannot both be right, so one has a loss of ∞ or NaN. A batch without the other
  // could be right by ∞: there the penalty is what overflows.
  for (const [batchSize, l2] of [["full", 0], ["full", 1], [2, 1], [1, 1]] as const) {
    Deno.test(
      `train() by ${name} (batch ${batchSize}, λ = ${l2}) is done after tries that overflow`,
      async () => {
        const curve = await run({
          dataset: { name: "toy", points: [[1e30], [-1e30], [1e30]], labels: [0, 1, 2] },
          loss: { name: "svm", l2 },
          init: { scale: 0 },
          method: { name, [option]: 1e30 }, // scores of 1e60
          batchSize,
          stop: { iterations: 12 },
        });
        assertEquals([curve.status, curve.stopReason], ["done", "iterations"]);
        assertEquals(lossesOf(curve), Array(13).fill(2));
        assertEquals(curve.weightsSha256, sha256(startingWeights(6, 0, 1, kernels)));
      },
    );
  }

  Deno.test(`train() by ${name} draws other tries for another seed`, async () => {
    const [one, two] = await Promise.all([1, 2].map((seed) =>
      run({
        init: { scale: 0 },
        method: { name, [option]: 1 },
        seeds: [seed],
        stop: { iterations: 20 },
      })
    ));
    assertNotEquals(one.weightsSha256, two.weightsSha256);
  });

  Deno.test(`train() by ${name} leaves the loss to the objective when gradients are numerical`, async () => {
    const fields = { method: { name, [option]: 1 }, stop: { iterations: 9 } };
    assertEquals(await run({ ...fields, gradient: { name: "numerical" } }), await run(fields));
  });
}

// Backends. 128 × 30,730 multiply-adds are enough to be shared by threads.

/** Asserts that all backends give the reference's curves, in which something was found. */
async function assertSame(method: Fields, dataset: Fields): Promise<void> {
  const fields = {
    dataset,
    method,
    loss: { name: "svm", l2: 0.1 },
    stop: { iterations: 9 },
    record: { every: 1 },
    matrix: { batchSize: ["full", 130, 1] },
  };
  const truth = await resultsOf("train", fields);
  assertEquals(truth.length, 3);
  for (const curve of truth) assert(new Set(lossesOf(curve)).size > 1, "nothing was found");
  for (const threads of [1, 2]) {
    using backend = await openBackend({ threads });
    assertEquals(await resultsOf("train", fields, { backend }), truth);
  }
}

for (const [name, option] of SEARCHES) {
  const method = { name, [option]: 5e-5 };

  Deno.test(`runExperiment() by ${name} gives the reference's curves on 1 and 2 threads`, () =>
    assertSame(method, { name: "synthetic", train: 140, test: 10 }));

  testOfPixels(
    `runExperiment() by ${name} gives the reference's curves of real pixels`,
    () => assertSame(method, { name: "cifar10", directory: REAL, train: 140, test: 10 }),
  );
}
