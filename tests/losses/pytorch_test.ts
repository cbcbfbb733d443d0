/** Values, gradients and minima that PyTorch found in f64, for 30 examples of 3 classes. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { type Classification, classification, isWhole, type LossCase } from "../_pytorch.ts";
import { contextOf, momentOf, toyOf } from "../_toy.ts";

/** What is called otherwise here. */
const NAMES: Record<string, string> = { squaredSvm: "squaredHinge" };

Deno.test("PyTorch's values are of all four losses, with and without a penalty", () => {
  assertEquals(classification.gradients.length, isWhole ? 8 : 4);
});

function choiceOf({ loss, l2, delta }: LossCase & { readonly delta?: number }): Choice {
  const name = NAMES[loss] ?? loss;
  return { name, l2, ...(delta === undefined || name === "softmax" ? {} : { delta }) };
}

async function problemOf({ features, labels }: Classification, loss: Choice) {
  const dataset = await toyOf({ points: features, labels, center: false });
  return classifier({ dataset, loss, kernels: referenceKernels("f64") });
}

for (const one of classification.gradients) {
  Deno.test(`${one.loss} with l2 = ${one.l2} has PyTorch's value and gradient`, async () => {
    const problem = await problemOf(classification, choiceOf(one));
    const weights = Float64Array.from(classification.start.flat());
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

for (const one of classification.minima) {
  Deno.test(`${one.loss} with l2 = ${one.l2} falls to the minimum that PyTorch's L-BFGS found`, async () => {
    const problem = await problemOf(classification, choiceOf(one));
    const weights = Float64Array.from(classification.start.flat());
    for (let step = 0; step < 20_000; step++) problem.descend(weights, 0.05);
    assertAlmostEquals(problem.loss(weights), one.value, 1e-6);
  });
}

/** Gradients until a method's loss is within 1e-10 of a minimum, on the way from the file's start. */
async function passesTo(one: LossCase, method: Choice, most: number): Promise<number> {
  const problem = (await problemOf(classification, choiceOf(one))).exact();
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
  const weights = Float64Array.from(classification.start.flat());
  const step = methods.make(method, contextOf(objective));
  while (passes < most && found === Infinity) step(weights, objective, momentOf());
  return found;
}

const PASSES: Readonly<Record<string, readonly [number, number]>> = {
  softmax: [20, 45],
  squaredSvm: [44, 104],
};
const STEP_SIZES = [
  ...[0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  { name: "armijo" },
  { name: "barzilaiBorwein", from: 0.1 },
];
const rules = methods.leaves.filter(({ options }) => "clip" in options.shape);

for (const one of classification.minima) {
  const where = `${one.loss} with l2 = ${one.l2} is at PyTorch's minimum to 1e-10`;

  Deno.test(`${where} after some passes of L-BFGS and of conjugate gradients`, async () => {
    const names = ["lbfgs", "conjugateGradient"];
    const passes = await Promise.all(names.map((name) => passesTo(one, { name }, 200)));
    assertEquals(passes, [...PASSES[one.loss]]);
  });

  Deno.test(`${where} after half as many passes again by no update rule, whatever its step size`, async () => {
    for (const { name, example } of rules) {
      for (const stepSize of STEP_SIZES) {
        const most = 1.5 * PASSES[one.loss][0];
        assertEquals(await passesTo(one, { ...example, name, stepSize }, most), Infinity, name);
      }
    }
  });
}
