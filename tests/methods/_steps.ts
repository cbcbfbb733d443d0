import { parseFormula } from "../../src/formulas/parse.ts";
import { methods } from "../../src/methods/mod.ts";
import { writtenProblem } from "../../src/problems/_written.ts";
import type { Objective, Problem } from "../../src/problems/problem.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { contextOf, momentOf } from "../_toy.ts";

/** A written function that starts at a place, without noise. */
export async function written(
  expression: string,
  start: Readonly<Record<string, number>>,
  parameters: Readonly<Record<string, number>> = {},
): Promise<Problem> {
  const program = await parseFormula({ expression, variables: Object.keys(start), parameters });
  return writtenProblem({ program, start: Object.values(start), noise: 0 });
}

/** ½·Σ λᵢ·xᵢ² from ones. */
export function bowl(curvatures: readonly number[]): Promise<Problem> {
  const names = curvatures.map((_, i) => `x${i}`);
  return written(
    names.map((name, i) => `${curvatures[i]}*${name}^2/2`).join(" + "),
    Object.fromEntries(names.map((name) => [name, 1])),
  );
}

/** Where a method was before a step. */
export interface Place {
  readonly weights: Vector;
  readonly loss: number;
  readonly gradient: Vector;
}

/** Where it is at the start and after each step, until it rests, and how often it has asked for what. */
export interface Path {
  readonly places: readonly Place[];
  readonly gradients: number;
  readonly hessians: number;
}

/** Steps of a method from the start of a problem, or from elsewhere. */
export function pathOf(
  problem: Problem,
  method: Choice,
  { steps = 100, from = problem.start(1) }: { steps?: number; from?: Vector } = {},
): Path {
  let [gradients, hessians] = [0, 0];
  const objective: Objective = {
    size: problem.size,
    space: problem.space,
    loss: () => {
      throw new Error("losses come with gradients");
    },
    gradient(weights, gradient) {
      gradients += 1;
      return problem.gradient(weights, gradient);
    },
    ...problem.hessian && {
      hessian(weights, hessian) {
        hessians += 1;
        return problem.hessian?.(weights, hessian) ?? NaN;
      },
    },
  };
  const weights = from.slice();
  const places: Place[] = [];
  const look = () => {
    const gradient = weights.slice();
    const loss = problem.gradient(weights, gradient);
    places.push({ weights: weights.slice(), loss, gradient });
  };
  const [step, now] = [methods.make(method, contextOf(objective)), momentOf()];
  look();
  for (let i = 0; i < steps; i++) {
    const before = gradients;
    step(weights, objective, now);
    if (gradients === before) break;
    if (weights.some((one, k) => one !== places[places.length - 1].weights[k])) look();
  }
  return { places, gradients, hessians };
}
