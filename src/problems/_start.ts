import { stream } from "../exact/rng.ts";
import { type Layer, type Scale } from "../scores/scores.ts";
import type { Vector } from "../types.ts";

/**
 * weights ← normal random numbers × scale, drawn layer after layer and row after row, the bias last; for
 * `he` × √(2 ∕ inputs) of the layer, and biases, which are drawn as well, are 0.
 */
export function fillStart(
  weights: Vector,
  layers: readonly Layer[],
  scale: Scale,
  seed: number,
): void {
  const rng = stream(seed, "init");
  let from = 0;
  for (const { rows, columns } of layers) {
    const layer = weights.subarray(from, from += rows * columns);
    rng.fillGaussian(layer, scale === "he" ? Math.sqrt(2 / (columns - 1)) : scale);
    if (scale !== "he") continue;
    for (let bias = columns - 1; bias < layer.length; bias += columns) layer[bias] = 0;
  }
}
