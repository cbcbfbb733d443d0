import { stream } from "../exact/rng.ts";
import type { Program } from "../formulas/program.ts";
import { referenceKernels } from "../kernels/reference.ts";
import type { Rng } from "../types.ts";
import type { KnownMinimum, Problem } from "./problem.ts";

/** What a written function is minimised from, and how. */
export interface WrittenParts {
  /** The function. */
  readonly program: Program;
  /** Where runs start. */
  readonly start: readonly number[];
  /** σ of the normal number that is added to each derivative. */
  readonly noise: number;
  /** Known minima. */
  readonly minima?: readonly KnownMinimum[];
}

/**
 * A function of a few variables as a problem, in f64: one layer of one row, no examples. Noise is drawn
 * from the seed of the last `start`; loss, second derivatives and `exact` have none.
 */
export function writtenProblem(parts: WrittenParts): Problem {
  const { program, start, noise, minima = [] } = parts;
  const space = referenceKernels("f64");
  const size = start.length;
  const own = new Float64Array(size);
  let random: Rng | null = null;
  return {
    size,
    space,
    examples: 1,
    fingerprint: null,
    layers: [{ name: "x", rows: 1, columns: size }],
    minima,
    tape: program.tape,
    use(batch) {
      if (batch === null || (batch.length === 1 && batch[0] === 0)) return;
      throw new RangeError("Batch of a function must be its one example, 0");
    },
    start(seed) {
      random = noise === 0 ? null : stream(seed, "noise");
      return Float64Array.from(start);
    },
    loss: (weights) => program.value(weights),
    parts: (weights) => ({ data: program.value(weights), penalty: 0 }),
    gradient(weights, gradient) {
      const loss = program.gradient(weights, own);
      if (random !== null) { for (let k = 0; k < size; k++) own[k] += noise * random.gaussian(); }
      gradient.set(own);
      return loss;
    },
    hessian: (weights, hessian) => program.hessian(weights, hessian),
    measure(weights) {
      const distances = minima.map(({ at }) =>
        Math.sqrt(at.reduce((sum, one, k) => sum + (weights[k] - one) * (weights[k] - one), 0))
      );
      return {
        trainLoss: program.value(weights),
        trainAccuracy: null,
        validationLoss: null,
        validationAccuracy: null,
        testLoss: null,
        testAccuracy: null,
        distance: distances.length === 0 ? null : Math.min(...distances),
      };
    },
    bends(weights) {
      const loss = program.bends(weights);
      return loss && { loss, units: new Float64Array(0) };
    },
    exact: () => writtenProblem({ ...parts, noise: 0 }),
    shortcuts: null,
  };
}
