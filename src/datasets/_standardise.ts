/** Numbers that are shifted and scaled by what is learnt from, in `+ − × ÷ √` alone. */
import { z } from "zod";
import type { Split, Vector } from "../types.ts";
import { allocateFloats } from "./_room.ts";
import type { DatasetStorage } from "./dataset.ts";

/** The options that every dataset has for it. */
export interface Standardising {
  readonly center: z.ZodDefault<z.ZodBoolean>;
  readonly scale: z.ZodDefault<z.ZodBoolean>;
}

/** These options with what they are when a file says nothing. */
export function standardising(center: boolean, scale = false): Standardising {
  return {
    center: z.boolean().default(center)
      .describe("Subtract the mean of the training part from all parts"),
    scale: z.boolean().default(scale)
      .describe(
        "Divide by the standard deviation of the training part; what is constant there is left as it is",
      ),
  };
}

/** What is known of the columns of examples. */
export interface Moments {
  /** (features) */
  readonly mean: Float64Array;
  /** (features): standard deviations, over all N; of a constant column exactly 0. */
  readonly deviation: Float64Array;
}

/** The mean row; sums in the order of the examples. Those of bytes are exact in f64. */
export function meanOf({ features: rows, examples }: Split, features: number): Float64Array {
  const mean = new Float64Array(features);
  for (let at = 0; at < rows.length; at += features) {
    for (let k = 0; k < features; k++) mean[k] += rows[at + k];
  }
  return mean.map((sum) => sum / examples);
}

/** Where NaN is, puts the mean of the numbers that this column has in what is learnt from; 0 of none. */
export function fillGaps(parts: readonly Split[], learnt: Split, features: number): void {
  const sums = new Float64Array(features);
  const counts = new Float64Array(features);
  for (const [i, x] of learnt.features.entries()) {
    if (Number.isNaN(x)) continue;
    sums[i % features] += x;
    counts[i % features] += 1;
  }
  for (const { features: rows } of parts) {
    for (let i = 0; i < rows.length; i++) {
      const k = i % features;
      if (Number.isNaN(rows[i])) rows[i] = counts[k] === 0 ? 0 : sums[k] / counts[k];
    }
  }
}

/** Mean and √(Σ(x − mean)² ∕ N) of each column; a mean is rounded, so what is constant is looked for. */
export function momentsOf(split: Split, features: number): Moments {
  const { features: rows, examples } = split;
  const mean = meanOf(split, features);
  const squares = new Float64Array(features);
  const isConstant = new Uint8Array(features).fill(1);
  for (let at = 0; at < rows.length; at += features) {
    for (let k = 0; k < features; k++) {
      const difference = rows[at + k] - mean[k];
      squares[k] += difference * difference;
      if (rows[at + k] !== rows[k]) isConstant[k] = 0;
    }
  }
  const deviation = squares.map((sum, k) => isConstant[k] ? 0 : Math.sqrt(sum / examples));
  return { mean, deviation };
}

/**
 * A part with x ← (x − mean) ÷ deviation, or x ÷ deviation where it is not centred, each in f64 and then
 * rounded. Floats are changed where they are, bytes become floats.
 */
export function scaled(
  { features: rows, ...part }: Split,
  { mean, deviation }: Moments,
  isCentred: boolean,
  storage: DatasetStorage,
): Split {
  const out: Vector = rows instanceof Uint8Array ? allocateFloats(rows.length, storage) : rows;
  const features = mean.length;
  for (let at = 0; at < rows.length; at += features) {
    for (let k = 0; k < features; k++) {
      const shifted = isCentred ? rows[at + k] - mean[k] : rows[at + k];
      out[at + k] = deviation[k] === 0 ? shifted : shifted / deviation[k];
    }
  }
  return { ...part, features: out };
}
