/** Values, gradients and minima that PyTorch found in f64, for 30 examples of 3 classes. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { contextOf, momentOf, toyOf } from "../_toy.ts";

/** The parts of the file that are used here. */
interface Oracle {
  readonly features: number[][];
  readonly labels: number[];
  readonly start: number[][];
  readonly gradients: (Case & { readonly delta: number })[];
  readonly minima: Case[];
}
interface Case {
  readonly loss: string;
  readonly l2: number;
  readonly value: number;
  readonly gradient?: number[];
}

/** What is called otherwise here. */
const NAMES: Record<string, string> = { squaredSvm: "squaredHinge" };

/** The problem, and one value of each loss, for a clone without the file. */
// deno-fmt-ignore
const COPY: Oracle = {
  features: [
    [0.216, 0.216, -0.555, 0.61], [0.884, 0.605, -1.125, -2.004], [0.284, -0.69, 0.923, -0.461],
    [-1.06, -0.714, -0.378, -0.153], [-1.358, -1.417, -1.82, 0.473], [-0.268, -0.829, -2.055, 1.841],
    [3.243, -2.471, -1.972, -4.365], [0.149, -0.042, -0.952, 0.935], [-0.988, -0.994, -1.439, -0.46],
    [0.851, -0.07, -0.053, -3.002], [0.75, 0.579, -0.053, -2.418], [1.959, -0.029, -0.931, -3.666],
    [1.537, -0.486, -0.603, -3.41], [-1.928, -0.088, -0.423, 0.507], [1.08, -1.399, -0.754, 1.803],
    [1.22, -0.766, -1.124, -0.241], [1.336, -0.071, -1.4, 1.467], [1.607, 0.548, -0.591, -2.092],
    [0.886, 0.765, -1.014, -4.159], [0.547, -1.334, 1.663, 0.18], [1.515, -0.783, -0.09, -2.863],
    [1.336, -0.388, -1.085, -2.848], [-1.125, -1.681, -0.043, 0.636], [1.522, -0.322, -0.426, -2.388],
    [1.007, 0.067, -0.636, -0.685], [0.572, 0.836, -2.195, 0.243], [-0.192, 0.688, 1.228, 0.75],
    [-0.925, -0.433, -1.999, 0.51], [2.359, -0.387, 0.168, -0.61], [0.393, -1.519, -1.645, -0.277],
  ],
  labels: [1, 0, 2, 1, 2, 1, 0, 1, 2, 0, 0, 0, 0, 1, 1, 2, 1, 0, 0, 1, 0, 0, 2, 0, 2, 1, 1, 2, 2, 1],
  start: [[0.047, -0.068, 0.024, -0.17, 0.075], [-0.153, 0.001, -0.012, -0.081, 0.287], [-0.06, 0.047, 0.11, -0.122, 0.134]],
  gradients: [
    { loss: "svm", delta: 1, l2: 0.01, value: 1.66405117 },
    { loss: "squaredSvm", delta: 1, l2: 0.01, value: 1.5556420396148998 },
    { loss: "oneVsAll", delta: 1, l2: 0.01, value: 2.99513347 },
    { loss: "softmax", delta: 1, l2: 0.01, value: 1.0035583924141511 },
  ],
  minima: [],
};

const file = await Deno.readTextFile("../shared/data/oracles/classification.json").catch(() =>
  null
);
const oracle: Oracle = file === null ? COPY : JSON.parse(file);

Deno.test("PyTorch's values are of all four losses, with and without a penalty", () => {
  assertEquals(oracle.gradients.length, file === null ? 4 : 8);
});

function choiceOf({ loss, l2, delta }: Case & { readonly delta?: number }): Choice {
  const name = NAMES[loss] ?? loss;
  return { name, l2, ...(delta === undefined || name === "softmax" ? {} : { delta }) };
}

async function problemOf({ features, labels }: Oracle, loss: Choice) {
  const dataset = await toyOf({ points: features, labels, center: false });
  return classifier({ dataset, loss, kernels: referenceKernels("f64") });
}

for (const one of oracle.gradients) {
  Deno.test(`${one.loss} with l2 = ${one.l2} has PyTorch's value and gradient`, async () => {
    const problem = await problemOf(oracle, choiceOf(one));
    const weights = Float64Array.from(oracle.start.flat());
    const gradient = new Float64Array(problem.size);
    const value = problem.gradient(weights, gradient);
    assertAlmostEquals(value / one.value, 1, 1e-12);
    const { gradient: truth = [] } = one;
    const largest = Math.max(...truth.map(Math.abs));
    for (const [k, wanted] of truth.entries()) {
      assertAlmostEquals(gradient[k], wanted, 1e-12 * largest);
    }
  });
}

for (const one of oracle.minima) {
  Deno.test(`${one.loss} with l2 = ${one.l2} falls to the minimum that PyTorch's L-BFGS found`, async () => {
    const problem = await problemOf(oracle, choiceOf(one));
    const weights = Float64Array.from(oracle.start.flat());
    for (let step = 0; step < 20_000; step++) problem.descend(weights, 0.05);
    assertAlmostEquals(problem.loss(weights), one.value, 1e-6);
  });
}

/** Gradients until a method's loss is within 1e-10 of a minimum, on the way from the file's start. */
async function passesTo(one: Case, method: Choice, most: number): Promise<number> {
  const problem = (await problemOf(oracle, choiceOf(one))).exact();
  let [passes, found] = [0, Infinity];
  const { descend: _, ...objective } = {
    ...problem,
    gradient(weights: Vector, gradient: Vector) {
      passes += 1;
      const loss = problem.gradient(weights, gradient);
      if (Math.abs(loss - one.value) <= 1e-10) found = Math.min(found, passes);
      return loss;
    },
  };
  const weights = Float64Array.from(oracle.start.flat());
  const step = methods.make(method, contextOf(objective));
  while (passes < most && found === Infinity) step(weights, objective, momentOf());
  return found;
}

const PASSES: Readonly<Record<string, readonly [number, number]>> = {
  softmax: [20, 45],
  squaredSvm: [44, 104],
};
for (const one of oracle.minima) {
  Deno.test(`${one.loss} with l2 = ${one.l2} is at PyTorch's minimum to 1e-10 after some passes of L-BFGS and of conjugate gradients, not after 400 of gradient descent`, async () => {
    const names = ["lbfgs", "conjugateGradient"];
    const passes = await Promise.all(names.map((name) => passesTo(one, { name }, 400)));
    assertEquals(passes, [...PASSES[one.loss]]);
    for (const stepSize of [0.03, 0.1, 0.3, 1]) {
      const method = { name: "gradientDescent", stepSize };
      assertEquals(await passesTo(one, method, 400), Infinity);
    }
  });
}
