/**
 * What every registered thing promises, asked of all of them and of their products: a new leaf is
 * tested before anyone writes a test for it. Losses and score functions from outside are asked, too.
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { elsewhere } from "../src/cli/work/elsewhere.ts";
import { outcomeOf } from "../src/conformance/check.ts";
import { entryChecks } from "../src/conformance/entries.ts";
import { candidateOf, methodChecks } from "../src/conformance/methods.ts";
import type { Dataset } from "../src/datasets/dataset.ts";
import { datasets } from "../src/datasets/mod.ts";
import { MissingDataError } from "../src/errors.ts";
import { stream } from "../src/exact/rng.ts";
import { movedOf, numericalGradient } from "../src/gradients/differences.ts";
import { gradients } from "../src/gradients/mod.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";
import { classifier } from "../src/problems/classifier.ts";
import type { Problem } from "../src/problems/problem.ts";
import type { Entry } from "../src/registry.ts";
import { scoreFunctions } from "../src/scores/mod.ts";
import { stepSizes } from "../src/step_sizes/mod.ts";
import { openBackend } from "../src/threads/backend.ts";
import type { Choice, Split, Vector } from "../src/types.ts";
import { outside } from "./_leaves.ts";
import { bits } from "./_simd.ts";
import { answers, randomDataset } from "./threads/_threads.ts";
import {
  contextOf,
  gradientOf,
  momentOf,
  present,
  randomPoints,
  randomWeights,
  toyOf,
  upTo,
} from "./_toy.ts";

const f32 = referenceKernels("f32");
const f64 = referenceKernels("f64");
const choiceOf = ({ name, example }: Entry): Choice => ({ ...example, name });

for (
  const { kind, leaves, schema } of [
    datasets,
    scoreFunctions,
    losses,
    methods,
    stepSizes,
    gradients,
  ]
) {
  Deno.test(`registry() of each ${kind} has no name twice`, () => {
    const names = leaves.map(({ name }) => name);
    assertEquals(names, [...new Set(names)]);
  });

  for (const leaf of leaves) {
    for (const check of entryChecks) {
      Deno.test(`${leaf.name}() ${check.promise}`, async () => {
        assertEquals(await outcomeOf(check, leaf), null);
      });
    }

    Deno.test(`${leaf.name}() has an example that the schema of its registry takes`, () => {
      assertEquals(schema.safeParse(choiceOf(leaf)).error, undefined);
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

  datasetTest("has rows, labels, classes and a mean that fit each other", (dataset) => {
    const { features, classes, train, validation, test, mean } = dataset;
    assert(train.examples > 0, "nothing to learn from");
    assertEquals(mean.length, features);
    for (const { examples, features: rows, labels } of [train, validation, test]) {
      assertEquals([rows.length, labels.length], [examples * features, examples]);
      assert(labels.every((label) => label < classes));
    }
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

  datasetTest("has no validation part where none is asked for", ({ validation }) => {
    assertEquals(validation.examples, 0);
  });

  for (const share of [1, 0.4]) {
    datasetTest(
      `splits ${share} of its training part off, the last ones, for validation`,
      async () => {
        const plain = (more = {}) => make({ scale: false, ...more }) as Promise<Dataset>;
        const { train, validation, ...parts } = await plain({ validation: share });
        const whole = await plain();
        const count = share === 1 ? 1 : Math.round(0.4 * whole.train.examples);
        const { examples, labels, features } = whole.train;
        assertEquals([train.examples, validation.examples], [examples - count, count]);
        assertEquals([...train.labels, ...validation.labels], [...labels]);
        assertEquals([...train.features, ...validation.features], [...features]);
        assertEquals([parts.test, parts.fingerprint], [whole.test, whole.fingerprint]);
      },
    );
  }

  datasetTest("has a mean of what is learnt from alone, without the validation part", async () => {
    const options = { validation: 0.5, center: true };
    const { train, mean, features } = await make(options) as Dataset;
    const sum = upTo(train.examples).reduce((sum, i) => sum + train.features[i * features], 0);
    assertEquals(mean[0], sum / train.examples);
  });

  datasetTest(
    "is divided by the deviations of what is learnt from alone, in all parts",
    async () => {
      const half = { validation: 0.5, scale: false };
      const plain = await make(half) as Dataset;
      const { features, mean } = await make({ ...half, center: true }) as Dataset;
      for (const center of [true, false]) {
        const scaled = await make({ ...half, center, scale: true }) as Dataset;
        for (const k of upTo(Math.min(features, 40))) {
          const column = (part: Split) => [...part.features].filter((_, i) => i % features === k);
          const learnt = column(plain.train);
          const squares = learnt.reduce((sum, x) => sum + (x - mean[k]) ** 2, 0);
          const deviation = new Set(learnt).size === 1 ? 1 : Math.sqrt(squares / learnt.length);
          const shift = center ? mean[k] : 0;
          for (const part of ["train", "validation", "test"] as const) {
            const found = column(scaled[part]);
            const truth = column(plain[part]).map((x) => (x - shift) / deviation);
            // Rounded to f32: 2⁻²⁴ of numbers that are small unless a deviation is.
            for (const [i, x] of truth.entries()) {
              assertAlmostEquals(found[i], x, 1e-6 * Math.max(1, Math.abs(x)));
            }
          }
          assertAlmostEquals(scaled.mean[k], 0, center ? 1e-6 : 0);
        }
      }
    },
  );

  datasetTest(
    "has a SHA-256 of its bytes as fingerprint, centred, scaled or not",
    async (dataset) => {
      assertMatch(dataset.fingerprint, /^[0-9a-f]{64}$/);
      for (const [center, scale] of [[true, true], [true, false], [false, true], [false, false]]) {
        const { fingerprint } = await make({ center, scale }) as Dataset;
        assertEquals(fingerprint, dataset.fingerprint);
      }
    },
  );
}

// Losses

type LossLeaf = (typeof losses.leaves)[number];

/** Normal scores, a label, and a loss in f64. */
function scored(leaf: LossLeaf, seed: number, classes = 6) {
  const rng = stream(seed, "data");
  const scores = Float64Array.from({ length: classes }, () => 2 * rng.gaussian());
  const label = rng.below(classes);
  const loss = leaf.make(leaf.example, f64);
  const values = new Float64Array(1);
  const coefficients = new Float64Array(classes);
  const at = (given: Vector) => {
    loss.ofRows(values, coefficients, given, Uint8Array.of(label), 1, classes);
    return values[0];
  };
  return { scores, label, coefficients, at, loss };
}

const SEEDS = [...upTo(30)];

for (const leaf of losses.leaves) {
  Deno.test(`${leaf.name}() is never negative, and leaves the scores alone`, () => {
    for (const seed of SEEDS) {
      const { at, scores } = scored(leaf, seed);
      const before = scores.slice();
      assert(at(scores) >= 0);
      assertEquals(scores, before);
    }
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

  Deno.test(`${leaf.name}() is zero when all scores are far on their side, and rises as the correct one falls behind`, () => {
    const { scores, label, at } = scored(leaf, 1);
    assertEquals(at(scores.map((_, j) => j === label ? 1e4 : -1e4)), 0);
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
}

// Losses × score functions

const points = await toyOf(randomPoints(1, { examples: 300 }));
const BATCHES = [null, ...[[7], [3, 250, 12], [...upTo(300)]].map((one) => Uint32Array.from(one))];

/** A problem of a loss and a score function. */
function problemOf(
  [loss, scores]: readonly [Entry, Entry],
  machine: Partial<Parameters<typeof classifier>[0]> = {},
): Problem {
  const parts = { dataset: points, kernels: f32, scale: 0.5, registries: outside, ...machine };
  return classifier({ ...parts, loss: choiceOf(loss), scores: choiceOf(scores) });
}

const productsOf = (all: Pick<typeof outside, "losses" | "scoreFunctions">) =>
  all.losses.leaves.flatMap((loss) =>
    all.scoreFunctions.leaves.map((scores) => [loss, scores] as const)
  );

for (const product of productsOf(outside)) {
  const name = `${product[0].name}() of ${product[1].name}()`;

  Deno.test(`${name} has the differences of its losses as gradient`, () => {
    const exact = problemOf(product).exact();
    const difference = { h: 1e-6, scheme: "central" } as const;
    for (const batch of BATCHES) {
      const weights = randomWeights(1, exact.size, 0.5);
      const gradient = gradientOf(exact, weights, batch);
      const found = new Float64Array(exact.size);
      numericalGradient(exact, weights, found, difference);
      const moved = movedOf(exact, weights);
      const smooth = [...upTo(exact.size)].filter((k) => moved.kinks(k, difference).all === 0);
      assert(smooth.length > exact.size / 2);
      for (const k of smooth) {
        // A difference is off by h² = 1e-12 times third derivatives of some 1,000, and by the
        // rounding of losses below 1,000: 1000 · 2⁻⁵³ ∕ h = 1e-7.
        assertAlmostEquals(gradient[k], found[k], 1e-6 * Math.max(1, Math.abs(gradient[k])));
        assertAlmostEquals(moved.derivative(k, difference), found[k], 1e-6);
      }
    }
  });

  Deno.test(`${name} agrees in f32 and f64`, () => {
    const problem = problemOf(product);
    const exact = problem.exact();
    const [weights, wide] = [problem.start(1), Float64Array.from(problem.start(1))];
    // Sums of 300 terms that are rounded by 2⁻²⁴ each.
    assertAlmostEquals(problem.loss(weights) / exact.loss(wide), 1, 2e-5);
    const double = gradientOf(exact, wide);
    const largest = Math.max(...double.map(Math.abs));
    const single = gradientOf(problem, weights);
    for (const [k, value] of double.entries()) assertAlmostEquals(single[k], value, 2e-5 * largest);
  });

  Deno.test(`${name} has the same bits over all examples and a batch of all, twice`, () => {
    const problem = problemOf(product);
    const weights = problem.start(1);
    const seen = [null, upTo(300), null].map((batch) => {
      const gradient = bits(gradientOf(problem, weights, batch));
      return { gradient, loss: problem.loss(weights), parts: problem.parts(weights) };
    });
    assertEquals([seen[1], seen[2]], [seen[0], seen[0]]);
    const { data, penalty } = seen[0].parts;
    assertEquals(data + penalty, seen[0].loss);
    assertEquals(problem.measure(weights).trainLoss, Math.fround(seen[0].loss));
  });

  Deno.test(`${name} descends with the bits of W − η·∇L, and says the loss of before`, () => {
    const problem = problemOf(product);
    for (const batch of BATCHES) {
      const [moved, truth] = [problem.start(2), problem.start(2)];
      const gradient = gradientOf(problem, truth, batch);
      const loss = problem.loss(truth);
      f32.addScaled(truth, -0.01, gradient);
      assertEquals(present(problem.descend)(moved, 0.01), loss);
      assertEquals(bits(moved), bits(truth));
    }
  });

  Deno.test(`${name} has the same bits on the fast kernels, and on 2 and 3 threads`, async () => {
    const dataset = randomDataset(599, 5); // enough to be shared
    const truth = answers(problemOf(product, { dataset }));
    for (const threads of [1, 2, 3]) {
      using backend = await openBackend({ threads });
      const { kernels, team } = backend;
      assertEquals(answers(problemOf(product, { dataset, kernels, team })), truth);
    }
  });

  Deno.test(`${name} has a shortcut to planes just where scores are linear, with the parts of the loss`, () => {
    const problem = problemOf(product);
    const [w, u, v] = [1, 2, 3].map((seed) => problem.start(seed));
    const [, { make, example }] = product;
    const { isLinear } = make(example, { kernels: f32, columns: 4, classes: 4 });
    for (const { shortcuts } of [problem, problem.exact()]) {
      assertEquals(shortcuts?.plane !== undefined, isLinear);
    }
    const partsAt = problem.shortcuts?.plane?.([w, u, v]);
    for (const [a, b] of [[0, 0], [1.5, -2]]) {
      const there = w.map((one, k) => one + a * u[k] + b * v[k]);
      const { data, penalty } = problem.parts(there);
      const found = partsAt?.(a, b) ?? { data, penalty };
      // Some 1,200 sums of f32, each rounded by 2⁻²⁴.
      assertAlmostEquals(found.data / data, 1, 1e-5);
      assertAlmostEquals(found.penalty, penalty, 1e-5 * penalty);
    }
  });
}

// Methods

for (const leaf of methods.leaves) {
  const candidate = candidateOf(leaf, elsewhere);
  for (const check of methodChecks.slice(entryChecks.length)) {
    Deno.test(`${leaf.name}() ${check.promise}`, async () => {
      assertEquals(await outcomeOf(check, await candidate), null);
    });
  }
}

// Step sizes

const three = await toyOf();
const small = problemOf([losses.leaves[0], scoreFunctions.leaves[0]], { dataset: three, scale: 1 });

for (const leaf of stepSizes.leaves) {
  Deno.test(`${leaf.name}() lowers the loss by gradient descent, with the same bits twice`, () => {
    const ends = [0, 1].map(() => {
      const method = { name: "gradientDescent", stepSize: choiceOf(leaf) };
      const [weights, step] = [small.start(1), methods.make(method, contextOf(small))];
      for (let iteration = 0; iteration < 50; iteration++) {
        step(weights, small, { ...momentOf(), iteration, epoch: iteration });
      }
      return weights;
    });
    assert(small.loss(ends[0]) < small.loss(small.start(1)));
    assertEquals(ends[0], ends[1]);
  });

  Deno.test(`${leaf.name}() leaves weights, gradient and direction alone, and is at least 0`, () => {
    const objective = small;
    const weights = objective.start(1);
    const gradient = gradientOf(objective, weights);
    const before = [weights.slice(), gradient.slice()];
    const way = {
      objective,
      weights,
      loss: objective.loss(weights),
      gradient,
      direction: gradient,
    };
    const rate = leaf.make(leaf.example, contextOf(objective))(momentOf(), () => way);
    assert(rate >= 0 && rate < Infinity, `${rate}`);
    assertEquals([weights, gradient], before);
  });
}

// Sources of gradients × losses × score functions, in f64

for (const leaf of gradients.leaves) {
  for (const product of productsOf({ losses, scoreFunctions })) {
    const name = `${leaf.name}() of ${product.map((one) => one.name).join(" of ")}`;
    const problem = problemOf(product, { dataset: three, kernels: f64 });
    const exact = problem.exact();
    const weights = randomWeights(3, problem.size);

    for (const batch of [null, Uint32Array.of(1)]) {
      const where = batch === null ? "all examples" : "a batch";

      Deno.test(`${name} over ${where} is the gradient of the problem, with the loss`, () => {
        const { objective, use } = leaf.make(leaf.example, problem);
        use(batch);
        const [before, found] = [weights.slice(), new Float64Array(problem.size)];
        const loss = objective.gradient(weights, found);
        // A difference at h = 1e-5 of losses near 10 is rounded by 10 · 2⁻⁵³ ∕ 1e-5 = 1e-10. Forwards
        // it is off by h∕2·L″, and second derivatives are below 60 here.
        for (const [k, one] of gradientOf(exact, weights, batch).entries()) {
          assertAlmostEquals(found[k], one, 3e-4);
        }
        assertAlmostEquals(loss, exact.loss(weights), 1e-14); // a sum of three, perhaps in other order
        assertEquals(weights, before);
      });

      Deno.test(`${name} over ${where} descends along its gradient`, () => {
        const { objective, use } = leaf.make(leaf.example, problem);
        use(batch);
        const [gradient, moved] = [new Float64Array(problem.size), weights.slice()];
        const loss = objective.gradient(weights, gradient);
        if (objective.descend === undefined) return;
        assertEquals(objective.descend(moved, 0.5), loss);
        // A step may add a row at a time, which rounds numbers near 1 in another order.
        for (const [k, one] of gradient.entries()) {
          assertAlmostEquals(moved[k], weights[k] - 0.5 * one, 1e-14);
        }
      });
    }

    Deno.test(`${name} counts 0 losses for a gradient by formula, or size + 1 and more`, () => {
      const { lossesPerGradient } = leaf.make(leaf.example, problem);
      assert(lossesPerGradient === 0 || lossesPerGradient > problem.size, `${lossesPerGradient}`);
    });
  }
}
