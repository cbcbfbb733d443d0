/**
 * What every registered thing promises, asked of all of them: a new leaf is tested before anyone
 * writes a test for it.
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { checkCharts } from "../src/kinds/gradient_check/figures.ts";
import { sliceCharts } from "../src/kinds/slice/figures.ts";
import { charts } from "../src/kinds/train/figures.ts";
import { datasets } from "../src/datasets/mod.ts";
import { MissingDataError } from "../src/errors.ts";
import { gradients } from "../src/gradients/mod.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";
import { linearObjective } from "../src/problems/classifier.ts";
import type { LeafRegistry } from "../src/registry.ts";
import { stream } from "../src/exact/rng.ts";
import type { Dataset, Objective, Vector } from "../src/types.ts";

const registries: Pick<LeafRegistry<never, unknown>, "kind" | "leaves" | "schema">[] = [
  datasets,
  losses,
  methods,
  gradients,
  charts,
  sliceCharts,
  checkCharts,
];

for (const { kind, leaves, schema } of registries) {
  Deno.test(`registry() of each ${kind} has no name twice`, () => {
    const names = leaves.map(({ name }) => name);
    assertEquals(names, [...new Set(names)]);
  });

  for (const { name, summary, options, example } of leaves) {
    Deno.test(`${name}() has a camelCase name`, () => {
      assertMatch(name, /^[a-z][a-zA-Z0-9]*$/);
    });

    Deno.test(`${name}() has a summary of one line`, () => {
      assertMatch(summary, /^\S.*\S$/);
    });

    Deno.test(`${name}() describes every option`, () => {
      const { properties = {} } = z.toJSONSchema(options, { io: "input" });
      const silent = Object.entries(properties)
        .filter(([, option]) => !(option as { description?: string }).description)
        .map(([key]) => key);
      assertEquals(silent, []);
    });

    Deno.test(`${name}() has an example that its schema takes`, () => {
      assertEquals(schema.safeParse({ name, ...example }).error, undefined);
    });

    Deno.test(`${name}() refuses an unknown option`, () => {
      assertEquals(schema.safeParse({ name, ...example, noSuchOption: 1 }).success, false);
    });
  }
}

// Datasets

/** A dataset, or why it is missing. */
async function attempt(make: () => Promise<Dataset>): Promise<Dataset | MissingDataError> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof MissingDataError) return error;
    throw error;
  }
}

for (const leaf of datasets.leaves) {
  const make = (more = {}) => attempt(() => leaf.make({ ...leaf.example, ...more }, undefined));
  const found = await make();
  const missing = found instanceof MissingDataError;

  // The reason stands in the name, since `deno test --quiet` hides what a test prints.
  const datasetTest = (behaviour: string, check: (dataset: Dataset) => void | Promise<void>) =>
    Deno.test({
      name: `${leaf.name}() ${behaviour}${missing ? ` (skipped: ${found.message})` : ""}`,
      ignore: missing,
      fn: () => check(found as Dataset),
    });

  datasetTest("is named as it is registered", (dataset) => assertEquals(dataset.name, leaf.name));

  datasetTest("has labels below the number of classes", ({ classes, train, test }) => {
    assert([...train.labels, ...test.labels].every((label) => label < classes));
  });

  datasetTest("has as many rows and labels as examples", ({ features, train, test }) => {
    for (const { examples, features: rows, labels } of [train, test]) {
      assertEquals([rows.length, labels.length], [examples * features, examples]);
    }
  });

  datasetTest("has something to learn from", ({ train }) => assert(train.examples > 0));

  datasetTest("has a mean as long as a row", ({ features, mean }) => {
    assertEquals(mean.length, features);
  });

  datasetTest("has a SHA-256 in hexadecimal as fingerprint", ({ fingerprint }) => {
    assertMatch(fingerprint, /^[0-9a-f]{64}$/);
  });

  datasetTest("is the same twice", async (dataset) => assertEquals(await make(), dataset));

  datasetTest("has a centred training part whose mean is zero", async () => {
    const { train, features, mean } = await make({ center: true }) as Dataset;
    for (let k = 0; k < features; k++) {
      let sum = 0;
      for (let i = 0; i < train.examples; i++) sum += train.features[i * features + k] - mean[k];
      // A mean of bytes is rounded by 2⁻⁴⁶ at most, and so is each difference and each sum.
      assertAlmostEquals(sum / train.examples, 0, 1e-12);
    }
  });

  datasetTest("has the fingerprint of its bytes, centred or not", async (dataset) => {
    for (const center of [true, false]) {
      const { fingerprint } = await make({ center }) as Dataset;
      assertEquals(fingerprint, dataset.fingerprint);
    }
  });
}

// Losses

const f64 = referenceKernels("f64");

/** Normal scores, a label, and a loss in f64. */
function scored(leaf: (typeof losses.leaves)[number], seed: number, classes = 6) {
  const rng = stream(seed, "data");
  const scores = Float64Array.from({ length: classes }, () => 2 * rng.gaussian());
  const label = rng.below(classes);
  const loss = leaf.make(leaf.example, f64);
  const losses = new Float64Array(1);
  const coefficients = new Float64Array(classes);
  const at = (values: Vector) => {
    loss.ofRows(losses, coefficients, values, Uint8Array.of(label), 1, classes);
    return losses[0];
  };
  return { scores, label, coefficients, at, loss };
}

const SEEDS = Array.from({ length: 30 }, (_, i) => i);

for (const leaf of losses.leaves) {
  Deno.test(`${leaf.name}() is never negative`, () => {
    const values = SEEDS.map((seed) => {
      const { at, scores } = scored(leaf, seed);
      return at(scores);
    });
    assert(values.every((value) => value >= 0), `${values}`);
  });

  Deno.test(`${leaf.name}() has the central differences of the loss as coefficients`, () => {
    const h = 2 ** -17;
    for (const seed of SEEDS) {
      const { scores, coefficients, at } = scored(leaf, seed);
      at(scores);
      const analytic = coefficients.slice();
      for (const [j, score] of scores.entries()) {
        const numerical = (at(scores.with(j, score + h)) - at(scores.with(j, score - h))) / (2 * h);
        // A smooth loss is off by h² = 6e-11 times its third derivative, and by the rounding of a
        // loss of size 20, 20 · 2⁻⁵³ ∕ h = 3e-10. A kink within h of these scores would show as
        // 0.1 or more; none of the 30 sets has one, as 2h is a millionth of their spread.
        assertAlmostEquals(analytic[j], numerical, 1e-8);
      }
    }
  });

  Deno.test(`${leaf.name}() is zero when the correct score is far ahead`, () => {
    const { scores, label, at } = scored(leaf, 1);
    assertEquals(at(scores.with(label, 1e4)), 0);
  });

  Deno.test(`${leaf.name}() is larger the farther the correct score is behind`, () => {
    const { scores, label, at } = scored(leaf, 1);
    const [near, far] = [10, 20].map((gap) => at(scores.with(label, -gap)));
    assert(near > 0 && far > near);
  });

  Deno.test(`${leaf.name}() does not hide NaN`, () => {
    const { scores, at } = scored(leaf, 1);
    const values = [...scores.keys()].map((j) => at(scores.with(j, NaN)));
    assert(values.every(Number.isNaN), `${values}`);
  });

  Deno.test(`${leaf.name}() of a row does not depend on the rows beside it`, () => {
    const { scores, label, coefficients, at, loss } = scored(leaf, 1);
    const values = new Float64Array(3).fill(9);
    const derivatives = new Float64Array(18).fill(9);
    const labels = Uint8Array.of(label === 0 ? 1 : 0, label, 7);
    const rows = Float64Array.of(...scores.map((score) => -score), ...scores, ...scores);
    loss.ofRows(values, derivatives, rows, labels, 2, 6);
    assertEquals([values[1], values[2]], [at(scores), 9]);
    assertEquals([...derivatives.slice(6)], [...coefficients, 9, 9, 9, 9, 9, 9]);
  });

  Deno.test(`${leaf.name}() can be made again from its choice, as other threads do`, () => {
    const { scores, label, at, loss } = scored(leaf, 1);
    const again = losses.make(loss.choice ?? { name: "no choice" }, f64);
    const value = new Float64Array(1);
    again.ofRows(value, new Float64Array(6), scores, Uint8Array.of(label), 1, 6);
    assertEquals([value[0], again.l2], [at(scores), loss.l2]);
  });

  Deno.test(`${leaf.name}() does not change the scores`, () => {
    const { scores, at } = scored(leaf, 1);
    const before = scores.slice();
    at(scores);
    assertEquals(scores, before);
  });
}

// Methods

const f32 = referenceKernels("f32");
const points = await datasets.make({ name: "toy" }, undefined);
const toy = linearObjective({
  dataset: points,
  loss: losses.make({ name: "svm" }, f32),
  kernels: f32,
});

/** The weights after some steps from a fixed start. */
function stepped(leaf: (typeof methods.leaves)[number], steps: number, seed = 1): Float32Array {
  const init = stream(1, "init");
  const weights = Float32Array.from({ length: toy.size }, () => init.gaussian());
  const step = leaf.make(leaf.example, { kernels: f32, size: toy.size });
  const rng = stream(seed, "search");
  for (let i = 0; i < steps; i++) step(weights, toy, rng);
  return weights;
}

for (const leaf of methods.leaves) {
  Deno.test(`${leaf.name}() lowers the toy objective in 50 steps`, () => {
    assert(toy.loss(stepped(leaf, 50)) < toy.loss(stepped(leaf, 0)));
  });

  Deno.test(`${leaf.name}() gives the same bits from the same start and stream`, () => {
    assertEquals(stepped(leaf, 50), stepped(leaf, 50));
  });

  Deno.test(`${leaf.name}() keeps no state between two of its kind`, () => {
    const step = () => leaf.make(leaf.example, { kernels: f32, size: toy.size });
    const [first, second] = [step(), step()];
    const [a, b] = [stepped(leaf, 0), stepped(leaf, 0)];
    const [forA, forB] = [stream(1, "search"), stream(1, "search")];
    for (let i = 0; i < 10; i++) {
      first(a, toy, forA);
      second(b, toy, forB);
    }
    assertEquals([a, b], [stepped(leaf, 10), stepped(leaf, 10)]);
  });

  Deno.test(`${leaf.name}() does not hold a batch to the loss of the one before`, () => {
    let steps = 0;
    const loss = (weights: Vector) => toy.loss(weights) - (steps === 0 ? 100 : 0);
    const objective: Objective = { ...toy, isStochastic: true, loss };
    const weights = stepped(leaf, 0);
    const step = leaf.make(leaf.example, { kernels: f32, size: toy.size });
    const rng = stream(1, "search");
    step(weights, objective, rng);
    const first = toy.loss(weights);
    for (steps = 1; steps < 50; steps++) step(weights, objective, rng);
    assert(toy.loss(weights) < first);
  });

  Deno.test(`${leaf.name}() does not take NaN for a lower loss`, () => {
    const weights = stepped(leaf, 0);
    const before = weights.slice();
    const objective: Objective = {
      ...toy,
      loss: () => NaN,
      gradient: (_, gradient) => (gradient.fill(0), NaN),
      descend: () => NaN,
    };
    leaf.make(leaf.example, { kernels: f32, size: toy.size })(
      weights,
      objective,
      stream(1, "search"),
    );
    assertEquals(weights, before);
  });
}

// Sources of gradients

const exact = linearObjective({
  dataset: points,
  loss: losses.make({ name: "svm" }, f64),
  kernels: f64,
});

/** A source, its gradient at W, and that W. */
function sourced(leaf: (typeof gradients.leaves)[number]) {
  const init = stream(3, "init");
  const weights = Float64Array.from({ length: exact.size }, () => init.gaussian());
  const context = { objective: exact, dataset: points, loss: { name: "svm" }, kernels: f64 };
  const { objective, lossesPerGradient } = leaf.make(leaf.example, context);
  const gradient = new Float64Array(exact.size);
  const loss = objective.gradient(weights, gradient);
  return { weights, objective, lossesPerGradient, gradient, loss };
}

for (const leaf of gradients.leaves) {
  Deno.test(`${leaf.name}() is the gradient of the objective`, () => {
    const { weights, gradient } = sourced(leaf);
    const expected = new Float64Array(exact.size);
    exact.gradient(weights, expected);
    // A difference at h = 1e-5 of losses near 10 is rounded by 10 · 2⁻⁵³ ∕ 1e-5 = 1e-10.
    for (const [k, one] of expected.entries()) assertAlmostEquals(gradient[k], one, 1e-9);
  });

  Deno.test(`${leaf.name}() gives the loss with the gradient`, () => {
    const { weights, loss } = sourced(leaf);
    assertAlmostEquals(loss, exact.loss(weights), 1e-14); // a sum of three, perhaps in other order
  });

  Deno.test(`${leaf.name}() descends along its gradient`, () => {
    const { weights, objective, gradient } = sourced(leaf);
    const moved = weights.slice();
    objective.descend(moved, 0.5);
    // A step may add a row at a time, which rounds numbers near 1 in another order.
    for (const [k, one] of gradient.entries()) {
      assertAlmostEquals(moved[k], weights[k] - 0.5 * one, 1e-14);
    }
  });

  Deno.test(`${leaf.name}() leaves the weights of a gradient where they were`, () => {
    const init = stream(3, "init");
    const before = Float64Array.from({ length: exact.size }, () => init.gaussian());
    assertEquals(sourced(leaf).weights, before);
  });

  Deno.test(`${leaf.name}() takes the batch that it is given`, () => {
    const { objective, weights } = sourced(leaf);
    const gradient = new Float64Array(exact.size);
    const expected = new Float64Array(exact.size);
    objective.gradient(weights, gradient, Uint32Array.of(1));
    exact.gradient(weights, expected, Uint32Array.of(1));
    for (const [k, one] of expected.entries()) assertAlmostEquals(gradient[k], one, 1e-9); // as above
  });

  Deno.test(`${leaf.name}() counts 0 losses for a gradient by formula, or size + 1 and more`, () => {
    const { lossesPerGradient } = sourced(leaf);
    assert(lossesPerGradient === 0 || lossesPerGradient > exact.size, `${lossesPerGradient}`);
  });
}
