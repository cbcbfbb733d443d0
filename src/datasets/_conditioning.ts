/** Examples whose second moment has the eigenvalues that are asked for, in exact operations alone. */
import { InputError } from "../errors.ts";
import { exp, log } from "../exact/math.ts";
import type { Split } from "../types.ts";
import { meanOf } from "./_standardise.ts";
import type { DatasetStorage } from "./dataset.ts";

/** Multiply-adds after which others have a turn. */
const TURN = 1e8;

/**
 * Changes all parts so that over what is learnt from, the mean is 0 and the second moment 1∕N Σ x·xᵀ is diagonal,
 * from √κ down to 1∕√κ in even ratios. The constant 1 of the bias has the moment 1, which is between
 * them: with it, the condition number is κ, too.
 *
 * @throws {InputError} When there are too few examples for it
 */
export async function condition(
  parts: readonly Split[],
  learnt: Split,
  features: number,
  kappa: number,
  storage: DatasetStorage,
): Promise<void> {
  const mean = meanOf(learnt, features);
  const factor = await choleskyOf(learnt, mean, storage);
  const scales = Float64Array.from({ length: features }, (_, k) => {
    const exponent = features === 1 ? 0 : 1 / 4 - k / (2 * (features - 1));
    return exp(log(kappa) * exponent);
  });
  const row = new Float64Array(features);
  const rowsOfTurn = Math.ceil(TURN / (features * features));
  for (const { features: rows, examples } of parts) {
    for (let i = 0; i < examples; i++) {
      if (i % rowsOfTurn === rowsOfTurn - 1) await storage?.turn?.();
      const at = i * features;
      // y ← L⁻¹·(x − mean), which has the second moment 1, from its first number to its last
      for (let k = 0; k < features; k++) {
        let rest = rows[at + k] - mean[k];
        for (let j = 0; j < k; j++) rest -= factor[k * features + j] * row[j];
        row[k] = rest / factor[k * features + k];
      }
      for (let k = 0; k < features; k++) rows[at + k] = scales[k] * row[k];
    }
  }
}

/** L of L·Lᵀ = 1∕N Σ (x − mean)·(x − mean)ᵀ, with nothing above its diagonal. */
async function choleskyOf(
  { features: rows, examples }: Split,
  mean: Float64Array,
  storage: DatasetStorage,
): Promise<Float64Array> {
  const { length: size } = mean;
  const factor = new Float64Array(size * size);
  const row = new Float64Array(size);
  const rowsOfTurn = Math.ceil(TURN / (size * size));
  for (let i = 0; i < examples; i++) {
    if (i % rowsOfTurn === rowsOfTurn - 1) await storage?.turn?.();
    for (let k = 0; k < size; k++) row[k] = rows[i * size + k] - mean[k];
    for (let k = 0; k < size; k++) {
      for (let j = 0; j <= k; j++) factor[k * size + j] += row[k] * row[j];
    }
  }
  for (let k = 0; k < size; k++) {
    const from = k * size;
    for (let j = 0; j <= k; j++) {
      let rest = factor[from + j] / examples;
      for (let i = 0; i < j; i++) rest -= factor[from + i] * factor[j * size + i];
      if (j < k) factor[from + j] = rest / factor[j * size + j];
      else if (rest > 0) factor[from + k] = Math.sqrt(rest);
      else throw tooFew(examples, size);
    }
  }
  return factor;
}

function tooFew(examples: number, features: number): InputError {
  return new InputError(
    `dataset.condition: there must be more training examples than features: there are ${examples} ` +
      `and ${features}`,
  );
}
