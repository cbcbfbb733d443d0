/**
 * Every method on every function whose minimum is known: with one of a few step sizes it gets within a
 * thousandth of the way down, or it is said here where it ends instead, and that is looked at.
 */
import { assert } from "@std/assert";
import { stream } from "../../src/exact/rng.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Problem } from "../../src/problems/problem.ts";
import type { Vector } from "../../src/types.ts";
import { functionLeaves, functionOf } from "../_functions.ts";
import { contextOf, momentOf } from "../_toy.ts";

const STEPS = 3000;
const STEP_SIZES = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003];

/** What became of a method: where it ended, and after how many steps. */
interface End {
  readonly weights: Vector;
  readonly loss: number;
  readonly steps: number;
}

/** Steps until the loss is at most `target`. */
function run(
  problem: Problem,
  leaf: typeof methods.leaves[number],
  stepSize: number,
  target: number,
): End {
  const { scale, inner, ...example } = leaf.example as Record<string, Record<string, unknown>>;
  const step = leaf.make({
    ...example,
    ..."stepSize" in leaf.options.shape && { stepSize },
    ...inner && { inner: { ...inner, stepSize } },
    ...scale && { scale: 10 * stepSize },
  }, contextOf(problem, { steps: STEPS, hasHessian: true }));
  const now = { ...momentOf() };
  const weights = problem.start(1);
  let loss = problem.loss(weights);
  for (; now.iteration < STEPS && loss > target; now.iteration++, now.epoch++) {
    step(weights, problem, now);
    loss = problem.loss(weights);
  }
  return { weights, loss: Number.isNaN(loss) ? Infinity : loss, steps: now.iteration };
}

/** Functions with other minima than the lowest, where a method that goes downhill may end. */
const WITH_OTHERS = ["threeHumpCamel", "styblinskiTang", "rastrigin", "ackley"];

/** What takes longer than {@linkcode STEPS}: their steps are as long, or as short, everywhere. */
const SLOW: Readonly<Record<string, readonly string[]>> = {
  rosenbrock: ["gradientDescent", "adadelta", "signDescent", "averaged"],
  absolute: ["averaged"],
};

/** Whether it is nowhere near by lower by more than a twentieth of the way down. */
function isAtMinimum(problem: Problem, { weights, loss }: End, way: number): boolean {
  const { gaussian } = stream(1, "data");
  return Array.from({ length: 200 }, () => weights.map((one) => one + 0.03 * gaussian()))
    .every((place) => problem.loss(place) > loss - way / 20);
}

for (const { name } of functionLeaves) {
  const problem = await functionOf(name);
  const { minima = [] } = problem;
  if (minima.length === 0) continue; // the saddle goes down for ever
  const lowest = Math.min(...minima.map(({ value }) => value));
  const way = problem.loss(problem.start(1)) - lowest;
  const target = lowest + way / 1000;

  for (const method of methods.leaves) {
    const isSlow = SLOW[name]?.includes(method.name) ?? false;
    const hasOthers = WITH_OTHERS.includes(name);
    const what = isSlow ? "comes near the minimum" : `finds ${hasOthers ? "a" : "the"} minimum`;
    Deno.test(`${method.name} on ${name} ${what}`, () => {
      const ends: End[] = [];
      for (const stepSize of STEP_SIZES) {
        ends.push(run(problem, method, stepSize, target));
        if (ends[ends.length - 1].loss <= target) break;
      }
      const best = Math.min(...ends.map(({ loss }) => loss));
      const isFound = best <= target ||
        (hasOthers && ends.some((end) => isAtMinimum(problem, end, way)));
      assert(isSlow ? !isFound && best < lowest + way / 20 : isFound, `${best}, not ${target}`);
    });
  }
}
