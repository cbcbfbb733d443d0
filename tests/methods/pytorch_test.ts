/**
 * The paths of PyTorch's methods in f64, on functions of two variables and of a classifier: 100 steps of
 * f64, in another order of operations, are off by 3e-13 at most.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type Precision } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Problem } from "../../src/problems/problem.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { functionOf } from "../_functions.ts";
import { classification, functionRuns, isWhole, type Run } from "../_pytorch.ts";
import { contextOf, momentOf, toyOf } from "../_toy.ts";

/** What PyTorch calls otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  eps: "epsilon",
  alpha: "rho",
  weight_decay: "weightDecay",
};

function choiceOf({ method, stepSize, options }: Run): Choice {
  const { betas, nesterov: _, ...others } = options;
  const [beta1, beta2] = betas as number[] ?? [];
  return {
    name: method === "amsgrad" ? "adam" : method,
    stepSize,
    ...betas !== undefined && { beta1, beta2 },
    ...Object.fromEntries(Object.entries(others).map(([key, one]) => [NAMES[key] ?? key, one])),
  };
}

/** Compares a whole path: losses, and weights relative to the largest. */
function follow(
  run: Run,
  problem: Problem,
  weights: Vector,
  toleranceAt: (step: number) => number,
) {
  const step = methods.make(choiceOf(run), contextOf(problem));
  const now = momentOf();
  let taken = 0;
  for (const point of run.points) {
    for (; taken < point.step; taken++) step(weights, problem, now);
    const tolerance = toleranceAt(taken);
    assertAlmostEquals(problem.loss(weights) / point.loss, 1, tolerance, `loss after ${taken}`);
    const [truth] = point.weights;
    const largest = Math.max(...truth.map(Math.abs));
    for (const [k, one] of truth.entries()) {
      assertAlmostEquals(weights[k], one, tolerance * largest, `weight ${k} after ${taken}`);
    }
  }
}

Deno.test("PyTorch's paths are of eleven methods, on each problem", () => {
  const all = [...functionRuns, ...classification.runs];
  assertEquals(all.length, isWhole ? 44 : 22);
  assertEquals(new Set(all.map(({ method }) => method)).size, 11);
});

for (const run of functionRuns) {
  Deno.test(`${run.method} takes PyTorch's path on ${run.problem}`, async () => {
    const [{ weights: [start] }] = run.points;
    const problem = await functionOf(run.problem, { start });
    follow(run, problem, problem.start(1), () => 1e-12);
  });
}

async function linear(precision: Precision): Promise<Problem> {
  const { features, labels } = classification;
  const dataset = await toyOf({ points: features, labels, center: false });
  const loss = { name: "softmax", l2: 0.01 };
  return classifier({ dataset, loss, kernels: referenceKernels(precision) });
}

for (const run of classification.runs) {
  Deno.test(`${run.method} takes PyTorch's path with softmax of linear scores`, async () => {
    const weights = Float64Array.from(classification.start.flat());
    follow(run, await linear("f64"), weights, () => 1e-12);
  });

  Deno.test(`${run.method} takes PyTorch's path in f32, but for rounding`, async () => {
    const weights = Float32Array.from(classification.start.flat());
    // Each step rounds weights, states and scores by 2⁻²⁴ = 6e-8 of themselves, and starts where the
    // errors of those before it have led.
    follow(run, await linear("f32"), weights, (steps) => 1e-7 * (1 + steps));
  });
}
