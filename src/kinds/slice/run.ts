/**
 * The loss along one or two directions through a point.
 *
 * @module
 */
import { axisValues } from "../axis.ts";
import type { SlicePlan } from "../plan.ts";
import { type AxisSpec, isOnPath, type SliceSpec } from "../specs.ts";
import { InputError } from "../../errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { type Loss, losses } from "../../losses/mod.ts";
import { sha256 } from "../../exact/sha256.ts";
import { type Progress, startingWeights, train, type TrainContext } from "../train/run.ts";
import type { Dataset, Slice, SlicePoint, Vector } from "../../types.ts";
import { kinksOn } from "../../problems/_kinks.ts";
import { affineMargins, isPiecewise } from "../../problems/_margins.ts";
import { project, type Snapshot } from "./_path.ts";
import { type Plane, planeOf, squaredNorm } from "./_plane.ts";
import { type Products, productsOf } from "../../problems/_products.ts";
import { weightsFrom } from "./_weights.ts";

/** Points of a path: each is kept as f64, and components take the third power of their number. */
const MOST_POINTS = 300;
/** Places between two looks at the outside. */
const PAUSE = 64;
/** The share of the work that training is taken for, where there is a run at the centre. */
const TRAINING = 0.5;

/**
 * L(W + a·U) or L(W + a·U + b·V) at each place of a grid. Yields its progress and returns the
 * slice.
 *
 * Scores are linear in the weights: X·(W + a·U + b·V) = X·W + a·X·U + b·X·V. Three products over
 * all examples are enough; a place then costs O(examples · classes), however many features.
 *
 * @throws {InputError} When centre, directions and dataset do not fit each other
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadExperiment, runExperiment } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "kind": "slice",
 *     "title": "Toy",
 *     "question": "Where are the kinks?",
 *     "dataset": { "name": "toy" },
 *     "center": "zero",
 *     "a": { "direction": { "class": 0, "column": 0 }, "min": -2, "max": 2, "points": 5 },
 *   }`,
 *   { source: "toy.jsonc", kind: "slice" },
 * );
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind !== "result") continue;
 *   const { points } = event.result;
 *   // With W = 0 each of the two wrong classes misses the margin by 1.
 *   assertEquals(points[2], { a: 0, b: null, loss: 2, dataLoss: 2, penalty: 0 });
 * }
 * ```
 */
export function* slice(
  plan: SlicePlan,
  context: TrainContext,
): Generator<Progress, Slice> {
  const { spec, trained, ...label } = plan;
  const { dataset, kernels } = context;
  const snapshots: Snapshot[] = [];
  const center = yield* centerOf(plan, context, snapshots);
  const plane = planeOf(center, plan, snapshots, dataset, kernels);
  const loss = losses.make(spec.loss, kernels);
  const rows = rowsOf(spec, dataset);
  const grid = { a: placesOf(spec.a), b: spec.b === undefined ? null : placesOf(spec.b) };
  const products = productsOf(plane.vectors, rows, dataset, kernels);
  const summing = sumLosses(grid, products, loss, kernels);
  let next = summing.next();
  for (; !next.done; next = summing.next()) {
    const done = trained === null ? next.value : TRAINING + (1 - TRAINING) * next.value;
    yield { done, examples: Math.round(next.value * rows.length) };
  }
  return {
    ...label,
    a: grid.a,
    b: grid.b,
    points: pointsOf(next.value, grid, rows.length, loss, plane),
    kinks: grid.b === null ? kinksOn(plane, rows, spec, dataset) : null,
    path: spec.path ? project(snapshots, plane) : null,
    center: centerText(spec),
    normalization: spec.normalization,
    norms: plane.norms,
    cosine: plane.cosine,
    examples: rows.length,
    weightsSha256: sha256(center),
    datasetSha256: dataset.fingerprint,
  };
}

/** W at (0, 0); of a run, with the weights of its recorded points on the way. */
function* centerOf(
  { spec, seed, trained }: SlicePlan,
  context: TrainContext,
  snapshots: Snapshot[],
): Generator<Progress, Vector> {
  const { kernels, objective: { size } } = context;
  const { center } = spec;
  if (trained !== null) {
    const isPathWanted = spec.path || isOnPath(spec.a) || isOnPath(spec.b);
    const training = train(trained, context, (record, weights) => {
      if (!isPathWanted) snapshots.pop();
      else if (snapshots.length === MOST_POINTS) {
        throw new InputError(
          `its record makes more than ${MOST_POINTS} points, too many for a path`,
        );
      }
      snapshots.push({ record, weights: Float64Array.from(weights) });
    });
    let next = training.next();
    for (; !next.done; next = training.next()) {
      yield { ...next.value, done: TRAINING * next.value.done };
    }
    const { status, stopReason } = next.value;
    if (status === "interrupted") yield { done: TRAINING, examples: 0 }; // nobody comes back for more
    const weights = kernels.allocate(size);
    weights.set(snapshots[snapshots.length - 1].weights);
    if (status === "error" || status === "diverged") {
      const cause = status === "error" ? stopReason : "it diverged";
      throw new InputError(`center.run: cannot be the centre: ${cause}`);
    }
    return weights;
  }
  if (center === "random") return startingWeights(size, spec.init.scale, seed, kernels);
  if (center === "zero") return kernels.allocate(size);
  return weightsFrom(center as readonly (readonly number[])[], "center", context.dataset, kernels);
}

function centerText({ center }: SliceSpec): string {
  if (typeof center === "string") return center === "zero" ? "zero" : "random weights";
  return "experiment" in center
    ? `the end of run ${center.run} of ${center.experiment}, on this dataset and loss`
    : "as in the file";
}

function placesOf({ min, max, points }: AxisSpec): number[] {
  return axisValues({ linspace: [min, max, points] }) as number[];
}

/** The examples that the loss is over. */
function rowsOf({ example }: SliceSpec, { train }: Dataset): Uint32Array {
  if (example === "all") return Uint32Array.from({ length: train.examples }, (_, i) => i);
  if (example >= train.examples) {
    throw new InputError(
      `example: must be below ${train.examples}, the number of training examples: ` +
        `current value is ${example}`,
    );
  }
  return Uint32Array.of(example);
}

/** The places of a slice. */
interface Grid {
  readonly a: readonly number[];
  readonly b: readonly number[] | null;
}

/** Σ Lᵢ at each place, rising a first. Yields the share that is done. */
function* sumLosses(
  { a, b }: Grid,
  products: Products,
  loss: Loss,
  kernels: Kernels,
): Generator<number, Float64Array> {
  const sums = new Float64Array(a.length * (b?.length ?? 1));
  // What a place is made of is affine in a and b: margins, or scores.
  const parts = isPiecewise(loss)
    ? affineMargins(loss, products).map((margins) => {
      const rounded = kernels.allocate(margins.length);
      rounded.set(margins);
      return rounded;
    })
    : products.scores;
  const sumAt = isPiecewise(loss) ? kernels.rampSum : lossSum(loss, products, kernels);
  const [center, u, v] = parts;
  const row = kernels.allocate(center.length);
  let at = 0;
  for (const placeB of b ?? [0]) {
    kernels.copy(row, center);
    if (v !== undefined) kernels.addScaled(row, placeB, v);
    for (const placeA of a) {
      sums[at++] = sumAt(row, placeA, u);
      if (at % PAUSE === 0) yield at / sums.length;
    }
  }
  return sums;
}

/** Σ Lᵢ of the scores base + a·slope, of any loss. */
function lossSum(
  loss: Loss,
  { labels, rows, classes }: Products,
  kernels: Kernels,
): Kernels["rampSum"] {
  const [scores, coefficients] = [0, 0].map(() => kernels.allocate(rows * classes));
  const losses = kernels.allocate(rows);
  return (base, a, slope) => {
    kernels.copy(scores, base);
    kernels.addScaled(scores, a, slope);
    loss.ofRows(losses, coefficients, scores, labels, rows, classes);
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += losses[i];
    return sum;
  };
}

function pointsOf(
  sums: Float64Array,
  { a, b }: Grid,
  rows: number,
  { l2 }: Loss,
  plane: Plane,
): SlicePoint[] {
  return (b ?? [null]).flatMap((placeB, j) =>
    a.map((placeA, i) => {
      const dataLoss = sums[j * a.length + i] / rows;
      const penalty = l2 === 0 ? 0 : l2 * squaredNorm(plane, placeA, placeB ?? 0);
      return {
        a: placeA,
        b: placeB,
        loss: Math.fround(dataLoss + penalty),
        dataLoss: Math.fround(dataLoss),
        penalty: Math.fround(penalty),
      };
    })
  );
}
