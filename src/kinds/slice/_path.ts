import { referenceKernels } from "../../kernels/reference.ts";
import type { Path, PathPoint } from "./slice.ts";
import type { Snapshot } from "./_components.ts";
import type { Plane } from "./_plane.ts";

const { dot } = referenceKernels("f64");

/** The points of a run where the plane comes nearest to them, and how much of the way lies in it. */
export function project(snapshots: readonly Snapshot[], plane: Plane): Path {
  const [center, u, v] = plane.vectors;
  const offsets = snapshots.map(({ weights }) => weights.map((one, k) => one - center[k]));
  const points = offsets.map((offset, i): PathPoint => {
    const [a, b] = coordinates(offset, plane);
    const rest = offset.map((one, k) => one - a * u[k] - (v === undefined ? 0 : b * v[k]));
    const { iteration, trainLoss } = snapshots[i].record;
    return {
      iteration,
      a,
      b: v === undefined ? null : b,
      distance: Math.sqrt(dot(rest, rest)),
      loss: trainLoss,
    };
  });
  const middle = offsets[0].map((_, k) =>
    offsets.reduce((sum, offset) => sum + offset[k], 0) / offsets.length
  );
  let inPlane = 0;
  let all = 0;
  for (const offset of offsets) {
    const way = offset.map((one, k) => one - middle[k]);
    const [a, b] = coordinates(way, plane);
    inPlane += a * dot(way, u) + (v === undefined ? 0 : b * dot(way, v));
    all += dot(way, way);
  }
  return { points, explained: all === 0 ? null : inPlane / all };
}

/** Of the nearest point in the plane: the a and b with (offset − a·U − b·V) ⊥ U, V. */
function coordinates(
  offset: Float64Array,
  { vectors: [, u, v], products }: Plane,
): [number, number] {
  const du = dot(offset, u);
  const uu = products[1][1];
  if (v === undefined) return [du / uu, 0];
  const dv = dot(offset, v);
  const [uv, vv] = [products[1][2], products[2][2]];
  const determinant = uu * vv - uv * uv;
  return [(du * vv - dv * uv) / determinant, (dv * uu - du * uv) / determinant];
}
