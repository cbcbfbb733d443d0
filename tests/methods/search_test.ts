import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stream } from "../../src/exact/rng.ts";
import { sha256 } from "../../src/exact/sha256.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Objective } from "../../src/problems/problem.ts";
import { openBackend } from "../../src/threads/backend.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { curveOf, curvesOf, type Fields, lossesOf, trainingOf } from "../_done.ts";
import { freshKernels } from "../_simd.ts";
import { contextOf, momentOf, randomPoints, REAL, svmOver, testOfPixels, toyOf } from "../_toy.ts";

const space = referenceKernels("f32");
const { fround } = Math;

/** Both searches, with the option that says how far they look. */
const SEARCHES = [["randomSearch", "scale"], ["localSearch", "stepSize"]] as const;

const START = Float32Array.of(1, -2, 3, 0.1);

/** Searches from START, and what was asked for on the way: weights, and how often. */
function searched(
  method: Choice,
  lossOf: (weights: Vector, call: number) => number,
  steps: number,
  { seed = 1, isStochastic = false } = {},
): { weights: Vector; asked: Vector[] } {
  const asked: Vector[] = [];
  const objective: Objective = {
    size: 4,
    space,
    loss: (given) => lossOf(given, asked.push(given.slice())),
    gradient() {
      throw new Error("a search has no use for a gradient");
    },
  };
  const weights = START.slice();
  const step = methods.make(method, contextOf({ space, size: 4 }, { isStochastic }));
  const now = momentOf({ seed });
  for (let i = 0; i < steps; i++) step(weights, objective, now);
  return { weights, asked };
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const scales = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

for (const [name, option] of SEARCHES) {
  // What is tried

  Deno.test(`${name}() tries ${option} · randn of the stream search in f32, around 0 or the best`, () => {
    fc.assert(
      fc.property(seeds, scales, fc.func(fc.double({ noNaN: true })), (seed, scale, lossOf) => {
        const method = { name, [option]: scale };
        const { asked } = searched(method, (_, call) => lossOf(call), 7, { seed });
        const { gaussian } = stream(seed, "search");
        let [best, ...tries] = asked; // the first is the start
        let lowest = lossOf(1);
        for (const [i, candidate] of tries.entries()) {
          const from = name === "localSearch" ? best : new Float32Array(4);
          assertEquals(candidate, from.map((weight) => fround(scale * gaussian()) + weight));
          const loss = lossOf(i + 2);
          if (loss < lowest) [best, lowest] = [candidate, loss];
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  Deno.test(`${name}() has the default ${option} 1e-4`, () => {
    const [given, byDefault] = [{ name, [option]: 1e-4 }, { name }]
      .map((method) => searched(method, () => 1, 3));
    assertEquals(given, byDefault);
  });

  // What is kept

  Deno.test(`${name}() keeps a candidate with a lower loss, and only then`, () => {
    //               start, then candidates 1 …
    const losses = [5, 6, 4, 4, 4.5, 3, Infinity, NaN, 3, 2.5, 2.5];
    const kept = [0, 0, 2, 2, 2, 5, 5, 5, 5, 9, 9];
    for (let steps = 1; steps < losses.length; steps++) {
      const method = { name, [option]: 1 };
      const { weights, asked } = searched(method, (_, call) => losses[call - 1], steps);
      assertEquals(weights, asked[kept[steps]], `after ${steps}`);
    }
  });

  for (const bad of [NaN, Infinity]) {
    Deno.test(`${name}() never keeps a candidate whose loss is ${bad}`, () => {
      for (const start of [1, NaN, Infinity]) {
        const { weights } = searched({ name }, (_, call) => call === 1 ? start : bad, 20);
        assertEquals(weights, START, `from ${start}`);
      }
    });

    Deno.test(`${name}() leaves a start whose loss is ${bad} for any finite one`, () => {
      const { weights, asked } = searched({ name }, (_, call) => call === 1 ? bad : 1e300, 3);
      assertEquals(weights, asked[1]);
    });
  }

  Deno.test(`${name}() evaluates the best again on each batch, and compares on the same one`, () => {
    // Losses of (best, candidate) by step: 1 < 9 is no gain, as the best has 0 on that batch.
    const losses = [10, 9, 0, 1, 100, 50];
    const isStochastic = true;
    const { weights, asked } = searched({ name }, (_, call) => losses[call - 1], 3, {
      isStochastic,
    });
    assertEquals(asked.length, 6);
    assertEquals([asked[2], asked[4]], [asked[1], asked[1]]); // kept the first, not the second
    assertEquals(weights, asked[5]);
  });

  Deno.test(`${name}() does not touch the weights while it tries`, () => {
    const weights = START.slice();
    const step = methods.make({ name }, contextOf({ space, size: 4 }));
    const loss = (asked: Vector) => {
      assertEquals(weights, START);
      return asked[0] === START[0] ? 0 : 1;
    };
    const objective = { size: 4, space, loss, gradient: loss };
    const now = momentOf();
    for (let i = 0; i < 5; i++) step(weights, objective, now);
  });

  Deno.test(`${name}() allocates nothing in a step`, async () => {
    const own = freshKernels();
    const dataset = await toyOf(randomPoints(1, { examples: 100 }));
    const problem = svmOver(dataset, { l2: 0.1, kernels: own });
    const weights = problem.start(1);
    const steps = [true, false].map((isStochastic) =>
      methods.make({ name, [option]: 1 }, contextOf(problem, { isStochastic }))
    );
    const now = momentOf();
    /** Where the next array would go: moves with every byte that is not given back. */
    const top = () => {
      using _ = own.scope();
      return own.allocate(1).byteOffset;
    };
    const before = [top(), own.shared.memory.buffer.byteLength];
    for (let i = 0; i < 3000; i++) steps[i % 2](weights, problem, now);
    assertEquals([top(), own.shared.memory.buffer.byteLength], before);
  });

  // Whole runs

  const method = { name, [option]: 1 };

  Deno.test(`train() by ${name} over all examples has a loss that never rises`, async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        scales,
        fc.constantFrom(0, 0.01, 3),
        fc.integer({ min: 1, max: 150 }),
        async (seed, scale, l2, examples) => {
          const losses = lossesOf(
            await curveOf({
              dataset: { name: "toy", ...randomPoints(seed, { examples }) },
              loss: { name: "svm", l2 },
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

  Deno.test(`train() by ${name} ends with the weights of a loop written out`, async () => {
    const points = randomPoints(5, { examples: 40 });
    const { weightsSha256 } = await curveOf({
      dataset: { name: "toy", ...points },
      loss: { name: "svm", l2: 0.01 },
      init: { scale: 0.5 },
      method: { name, [option]: 0.3 },
      stop: { iterations: 60 },
      seeds: [9],
    });
    const problem = svmOver(await toyOf(points), { l2: 0.01, scale: 0.5 });
    const { gaussian } = stream(9, "search");
    const from = name === "localSearch" ? 1 : 0;
    let best = problem.start(9);
    let improvements = 0;
    for (let i = 0; i < 60; i++) {
      const candidate = best.map((weight) => fround(0.3 * gaussian()) + from * weight);
      if (!(problem.loss(candidate) < problem.loss(best))) continue;
      best = candidate;
      improvements += 1;
    }
    assert(improvements > 1 && improvements < 59, `${improvements} of 60 were better`);
    assertEquals(weightsSha256, sha256(best));
  });

  for (
    const { what, batchSize, counts } of [
      {
        what: "all examples costs tries + 1 losses",
        batchSize: "full",
        counts: [[0, 0], ...[1, 2, 3, 4].map((i) => [i + 1, 3 * (i + 1)])],
      },
      // Batches of 2, 1, 2, 1 of the three examples.
      {
        what: "batches costs two losses a step",
        batchSize: 2,
        counts: [[0, 0], [2, 4], [4, 6], [6, 10], [8, 12]],
      },
    ]
  ) {
    Deno.test(`train() by ${name} over ${what}`, async () => {
      const { records } = await curveOf({ method, batchSize, stop: { iterations: 4 } });
      assertEquals(
        records.map((
          { iteration, lossEvaluations, gradientEvaluations, examples, epoch },
        ) => [iteration, lossEvaluations, gradientEvaluations, examples, epoch]),
        counts.map(([losses, examples], i) => [i, losses, 0, examples, examples / 3]),
      );
    });
  }

  Deno.test(`train() by ${name} takes a batch of all for all`, async () => {
    const [all, full] = [3, "full"].map((batchSize) => ({ method, batchSize }));
    assertEquals(await curveOf(all), await curveOf(full));
  });

  Deno.test(`train() by ${name} counts losses for stop.evaluations`, async () => {
    const { records, stopReason } = await curveOf({ method, stop: { evaluations: 10 } });
    assertEquals([stopReason, records[records.length - 1].iteration], ["evaluations", 9]);
  });

  // Examples 0 and 2 cannot both be right, so one has a loss of ∞ or NaN. A batch without the other
  // could be right by ∞: there the penalty is what overflows.
  for (const [batchSize, l2] of [["full", 0], ["full", 1], [2, 1], [1, 1]] as const) {
    Deno.test(`train() by ${name} (batch ${batchSize}, λ = ${l2}) is done after tries that overflow`, async () => {
      const curve = await curveOf({
        dataset: { name: "toy", points: [[1e30], [-1e30], [1e30]], labels: [0, 1, 2] },
        loss: { name: "svm", l2 },
        init: { scale: 0 },
        method: { name, [option]: 1e30 }, // scores of 1e60
        batchSize,
        stop: { iterations: 12 },
      });
      assertEquals([curve.status, curve.stopReason], ["done", "iterations"]);
      assertEquals(lossesOf(curve), Array(13).fill(2));
      const start = svmOver(await toyOf(), { scale: 0 }).start(1);
      assertEquals(curve.weightsSha256, sha256(start));
    });
  }

  Deno.test(`train() by ${name} leaves the loss to the problem when gradients are numerical`, async () => {
    assertEquals(
      await curveOf({ method, gradient: { name: "numerical" } }),
      await curveOf({ method }),
    );
  });

  // Backends. 128 × 30,730 multiply-adds are enough to be shared by threads.

  /** Asserts that all backends give the reference's curves, in which something was found. */
  const assertSame = async (dataset: Fields) => {
    const experiment = trainingOf({
      dataset,
      method: { name, [option]: 5e-5 },
      loss: { name: "svm", l2: 0.1 },
      init: {},
      stop: { iterations: 9 },
      matrix: { batchSize: ["full", 130, 1] },
    });
    const truth = await curvesOf(experiment);
    for (const curve of truth) assert(new Set(lossesOf(curve)).size > 1, "nothing was found");
    for (const threads of [1, 2]) {
      using backend = await openBackend({ threads });
      assertEquals(await curvesOf(experiment, { backend }), truth);
    }
  };

  const same = `runExperiment() by ${name} gives the reference's curves on 1 and 2 threads`;
  Deno.test(same, () => assertSame({ name: "synthetic", train: 140, test: 10 }));
  testOfPixels(
    `${same} of real pixels`,
    () => assertSame({ name: "cifar10", directory: REAL, train: 140, test: 10 }),
  );
}
