import { batches } from "../../datasets/batches.ts";
import { stream } from "../../exact/rng.ts";
import type { Problem } from "../../problems/problem.ts";
import type { Vector } from "../../types.ts";
import type { BatchNoise, Noise } from "./curvature.ts";

/** Batches that are drawn of each size. */
const DRAWS = 20;
/** From one batch size to the next. */
const FACTOR = 4;

/**
 * How much gradients at these weights differ from `mean`, that of all examples: single ones, and those of
 * random batches. Yields how many examples it has just seen.
 */
export function* noiseAt(
  weights: Vector,
  mean: Float64Array,
  problem: Problem,
  seed: number,
): Generator<number, Noise | null> {
  const { examples, size: count } = problem;
  if (examples === 1) return null;
  const gradient = new Float64Array(count);

  /** ‖g − mean‖² of the gradient over a batch. */
  function offBy(batch: Uint32Array): number {
    problem.use(batch);
    problem.gradient(weights, gradient);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += (gradient[k] - mean[k]) * (gradient[k] - mean[k]);
    return sum;
  }

  try {
    let sum = 0;
    for (let i = 0; i < examples; i++) {
      sum += offBy(Uint32Array.of(i));
      yield 1;
    }
    const trace = sum / (examples - 1);
    const found: BatchNoise[] = [];
    for (const size of sizesOf(examples)) {
      const draw = batches(examples, size, stream(seed, "batches", size), "drop");
      let measured = 0;
      for (let i = 0; i < DRAWS; i++) {
        measured += offBy(draw()) / DRAWS;
        yield size;
      }
      found.push({ size, measured, expected: trace / size * (1 - size / examples) });
    }
    return { trace, batches: found };
  } finally {
    problem.use(null);
  }
}

/** 1, 4, 16, …, below the number of examples. */
function sizesOf(examples: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size < examples; size *= FACTOR) sizes.push(size);
  return sizes;
}
