import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { sha256 } from "../../src/exact/sha256.ts";
import type { GradientSource } from "../../src/gradients/gradient.ts";
import { gradients } from "../../src/gradients/mod.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Problem } from "../../src/problems/problem.ts";
import { openBackend } from "../../src/threads/backend.ts";
import { outside } from "../_leaves.ts";
import { countsOf, curveOf, curvesOf, type Fields, lossesOf, trainingOf } from "../_done.ts";
import { freshKernels } from "../_simd.ts";
import { gradientOf, normals, randomPoints, svmOver, toyOf } from "../_toy.ts";

const f32 = referenceKernels("f32");

function numericalOf(problem: Problem, options: Fields): GradientSource {
  return gradients.make({ name: "numerical", ...options }, problem);
}

/** The options of a numerical gradient. */
const NUMERICAL = (["forward", "central"] as const).flatMap((scheme) =>
  [true, false].map((structured) => ({ scheme, structured }))
);
const BATCHES = [null, ...[[69, 3, 4], [1]].map((batch) => Uint32Array.from(batch))];

for (const options of NUMERICAL) {
  const { scheme, structured } = options;
  const gradient = { name: "numerical", ...options };
  const name = `numerical() (${scheme}, structured: ${structured})`;
  // The toy has 3 · 2 weights: one loss, and one or two more for each.
  const losses = scheme === "forward" ? 7 : 13;

  Deno.test(`${name} costs ${losses} losses a step, and no gradient`, async () => {
    assertEquals(
      countsOf(await curveOf({ gradient, stop: { iterations: 2 } })),
      [0, 1, 2].map((i) => [i, i * losses, 3 * i * losses, i * losses, 0]),
    );
  });

  Deno.test(`${name} costs the examples of each batch for each loss`, async () => {
    const sizes = [0, 2, 3, 5, 6]; // batches of 2, 1, 2, 1
    assertEquals(
      countsOf(await curveOf({ gradient, batchSize: 2, stop: { iterations: 4 } })),
      sizes.map((seen, i) => [i, (seen * losses) / 3, seen * losses, i * losses, 0]),
    );
  });

  Deno.test(`${name} ends after the losses that stop.evaluations allows`, async () => {
    const curve = await curveOf({ gradient, stop: { evaluations: 3 * losses - 1 } });
    const { iteration, lossEvaluations } = curve.records[curve.records.length - 1];
    assertEquals([curve.stopReason, iteration, lossEvaluations], ["evaluations", 3, 3 * losses]);
  });

  for (const batchSize of ["full", 7]) {
    Deno.test(`${name} with batches ${batchSize} goes the way of the formula`, async () => {
      const fields = {
        dataset: { name: "toy", ...randomPoints(1) },
        loss: { name: "svm", l2: 0.1 },
        method: { name: "gradientDescent", stepSize: 0.05 },
        batchSize,
        stop: { iterations: 40 },
      };
      const found = lossesOf(await curveOf({ ...fields, gradient: { ...gradient, h: 1e-7 } }));
      const truth = lossesOf(await curveOf(fields));
      assert(truth[40] < truth[0] / 2);
      // A difference is off by 1e-15·L ∕ h = 1e-8·L and, forwards, by λ·h: less than f32 can tell
      // in a step, whose rounding of some 2⁻²⁴ of the weights 40 steps pile up. No kink is so near
      // that it makes a difference here.
      for (const [i, loss] of truth.entries()) {
        assertAlmostEquals(found[i] / loss, 1, 40 * 2 ** -23, `at ${i}`);
      }
    });
  }

  Deno.test(`${name} is the gradient in f64, and leaves the weights`, async () => {
    const dataset = await toyOf({ ...randomPoints(2, { examples: 70 }), center: true });
    const problem = svmOver(dataset, { l2: 0.3 });
    const exact = problem.exact();
    const { objective, use } = numericalOf(problem, options);
    for (const batch of BATCHES) {
      use(batch);
      const weights = normals(2, "init", 16);
      const [before, found] = [weights.slice(), new Float32Array(16)];
      const wide = Float64Array.from(weights);
      const loss = objective.gradient(weights, found);
      const truth = gradientOf(exact, wide, batch);
      // Not the loss in f32, which is off by 1e-7 of it.
      assertAlmostEquals(loss, exact.loss(wide), 1e-13);
      // Forwards off by λ·h = 3e-6, by rounding 1e-15·L ∕ h = 1e-9, and rounded to f32.
      for (const [k, value] of truth.entries()) assertAlmostEquals(found[k], value, 4e-6);
      assertEquals(weights, before);
    }
  });

  Deno.test(`${name} is the gradient where scores have no shortcuts`, async () => {
    const parts = { loss: { name: "squaredError", l2: 0.3 }, scores: { name: "squares" } };
    const dataset = await toyOf(randomPoints(2));
    const problem = classifier({ dataset, ...parts, kernels: f32, registries: outside });
    const { objective, use } = numericalOf(problem, { ...options, h: 1e-4 });
    use(Uint32Array.of(3, 5));
    const weights = normals(2, "init", 16).map((x) => 0.5 * x);
    const found = new Float32Array(16);
    objective.gradient(weights, found);
    // Forwards off by h∕2·L″, which is below 200; gradients have a size of 10.
    for (const [k, value] of gradientOf(problem, weights, Uint32Array.of(3, 5)).entries()) {
      assertAlmostEquals(found[k], value, scheme === "forward" ? 1e-2 : 1e-4);
    }
  });
}

Deno.test("numerical() takes forward differences of 1e-5, structured, when nothing else is said", async () => {
  const [given, byDefault] = await Promise.all(
    [{ h: 1e-5, scheme: "forward", structured: true }, {}].map((options) =>
      curveOf({ gradient: { name: "numerical", ...options }, stop: { iterations: 20 } })
    ),
  );
  assertEquals(byDefault, given);
});

Deno.test("numerical() looks h far: a larger one sees the kinks further on", async () => {
  // W = 0: all margins are 1, so forward differences with h = 4 see x = 1, 2, −1 leave them. By w₀:
  // x = 1 has two margins of 1 − 4, cut off at 0: −2 ∕ 4; x = 2 gains 2; x = −1 of class 2 loses
  // one: −1 ∕ 4. So (−½ + 2 − ¼) ∕ 3 = 5∕12, where the formula says −1∕3.
  const { objective } = numericalOf(svmOver(await toyOf(), { precision: "f64" }), { h: 4 });
  const gradient = new Float64Array(6);
  objective.gradient(new Float64Array(6), gradient);
  assertAlmostEquals(gradient[0], 5 / 12, 1e-15);
});

Deno.test("analytic() leaves the problem as it is", async () => {
  const problem = svmOver(await toyOf());
  const { objective, lossesPerGradient, use } = gradients.make({ name: "analytic" }, problem);
  assert(objective === problem);
  assertEquals(lossesPerGradient, 0);
  use(Uint32Array.of(1));
  const weights = normals(1, "init", 6);
  const loss = problem.loss(weights);
  problem.use(Uint32Array.of(1));
  assertEquals(problem.loss(weights), loss);
});

Deno.test("analytic() is the source of gradients when the file names none", async () => {
  assertEquals(await curveOf({ gradient: { name: "analytic" } }), await curveOf());
});

Deno.test("numerical() allocates nothing in the kernels' memory in a step", async () => {
  const dataset = await toyOf(randomPoints(1));
  for (const structured of [true, false]) {
    const kernels = freshKernels();
    const problem = svmOver(dataset, { l2: 0.3, kernels });
    const { objective, use } = numericalOf(problem, { structured });
    const [weights, gradient] = [problem.start(1), kernels.allocate(problem.size)];
    const before = kernels.allocate(1).byteOffset;
    for (let i = 0; i < 50; i++) {
      use(i % 2 ? null : Uint32Array.of(i % 20));
      objective.gradient(weights, gradient);
    }
    assertEquals(kernels.allocate(1).byteOffset, before + 64); // the next line of the cache
  }
});

Deno.test("numerical() gives the reference's curves on the fast kernels", async () => {
  const experiment = trainingOf({
    dataset: { name: "toy", ...randomPoints(1, { examples: 130, features: 40 }) },
    loss: { name: "svm", l2: 0.1 },
    method: { name: "gradientDescent", stepSize: 0.01 },
    init: { scale: 0.1 },
    matrix: { gradient: NUMERICAL.map((options) => ({ name: "numerical", ...options })) },
    batchSize: 65,
  });
  const truth = await curvesOf(experiment);
  assertEquals(truth.length, 4);
  assert(truth.every(({ weightsSha256 }) => weightsSha256 !== sha256(new Float32Array(164))));
  using backend = await openBackend();
  assertEquals(await curvesOf(experiment, { backend }), truth);
});
