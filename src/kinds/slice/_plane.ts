import { ensure } from "../../errors.ts";
import { stream } from "../../exact/rng.ts";
import { type Layer, type Problem, weightRows } from "../../problems/problem.ts";
import type { Vector } from "../../types.ts";
import { dot, norm, setNorm } from "../_vectors.ts";
import type { Plan } from "../plan.ts";
import { type Center, weightsFrom } from "./_center.ts";
import { components } from "./_components.ts";
import type { Normalization, Slice } from "./slice.ts";
import { type AxisSpec, isOnPath, type SliceSpec } from "./spec.ts";

/** W₀ + a·U + b·V, or W₀ + a·U. */
export interface Plane extends Pick<Slice, "norms" | "cosine"> {
  /** W₀, U and, with two directions, V. */
  readonly vectors: readonly Vector[];
}

/** A larger cosine than this is that of one direction, given twice. */
const PARALLEL = 1 - 1e-9;

/**
 * The directions of a slice: drawn or given, made as long as `normalization` says, then, if wanted,
 * the second one perpendicular to the first and as long as before.
 *
 * @throws {InputError} When a direction does not fit the dataset, has no length, or both are one
 */
export function planeOf(
  around: Center,
  { seed, spec: { a, b, normalization, orthogonal } }: Plan<SliceSpec>,
  problem: Problem,
): Plane {
  const { weights: center, snapshots } = around;
  const axes = b === undefined ? { a } : { a, b };
  const onPath = Object.values(axes).some(isOnPath) ? components(snapshots, center) : [];
  const directions = Object.entries(axes).map(([name, axis]) => {
    const vector = directionOf(axis, `${name}.direction`, seed, onPath, around, problem);
    for (const { from, columns } of normalizedParts(normalization, problem.layers)) {
      const to = from + columns;
      setNorm(vector.subarray(from, to), norm(center.subarray(from, to)));
    }
    const cause = normalization === "none"
      ? ""
      : `, or normalization "none", as the centre has none`;
    ensure(norm(vector) > 0, `${name}.direction: must have a length above 0${cause}`);
    return vector;
  });
  const [u, v] = directions;
  ensure(
    v === undefined || Math.abs(cosineOf(u, v)) <= PARALLEL,
    "b.direction: must not be parallel to a.direction",
  );
  if (v !== undefined && orthogonal) {
    const length = norm(v);
    const along = dot(u, v) / dot(u, u); // V ← V − (U·V ∕ U·U)·U
    for (let k = 0; k < v.length; k++) v[k] -= along * u[k];
    setNorm(v, length);
  }
  return {
    vectors: [center, ...directions],
    norms: { center: norm(center), a: norm(u), b: v === undefined ? null : norm(v) },
    cosine: v === undefined ? null : cosineOf(u, v),
  };
}

/** The parts of a direction that are made as long as those of the centre; a layer is as one row. */
function normalizedParts(normalization: Normalization, layers: readonly Layer[]) {
  if (normalization === "none") return [];
  return weightRows(
    normalization === "row"
      ? layers
      : layers.map((one) => ({ ...one, rows: 1, columns: one.rows * one.columns })),
  );
}

function directionOf(
  { direction }: AxisSpec,
  path: string,
  seed: number,
  onPath: readonly (() => Vector)[],
  { ways }: Center,
  problem: Problem,
): Vector {
  const { layers, size, space } = problem;
  if (direction instanceof Array) return weightsFrom(direction, path, problem);
  const vector = space.allocate(size);
  if (typeof direction === "number") {
    stream(seed, "directions", direction).fillGaussian(vector, 1);
    return vector;
  }
  if ("component" in direction) {
    const { component } = direction;
    const { length } = onPath;
    ensure(length > 0, `${path}.component: must be of a run that moves: this one does not`);
    ensure(
      component <= length,
      `${path}.component: must be 1 to ${length}, the components that the path of the run has: ` +
        `current value is ${component}`,
    );
    vector.set(onPath[component - 1]());
    return vector;
  }
  if ("experiment" in direction) return ways.get(path) ?? vector;
  const { class: row, column } = direction;
  const rows = weightRows(layers);
  const columns = rows[row]?.columns ?? Math.max(...rows.map(({ columns }) => columns));
  ensure(
    row < rows.length && column < columns,
    `${path}: must have a class below ${rows.length} and a column of at most ${columns - 1}: ` +
      `current value is ${JSON.stringify(direction)}`,
  );
  vector[rows[row].from + column] = 1;
  return vector;
}

const cosineOf = (u: Vector, v: Vector) => dot(u, v) / (norm(u) * norm(v));
