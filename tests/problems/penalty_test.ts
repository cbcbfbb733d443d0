/** Penalties on weights: by hand, by differences, along lines and planes. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { movedOf } from "../../src/gradients/differences.ts";
import { classifier } from "../../src/problems/classifier.ts";
import { present, randomPoints, randomWeights, toyOf, upTo } from "../_toy.ts";

const kernels = referenceKernels("f64");
const dataset = await toyOf(randomPoints(1));

/** The SVM loss with a penalty; without margins to meet, so that the data has no part in it. */
const penalized = (options: Record<string, unknown>, delta = 0) =>
  classifier({ dataset, loss: { name: "svm", delta, ...options }, kernels });

// Four rows of three weights and a bias; only these are not 0.
const weights = new Float64Array(16);
weights.set([2, -1, 0, 4], 0);
weights.set([0, 0, 0, -3], 12);

/** Options, the penalty of those weights, its gradient in the first and the last row. */
const BY_HAND: readonly (readonly [Record<string, unknown>, number, number[], number[]])[] = [
  [{ l2: 0.5 }, 15, [2, -1, 0, 4], [0, 0, 0, -3]], // (4 + 1 + 16 + 9) ∕ 2
  [{ l1: 0.5 }, 5, [0.5, -0.5, 0, 0.5], [0, 0, 0, -0.5]], // (2 + 1 + 4 + 3) ∕ 2
  [{ l2: 0.5, penalizeBias: false }, 2.5, [2, -1, 0, 0], [0, 0, 0, 0]],
  [{ l1: 0.5, penalizeBias: false }, 1.5, [0.5, -0.5, 0, 0], [0, 0, 0, 0]],
  [{ l2: 0.5, l1: 1 }, 25, [3, -2, 0, 5], [0, 0, 0, -4]], // the elastic net
];
for (const [options, value, first, last] of BY_HAND) {
  Deno.test(`the penalty of ${JSON.stringify(options)} is what a hand computes`, () => {
    const [problem, none] = [penalized(options), penalized({})];
    const [found, data] = [new Float64Array(16), new Float64Array(16)];
    const loss = problem.gradient(weights, found);
    assertAlmostEquals(loss - none.gradient(weights, data), value, 1e-12);
    assertEquals(problem.parts(weights).penalty, value);
    const own = [...found].map((one, k) => Math.round(1e12 * (one - data[k])) / 1e12 + 0);
    assertEquals([own.slice(0, 4), own.slice(12)], [first, last]);
  });
}

const ELASTIC = { l2: 0.02, l1: 0.3 };
for (const options of [ELASTIC, { ...ELASTIC, penalizeBias: false }, { l1: 0.3 }]) {
  const name = JSON.stringify(options);
  const problem = penalized(options, 1);

  Deno.test(`${name}: a derivative by differences sees the penalty, and the kink of a weight`, () => {
    const at = randomWeights(1, problem.size, 0.5);
    at[0] = 1e-7;
    const gradient = new Float64Array(problem.size);
    problem.gradient(at, gradient);
    const moved = movedOf(problem, at);
    for (const k of upTo(problem.size)) {
      const difference = { h: 1e-5, scheme: "central" } as const;
      const { all: kinks } = moved.kinks(k, difference);
      if (k === 0) assert(kinks >= 1);
      if (kinks === 0) assertAlmostEquals(moved.derivative(k, difference), gradient[k], 1e-9);
    }
  });

  Deno.test(`${name}: a plane has the penalty of its places`, () => {
    const [w, u, v] = [1, 2, 3].map((seed) => randomWeights(seed, problem.size, 0.5));
    const partsAt = present(problem.shortcuts?.plane)([w, u, v]);
    for (const [a, b] of [[0, 0], [0.7, -1.3], [-2, 0.1]]) {
      const { data, penalty } = problem.parts(w.map((one, k) => one + a * u[k] + b * v[k]));
      assertAlmostEquals(partsAt(a, b).penalty, penalty, 1e-12);
      assertAlmostEquals(partsAt(a, b).data, data, 1e-12);
    }
  });

  Deno.test(`${name}: a line has its lowest place where no other is lower, and a kink for each weight`, () => {
    const [w, u] = [1, 2].map((seed) => randomWeights(seed, problem.size, 0.5));
    const { inside, outside, minimum } = present(
      present(problem.shortcuts?.kinks)(w, u, { min: -5, max: 5 }),
    );
    const { a, loss } = present(minimum);
    const lossAt = (place: number) => problem.loss(w.map((one, k) => one + place * u[k]));
    assertAlmostEquals(lossAt(a), loss, 1e-12);
    for (let i = -500; i <= 500; i++) {
      assert(lossAt(a + i / 100) >= loss - 1e-12);
      assert(lossAt(a + i / 1e5) >= loss - 1e-12);
    }
    const without = present(present(penalized({}, 1).shortcuts?.kinks)(w, u, { min: -5, max: 5 }));
    const extra = inside.count + outside.count - without.inside.count - without.outside.count;
    assertEquals(extra, "penalizeBias" in options ? 12 : 16);
  });
}
