import type { Kernels } from "../kernels/kernels.ts";
import type { Penalty } from "../losses/penalty.ts";
import type { Layer } from "../scores/scores.ts";
import type { Vector } from "../types.ts";
import type { Difference } from "./difference.ts";
import { gram, squaredNorm } from "./gram.ts";
import { weightRows } from "./problem.ts";

/** λ₂·Σw² + λ₁·Σ|w| over weights with these layers, of which each row ends with its bias. */
export interface PenaltyOn {
  /** Whether it is 0 everywhere. */
  readonly isNone: boolean;
  /** Its value at weights. */
  value(weights: Vector): number;
  /** gradient ← gradient + its gradient; of |w| at 0 that is 0. */
  addGradient(gradient: Vector, weights: Vector): void;
  /** Its derivative by weight k by differences: those of w² without rounding. */
  difference(weights: Vector, k: number, difference: Difference): number;
  /** Of weights from number `first` on, those that are penalised by their size, with a kink at 0. */
  bent(weights: Vector, first?: number): Float64Array;
  /** A copy of weights in f64, where those that are not penalised are 0. */
  counted(weights: Vector): Float64Array;
  /** Its value at W₀ + a·U (+ b·V). */
  plane(vectors: readonly Vector[]): (a: number, b: number) => number;
}

/** The penalty of a loss on weights with these layers. */
export function penaltyOn(
  penalty: Penalty,
  layers: readonly Layer[],
  kernels: Kernels,
): PenaltyOn {
  const { l2, l1, penalizeBias } = penalty;
  const rows = weightRows(layers).map(({ from, columns }) => ({ from, to: from + columns - 1 }));
  const biases = new Set(rows.map(({ to }) => to));
  const isBias = (k: number) => !penalizeBias && biases.has(k);
  const partsOf = (weights: Vector): Vector[] =>
    penalizeBias ? [weights] : rows.map(({ from, to }) => weights.subarray(from, to));
  const sizeOf = (part: Vector) => {
    let sum = 0;
    for (let k = 0; k < part.length; k++) sum += Math.abs(part[k]);
    return sum;
  };

  function counted(weights: Vector): Float64Array {
    const copy = Float64Array.from(weights);
    if (!penalizeBias) { for (const { to } of rows) copy[to] = 0; }
    return copy;
  }

  return {
    isNone: l2 === 0 && l1 === 0,
    counted,

    value(weights) {
      let value = 0;
      for (const part of partsOf(weights)) {
        if (l2 !== 0) value += l2 * kernels.dot(part, part);
        if (l1 !== 0) value += l1 * sizeOf(part);
      }
      return value;
    },

    addGradient(gradient, weights) {
      const gradients = partsOf(gradient);
      for (const [i, part] of partsOf(weights).entries()) {
        if (l2 !== 0) kernels.addScaled(gradients[i], 2 * l2, part); // ∇(λ·ΣW²) = 2λ·W
        if (l1 === 0) continue;
        for (let k = 0; k < part.length; k++) gradients[i][k] += l1 * Math.sign(part[k]);
      }
    },

    difference(weights, k, { h, scheme }) {
      if (isBias(k)) return 0;
      const w = weights[k];
      const isCentral = scheme === "central";
      const width = isCentral ? 2 * h : h;
      const rise = Math.abs(w + h) - Math.abs(isCentral ? w - h : w);
      // λ·((w + h)² − w²) ∕ h = λ·(2w + h), and λ·((w + h)² − (w − h)²) ∕ 2h = 2λ·w
      return l2 * (2 * w + (isCentral ? 0 : h)) + (l1 === 0 ? 0 : l1 * rise / width);
    },

    bent: (weights, first = 0) =>
      l1 === 0
        ? new Float64Array(0)
        : Float64Array.from(weights).filter((_, i) => !isBias(first + i)),

    plane(vectors) {
      const [w, u, v] = vectors.map(counted);
      const inner = gram(v === undefined ? [w, u] : [w, u, v]);
      const squares = (a: number, b: number) => l2 === 0 ? 0 : l2 * squaredNorm(inner, a, b);
      if (l1 === 0) return squares;
      return (a, b) => {
        let sum = 0;
        for (let k = 0; k < w.length; k++) {
          sum += Math.abs(w[k] + a * u[k] + (v === undefined ? 0 : b * v[k]));
        }
        return squares(a, b) + l1 * sum;
      };
    },
  };
}
