import type { Storage } from "../src/kernels/mod.ts";
import { stream } from "../src/rng.ts";
import type { Dataset, Vector } from "../src/types.ts";

/** Shape of CIFAR-10: W is 10 × 3073. */
export const CLASSES = 10;
export const FEATURES = 3072;
export const COLUMNS = FEATURES + 1;

/** Flop of a step: two products of (examples, columns) with (columns, classes). */
export const stepFlop = (examples: number): number => 4 * examples * COLUMNS * CLASSES;
/** Flop of the scores, or of the gradient, alone. */
export const scoresFlop = (examples: number): number => 2 * examples * COLUMNS * CLASSES;

/** Random bytes in the shape of CIFAR-10: the time of a step does not depend on what they show. */
export function randomImages(
  examples: number,
  { allocateBytes }: Pick<Storage, "allocateBytes">,
): Dataset {
  const rng = stream(1, "data");
  const features = allocateBytes(examples * FEATURES);
  const labels = allocateBytes(examples);
  // The same few thousand rows over and over, moved by one byte: fast to make, all different.
  const row = Uint8Array.from({ length: FEATURES + 1009 }, () => rng.below(256));
  for (let i = 0; i < examples; i++) {
    features.set(row.subarray(i % 1009, (i % 1009) + FEATURES), i * FEATURES);
    labels[i] = rng.below(CLASSES);
  }
  return {
    name: "random",
    features: FEATURES,
    classes: CLASSES,
    train: { examples, features, labels },
    test: { examples: 0, features: allocateBytes(0), labels: allocateBytes(0) },
    mean: new Float64Array(FEATURES).fill(127.5),
    fingerprint: "",
  };
}

/** W as at the start of a run, where nearly every margin is violated. */
export function startingWeights(weights: Vector): Vector {
  const rng = stream(1, "init");
  for (let i = 0; i < weights.length; i++) weights[i] = 1e-4 * rng.gaussian();
  return weights;
}
