import { eigen } from "../../exact/eigen.ts";
import { gram } from "../../problems/gram.ts";
import type { Vector } from "../../types.ts";
import type { CurveRecord } from "../train/curve.ts";

/** The weights of a run at one of its records. */
export interface Snapshot {
  readonly record: CurveRecord;
  readonly weights: Float64Array;
}

export function offsetsFrom(center: Vector, snapshots: readonly Snapshot[]): Float64Array[] {
  return snapshots.map(({ weights }) => weights.map((one, k) => one - center[k]));
}

/** An eigenvalue that is smaller, next to the largest, is made of rounding errors. */
const NOISE = 1e-12;

/**
 * The principal components of a run's path, seen from its end, largest first, each as long as the
 * path reaches along it and on the side of the start: Li et al., "Visualizing the loss landscape of
 * neural nets", NeurIPS 2018, section 7.
 *
 * With d the points minus the end, the eigenvectors of d·dᵀ, which is small, give those of dᵀ·d. A
 * component is worked out when it is asked for, as a path has many and a slice two at most.
 */
export function components(snapshots: readonly Snapshot[], center: Vector): (() => Vector)[] {
  const offsets = offsetsFrom(center, snapshots);
  const { values, vectors } = eigen(gram(offsets));
  const most = Math.max(...values);
  const order = values.map((_, i) => i)
    .filter((i) => values[i] > NOISE * most)
    .sort((i, j) => values[j] - values[i]);
  return order.map((at) => () => {
    const shares = vectors.map((row) => row[at]);
    const farthest = Math.max(...shares.map(Math.abs));
    const scale = shares[0] < 0 ? -farthest : farthest;
    return center.map((_, k) =>
      scale * offsets.reduce((sum, offset, i) => sum + shares[i] * offset[k], 0)
    );
  });
}
