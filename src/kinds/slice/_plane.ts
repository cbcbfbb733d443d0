import { InputError } from "../../errors.ts";
import type { SlicePlan } from "../plan.ts";
import { type AxisSpec, isOnPath } from "../specs.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { referenceKernels } from "../../kernels/reference.ts";
import { stream } from "../../exact/rng.ts";
import type { Dataset, Slice, Vector } from "../../types.ts";
import { components } from "./_components.ts";
import type { Snapshot } from "./_path.ts";
import { weightsFrom } from "./_weights.ts";

const { dot } = referenceKernels("f64");

/** W₀ + a·U + b·V, or W₀ + a·U. */
export interface Plane {
  /** W₀, U and, with two directions, V. */
  readonly vectors: readonly Vector[];
  /** Their inner products, in f64: products[i][j] of vectors i and j. */
  readonly products: readonly (readonly number[])[];
  readonly norms: Slice["norms"];
  readonly cosine: number | null;
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
  center: Vector,
  { seed, spec: { a, b, normalization, orthogonal } }: SlicePlan,
  snapshots: readonly Snapshot[],
  dataset: Dataset,
  kernels: Kernels,
): Plane {
  const axes = b === undefined ? { a } : { a, b };
  const onPath = Object.values(axes).some(isOnPath) ? components(snapshots, center) : [];
  const directions = Object.entries(axes).map(([name, axis]) => {
    const vector = directionOf(axis, `${name}.direction`, seed, onPath, dataset, kernels);
    if (normalization !== "none") {
      const rows = normalization === "row" ? dataset.classes : 1;
      for (let row = 0; row < rows; row++) {
        const part = (whole: Vector) =>
          whole.subarray((row * whole.length) / rows, ((row + 1) * whole.length) / rows);
        setNorm(part(vector), norm(part(center)));
      }
    }
    if (norm(vector) > 0) return vector;
    const cause = normalization === "none"
      ? ""
      : `, or normalization "none", as the centre has none`;
    throw new InputError(`${name}.direction: must have a length above 0${cause}`);
  });
  const [u, v] = directions;
  if (v !== undefined) checkAngle(u, v);
  if (v !== undefined && orthogonal) {
    const length = norm(v);
    const along = dot(u, v) / dot(u, u); // V ← V − (U·V ∕ U·U)·U
    for (let k = 0; k < v.length; k++) v[k] -= along * u[k];
    setNorm(v, length);
  }
  const vectors = [center, ...directions];
  return {
    vectors,
    products: vectors.map((one) => vectors.map((other) => dot(one, other))),
    norms: { center: norm(center), a: norm(u), b: v === undefined ? null : norm(v) },
    cosine: v === undefined ? null : cosineOf(u, v),
  };
}

function directionOf(
  { direction }: AxisSpec,
  path: string,
  seed: number,
  onPath: readonly (() => Vector)[],
  dataset: Dataset,
  kernels: Kernels,
): Vector {
  const { classes, features } = dataset;
  if (direction instanceof Array) return weightsFrom(direction, path, dataset, kernels);
  const vector = kernels.allocate(classes * (features + 1));
  if (typeof direction === "number") {
    stream(seed, "directions", direction).fillGaussian(vector, 1);
    return vector;
  }
  if ("component" in direction) {
    if (onPath.length === 0) {
      throw new InputError(`${path}.component: must be of a run that moves: this one does not`);
    }
    if (direction.component > onPath.length) {
      throw new InputError(
        `${path}.component: must be 1 to ${onPath.length}, the components that the path of the run has: ` +
          `current value is ${direction.component}`,
      );
    }
    vector.set(onPath[direction.component - 1]());
    return vector;
  }
  const { class: row, column } = direction;
  if (row >= classes || column > features) {
    throw new InputError(
      `${path}: must have a class below ${classes} and a column of at most ${features}: ` +
        `current value is ${JSON.stringify(direction)}`,
    );
  }
  vector[row * (features + 1) + column] = 1;
  return vector;
}

function checkAngle(u: Vector, v: Vector): void {
  if (Math.abs(cosineOf(u, v)) > PARALLEL) {
    throw new InputError("b.direction: must not be parallel to a.direction");
  }
}

const norm = (vector: Vector) => Math.sqrt(dot(vector, vector));

const cosineOf = (u: Vector, v: Vector) => dot(u, v) / (norm(u) * norm(v));

function setNorm(vector: Vector, length: number): void {
  const own = norm(vector);
  const scale = own === 0 ? 0 : length / own;
  for (let k = 0; k < vector.length; k++) vector[k] *= scale;
}

/** ‖W₀ + a·U + b·V‖² */
export function squaredNorm({ products }: Plane, a: number, b: number): number {
  const by = [1, a, b];
  const square = products.reduce(
    (sum, row, i) => sum + row.reduce((inner, product, j) => inner + by[i] * by[j] * product, 0),
    0,
  );
  return Math.max(0, square); // rounding may leave less
}
