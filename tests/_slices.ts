import type { CheckedDerivative, GradientCheck, Slice, SlicePoint } from "../src/types.ts";

const label = { run: 1, seed: 1, values: {} };
const hashes = { weightsSha256: "0".repeat(64), datasetSha256: "1".repeat(64) };

/** A place of a slice with this loss, a tenth of it penalty. */
function place(a: number, b: number | null, loss: number): SlicePoint {
  const penalty = Math.fround(loss / 10);
  return { a, b, loss: Math.fround(loss), dataLoss: Math.fround(loss - penalty), penalty };
}

/** A slice along one direction with these losses at −1, 0 and 1. */
export function lineSlice(losses: readonly number[], more: Partial<Slice> = {}): Slice {
  const a = [-1, 0, 1];
  return {
    ...label,
    a,
    b: null,
    points: losses.map((loss, i) => place(a[i], null, loss)),
    kinks: { all: 3, inside: [-0.5, 0.25], minimum: { a: 0.25, loss: 0.125 } },
    path: null,
    center: "random weights",
    normalization: "none",
    norms: { center: 2, a: 0.5, b: null },
    cosine: null,
    examples: 1200,
    ...hashes,
    ...more,
  };
}

/** A slice along two directions with these losses at (0, 0), (1, 0), (0, 5) and (1, 5). */
export function planeSlice(losses: readonly number[], more: Partial<Slice> = {}): Slice {
  const [a, b] = [[0, 1], [0, 5]];
  return lineSlice([], {
    a,
    b,
    points: losses.map((loss, i) => place(a[i % 2], b[i >> 1], loss)),
    kinks: null,
    norms: { center: 2, a: 0.5, b: 0.25 },
    cosine: -0.125,
    ...more,
  });
}

/** A derivative whose difference is off by a share of it. */
export function derivative(
  h: number,
  row: number,
  error: number,
  more: Partial<CheckedDerivative> = {},
): CheckedDerivative {
  return {
    class: row,
    column: 0,
    h,
    analytic: 4,
    numerical: 4 * (1 - error),
    error,
    kinks: 0,
    ...more,
  };
}

/** A check of six weights, judged as given. */
export function gradientCheck(
  derivatives: readonly CheckedDerivative[],
  judgement: GradientCheck["judgement"],
  more: Partial<GradientCheck> = {},
): GradientCheck {
  return { ...label, derivatives, judgement, size: 6, examples: 4, ...hashes, ...more };
}
