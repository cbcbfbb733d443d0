import { referenceKernels } from "../../kernels/reference.ts";
import { gram } from "../../problems/gram.ts";
import type { Vector } from "../../types.ts";
import { offsetsFrom, type Snapshot } from "./_components.ts";
import type { Path, PathPoint } from "./slice.ts";

const { dot } = referenceKernels("f64");

/** The points of a run where the plane comes nearest to them, and how much of the way lies in it. */
export function project(
  snapshots: readonly Snapshot[],
  [center, ...directions]: readonly Vector[],
): Path {
  const [[uu, uv], [, vv] = []] = gram(directions);
  /** The a and b with (offset − a·U − b·V) ⊥ U, V. */
  const nearest = (offset: Vector) => {
    const [du, dv] = directions.map((one) => dot(offset, one));
    if (directions.length === 1) return [du / uu];
    const determinant = uu * vv - uv * uv;
    return [(du * vv - dv * uv) / determinant, (dv * uu - du * uv) / determinant];
  };
  const offsets = offsetsFrom(center, snapshots);
  const points = offsets.map((offset, i): PathPoint => {
    const place = nearest(offset);
    const rest = offset.map((one, k) =>
      directions.reduce((left, direction, axis) => left - place[axis] * direction[k], one)
    );
    const { iteration, trainLoss } = snapshots[i].record;
    const [a, b = null] = place;
    return { iteration, a, b, distance: Math.sqrt(dot(rest, rest)), loss: trainLoss };
  });
  const middle = offsets[0].map((_, k) =>
    offsets.reduce((sum, offset) => sum + offset[k], 0) / offsets.length
  );
  let inPlane = 0;
  let all = 0;
  for (const offset of offsets) {
    const way = offset.map((one, k) => one - middle[k]);
    const place = nearest(way);
    inPlane += directions.reduce((sum, one, axis) => sum + place[axis] * dot(way, one), 0);
    all += dot(way, way);
  }
  return { points, explained: all === 0 ? null : inPlane / all };
}
