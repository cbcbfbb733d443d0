import { stream } from "../exact/rng.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { losses } from "../losses/mod.ts";
import { classifier } from "../problems/classifier.ts";
import { formula } from "../problems/formula.ts";
import type { Machine, Problem } from "../problems/problem.ts";
import { scoreFunctions } from "../scores/mod.ts";
import type { Split } from "../types.ts";

/** A problem that a method is tried on, small enough to be minimised at once. */
export interface SmallProblem {
  readonly name: string;
  readonly problem: Problem;
}

const kernels = referenceKernels("f32");

/**
 * All losses of linear scores and the first loss of the others, over three points, and a function with
 * its Hessian.
 */
export async function smallProblems(): Promise<SmallProblem[]> {
  const dataset = datasetOf([[1], [2], [-1]], [0, 1, 2]);
  const classifiers = losses.leaves.flatMap((loss, i) =>
    scoreFunctions.leaves.slice(0, i === 0 ? undefined : 1).map((scores) => ({
      name: `${loss.name} of ${scores.name}`,
      problem: classifier({
        dataset,
        kernels,
        scale: 1,
        loss: { ...loss.example, name: loss.name },
        scores: { ...scores.example, name: scores.name },
      }),
    }))
  );
  const { load, make, example } = formula();
  const bowl = {
    ...example,
    name: "bowl",
    expression: "(x - 1)^2/2 + y^2 + (x*y)^2/4",
    start: { x: 2, y: -1.5 },
    parameters: {},
    noise: 0,
  };
  const data = await load({ problem: bowl }, { allocateBytes: kernels.allocateBytes });
  const problem = make({ problem: bowl }, data, { kernels, team: null });
  return [...classifiers, { name: "a written function", problem }];
}

/** A classifier of as many numbers as are worth sharing among threads. */
export function largeProblem(machine: Machine): Problem {
  const { gaussian, below } = stream(1, "data");
  const rows = Array.from({ length: 1000 }, () => Array.from({ length: 99 }, gaussian));
  const dataset = datasetOf(rows, rows.map(() => below(5)));
  const [{ name, example }] = losses.leaves;
  return classifier({ dataset, ...machine, scale: 0.01, loss: { ...example, name } });
}

function datasetOf(rows: readonly (readonly number[])[], labels: readonly number[]): Dataset {
  const [{ length: features }] = rows;
  const split = (examples: number): Split => ({
    examples,
    features: Float64Array.from(rows.slice(0, examples).flat()),
    labels: Uint8Array.from(labels.slice(0, examples)),
  });
  return {
    name: "points",
    features,
    classes: Math.max(...labels) + 1,
    train: split(rows.length),
    validation: split(0),
    test: split(0),
    mean: new Float64Array(features),
    fingerprint: "",
  };
}
