import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { openBackend } from "../../src/threads/backend.ts";
import { gradients } from "../../src/gradients/mod.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { svm } from "../../src/losses/svm.ts";
import { type BatchObjective, linearObjective } from "../../src/problems/classifier.ts";
import { sha256 } from "../../src/exact/sha256.ts";
import { startingWeights, train } from "../../src/kinds/train/run.ts";
import type { Choice, Curve, Dataset, Vector } from "../../src/types.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { freshKernels } from "../_simd.ts";
import { exactObjective, type Fields, randomPoints, resultOf, resultsOf, toyOf } from "../_toy.ts";

const f32 = referenceKernels("f32");

const run = (fields: Fields = {}) =>
  resultOf("train", {
    dataset: { name: "toy" },
    method: { name: "gradientDescent", stepSize: 0.1 },
    init: { scale: 1 },
    record: { every: 1 },
    stop: { iterations: 5 },
    ...fields,
  });

const countsOf = ({ records }: Curve) =>
  records.map(({ iteration, epoch, examples, lossEvaluations, gradientEvaluations }) => [
    iteration,
    epoch,
    examples,
    lossEvaluations,
    gradientEvaluations,
  ]);

/** The options of a numerical gradient. */
const NUMERICAL = [
  { scheme: "forward", structured: true },
  { scheme: "forward", structured: false },
  { scheme: "central", structured: true },
  { scheme: "central", structured: false },
] as const;

for (const options of NUMERICAL) {
  const { scheme, structured } = options;
  const gradient = { name: "numerical", ...options };
  const what = `gradient numerical (${scheme}, structured: ${structured})`;
  // The toy has 3 · 2 weights: one loss, and one or two more for each.
  const losses = scheme === "forward" ? 7 : 13;

  Deno.test(`train() with ${what} counts ${losses} losses a step, and no gradient`, async () => {
    assertEquals(
      countsOf(await run({ gradient, stop: { iterations: 2 } })),
      [0, 1, 2].map((i) => [i, i * losses, 3 * i * losses, i * losses, 0]),
    );
  });

  Deno.test(`train() with ${what} counts the examples of each batch for each loss`, async () => {
    const sizes = [0, 2, 3, 5, 6]; // batches of 2, 1, 2, 1
    assertEquals(
      countsOf(await run({ gradient, batchSize: 2, stop: { iterations: 4 } })),
      sizes.map((seen, i) => [i, (seen * losses) / 3, seen * losses, i * losses, 0]),
    );
  });

  Deno.test(`train() with ${what} ends after the losses that stop.evaluations allows`, async () => {
    const curve = await run({ gradient, stop: { evaluations: 3 * losses - 1 } });
    const { iteration, lossEvaluations } = curve.records[curve.records.length - 1];
    assertEquals([curve.stopReason, iteration, lossEvaluations], ["evaluations", 3, 3 * losses]);
  });

  for (const batchSize of ["full", 7]) {
    Deno.test(`train() with ${what} and batches ${batchSize} goes the way of the formula`, async () => {
      const fields = {
        dataset: { name: "toy", ...randomPoints(1) },
        loss: { name: "svm", l2: 0.1 },
        method: { name: "gradientDescent", stepSize: 0.05 },
        batchSize,
        stop: { iterations: 40 },
      };
      const [found, truth] = await Promise.all([
        run({ ...fields, gradient: { ...gradient, h: 1e-7 } }),
        run(fields),
      ]);
      const lossesOf = ({ records }: Curve) => records.map(({ trainLoss }) => trainLoss);
      assert(lossesOf(truth)[40] < lossesOf(truth)[0] / 2);
      // A difference is off by 1e-15·L ∕ h = 1e-8·L and, forwards, by λ·h: less than f32 can tell
      // in a step, whose rounding of some 2⁻²⁴ of the weights 40 steps pile up. No kink is so near
      // that it makes a difference here.
      for (const [i, loss] of lossesOf(truth).entries()) {
        assertAlmostEquals(lossesOf(found)[i] / loss, 1, 40 * 2 ** -23, `at ${i}`);
      }
    });
  }

  Deno.test(`numerical() (${scheme}, structured: ${structured}) is the gradient in f64`, async () => {
    const dataset = await toyOf({ ...randomPoints(2, { examples: 70 }), center: true });
    const exact = exactObjective(dataset, { l2: 0.3 });
    for (const examples of [undefined, Uint32Array.of(69, 3, 4), Uint32Array.of(1)]) {
      const source = sourceOf(dataset, gradient, f32);
      const weights = startingWeights(16, 1, 2, f32);
      const before = weights.slice();
      const [found, truth] = [new Float32Array(16), new Float64Array(16)];
      const loss = source.gradient(weights, found, examples);
      exact.gradient(Float64Array.from(weights), truth, examples);
      // Not the loss in f32, which is off by 1e-7 of it.
      assertAlmostEquals(loss, exact.loss(Float64Array.from(weights), examples), 1e-13);
      // Forwards off by λ·h = 3e-6, by rounding 1e-15·L ∕ h = 1e-9, and rounded to f32.
      for (const [k, value] of truth.entries()) assertAlmostEquals(found[k], value, 4e-6);
      assertEquals(weights, before);
    }
  });

  Deno.test(`numerical() (${scheme}, structured: ${structured}) descends along its gradient`, async () => {
    const source = sourceOf(await toyOf(randomPoints(2)), gradient, f32);
    for (const examples of [undefined, Uint32Array.of(5), Uint32Array.of(0, 2, 9)]) {
      const [weights, truth] = [0, 0].map(() => startingWeights(16, 1, 2, f32));
      const found: Vector = new Float32Array(16);
      const loss = source.gradient(truth, found, examples);
      f32.addScaled(truth, -0.3, found);
      assertEquals(source.descend(weights, 0.3, examples), loss);
      assertEquals(weights, truth);
    }
  });
}

/** The objective of a source over the SVM loss with a penalty. */
function sourceOf(dataset: Dataset, choice: Choice, kernels: Kernels): BatchObjective {
  const loss = { name: "svm", l2: 0.3 };
  const objective = linearObjective({ dataset, loss: svm.make({ l2: 0.3 }, kernels), kernels });
  return gradients.make(choice, { objective, dataset, loss, kernels }).objective;
}

Deno.test("numerical() gives nearly the same weights, structured or not", async () => {
  const { runs } = loadExperiment(
    JSON.stringify({
      title: "Tiny",
      question: "The same?",
      dataset: { name: "toy" },
      loss: { name: "svm", l2: 0.01 },
      init: { scale: 1 },
      method: { name: "gradientDescent", stepSize: 0.1 },
      matrix: { gradient: NUMERICAL.map((options) => ({ name: "numerical", ...options })) },
      stop: { iterations: 100 },
    }),
    { source: "tiny.jsonc", kind: "train" },
  );
  const dataset = await toyOf();
  const ends = runs.map((plan) => {
    const loss = svm.make({ l2: 0.01 }, f32);
    const objective = linearObjective({ dataset, loss, kernels: f32 });
    let end = new Float32Array();
    const training = train(
      plan,
      { objective, dataset, kernels: f32, clock: () => 0 },
      (_, weights) => end = Float32Array.from(weights),
    );
    while (!training.next().done);
    return end;
  });
  for (const [one, other] of [[0, 1], [2, 3]]) {
    // Differences differ by rounding, 1e-15 ∕ h = 1e-10, which f32 hardly ever sees: 100 steps may
    // differ by a unit in the last place of numbers below 2.
    for (const [k, value] of ends[one].entries()) {
      assertAlmostEquals(ends[other][k], value, 100 * 2 ** -23);
    }
  }
});

Deno.test("numerical() takes forward differences of 1e-5, structured, when nothing else is said", async () => {
  const [given, byDefault] = await resultsOf("train", {
    dataset: { name: "toy" },
    method: { name: "gradientDescent", stepSize: 0.1 },
    init: { scale: 1 },
    stop: { iterations: 20 },
    zip: {
      gradient: [
        { name: "numerical", h: 1e-5, scheme: "forward", structured: true },
        { name: "numerical" },
      ],
    },
  });
  assertEquals(byDefault.weightsSha256, given.weightsSha256);
  assertEquals(byDefault.records, given.records);
});

Deno.test("numerical() looks h far: a larger one sees the kinks further on", async () => {
  // W = 0: all margins are 1, so forward differences with h = 4 see x = 1, 2, −1 leave them. By w₀:
  // x = 1 has two margins of 1 − 4, cut off at 0: −2 ∕ 4; x = 2 gains 2; x = −1 of class 2 loses
  // one: −1 ∕ 4. So (−½ + 2 − ¼) ∕ 3 = 5∕12, where the formula says −1∕3.
  const source = gradients.make({ name: "numerical", h: 4 }, {
    dataset: await toyOf(),
    objective: exactObjective(await toyOf()),
    loss: { name: "svm" },
    kernels: referenceKernels("f64"),
  });
  const gradient = new Float64Array(6);
  source.objective.gradient(new Float64Array(6), gradient);
  assertAlmostEquals(gradient[0], 5 / 12, 1e-15);
});

Deno.test("analytic() leaves the objective as it is", async () => {
  const dataset = await toyOf();
  const objective = exactObjective(dataset);
  const context = { dataset, objective, loss: { name: "svm" }, kernels: f32 };
  const source = gradients.make({ name: "analytic" }, context);
  assert(source.objective === objective);
  assertEquals(source.lossesPerGradient, 0);
});

Deno.test("train() takes the formula's gradient when the file names none", async () => {
  assertEquals(await run({ gradient: { name: "analytic" } }), await run());
});

Deno.test("numerical() allocates nothing in the kernels' memory in a step", async () => {
  const dataset = await toyOf(randomPoints(1));
  for (const structured of [true, false]) {
    const kernels = freshKernels();
    const source = sourceOf(dataset, { name: "numerical", structured }, kernels);
    const weights = startingWeights(16, 1, 1, kernels);
    const before = kernels.allocate(1).byteOffset;
    for (let i = 0; i < 50; i++) {
      source.descend(weights, 0.01, i % 2 ? undefined : Uint32Array.of(i % 20));
    }
    assertEquals(kernels.allocate(1).byteOffset, before + 64); // the next line of the cache
  }
});

Deno.test("runExperiment() with numerical gradients gives the reference's curves on the fast kernels", async () => {
  const fields = {
    dataset: { name: "toy", ...randomPoints(1, { examples: 130, features: 40 }) },
    loss: { name: "svm", l2: 0.1 },
    method: { name: "gradientDescent", stepSize: 0.01 },
    init: { scale: 0.1 },
    batchSize: 65,
    stop: { iterations: 5 },
    matrix: { gradient: NUMERICAL.map((options) => ({ name: "numerical", ...options })) },
  };
  const truth = await resultsOf("train", fields);
  assertEquals(truth.length, 4);
  assert(truth.every(({ weightsSha256 }) => weightsSha256 !== sha256(new Float32Array(164))));
  using backend = await openBackend();
  assertEquals(await resultsOf("train", fields, { backend }), truth);
});
