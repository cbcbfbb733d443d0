import type { Dataset } from "../src/datasets/dataset.ts";
import { toy } from "../src/datasets/toy.ts";
import { type Purpose, stream } from "../src/exact/rng.ts";
import type { Kernels, Precision } from "../src/kernels/kernels.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { type Classifier, classifier, type ClassifierParts } from "../src/problems/classifier.ts";
import type { Objective, Problem } from "../src/problems/problem.ts";
import type { MethodContext, Moment } from "../src/step_sizes/step_size.ts";
import type { Team } from "../src/threads/team.ts";
import type { Choice, Vector } from "../src/types.ts";

/** The options of a toy dataset. */
export interface Points {
  readonly points: number[][];
  readonly labels: number[];
  readonly testPoints?: number[][];
  readonly testLabels?: number[];
  readonly classes?: number;
  readonly validation?: number;
  readonly center?: boolean;
}

/** Normal numbers in three digits after the point, every class among their labels. */
export function randomPoints(
  seed: number,
  { examples = 20, features = 3, classes = 4 } = {},
): Points {
  const { gaussian } = stream(seed, "data");
  const one = () => Math.round(1000 * gaussian()) / 1000;
  return {
    points: Array.from({ length: examples }, () => Array.from({ length: features }, one)),
    labels: Array.from({ length: examples }, (_, i) => (classes - 1 - i % classes)),
  };
}

export function toyOf(points: Partial<Points> = {}): Promise<Dataset> {
  return toy.make(points, undefined);
}

interface SvmOptions {
  readonly delta?: number;
  readonly l2?: number;
  readonly scale?: number;
  readonly precision?: Precision;
  readonly kernels?: Kernels;
  readonly team?: Team | null;
}

/** The SVM loss over a dataset, by the reference in f32 where nothing else is said. */
export function svmOver(
  dataset: Dataset,
  { precision = "f32", kernels = referenceKernels(precision), team = null, scale = 1, ...loss }:
    SvmOptions = {},
): Problem {
  return classifier({ dataset, loss: { name: "svm", ...loss }, scale, kernels, team });
}

/** A network over points: of two layers, or of hidden layers with these widths. */
export async function networkOver(
  points: Partial<Points>,
  hidden: number | number[],
  { precision = "f64", ...parts }: Partial<ClassifierParts> & { precision?: Precision } = {},
): Promise<Classifier> {
  const scores: Choice = typeof hidden === "number"
    ? { name: "twoLayer", hidden }
    : { name: "mlp", widths: hidden };
  const dataset = await toyOf({ center: false, ...points });
  const kernels = referenceKernels(precision);
  return classifier({ dataset, scores, loss: { name: "svm" }, kernels, ...parts });
}

/** The gradient at weights, over a batch or all; what was in its place must not show. */
export function gradientOf<Weights extends Vector>(
  problem: Problem,
  weights: Weights,
  batch: Uint32Array | null = null,
): Weights {
  const gradient = weights.slice().fill(NaN) as Weights;
  problem.use(batch);
  problem.gradient(weights, gradient);
  return gradient;
}

/** Normal numbers × scale, in f64. */
export function randomWeights(seed: number, size: number, scale = 1): Float64Array {
  const weights = new Float64Array(size);
  stream(seed, "init").fillGaussian(weights, scale);
  return weights;
}

/** Numbers of a stream, in f32. */
export function normals(seed: number, purpose: Purpose, size: number, index = 0): Float32Array {
  const { gaussian } = stream(seed, purpose, index);
  return Float32Array.from({ length: size }, () => gaussian());
}

/** The first moment of a run. */
export function momentOf({ seed = 1 } = {}): Moment {
  const trace = { usedStepSize: null, clippedSteps: null };
  return { iteration: 0, epoch: 0, rng: stream(seed, "search"), trace };
}

/** What a method is made for: a run of 100 steps, of 10 steps a pass where it is stochastic. */
export function contextOf(
  { space, size, hessian }: Pick<Objective, "space" | "size" | "hessian">,
  more: Partial<MethodContext> = {},
): MethodContext {
  const isStochastic = more.isStochastic ?? false;
  const stepsPerEpoch = isStochastic ? 10 : 1;
  const hasHessian = hessian !== undefined;
  return { space, size, steps: 100, stepsPerEpoch, isStochastic, hasHessian, ...more };
}

/** W + a·U + b·V in f64. */
export function moved(w: Vector, a: number, u: Vector, b = 0, v: Vector = u): Float64Array {
  return Float64Array.from(w, (one, k) => one + a * u[k] + b * v[k]);
}

/** Σ aᵢ·bᵢ, in order. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

export function norm(vector: Vector): number {
  return Math.sqrt(dot(vector, vector));
}

/** A value that has to be there. */
export function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error(`It is ${value}`);
  return value;
}

/** 0, 1, … count − 1. */
export function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/** The only real pixels that tests may count on. */
export const REAL = "../shared/data/cifar10-subset";

const isThere = await Deno.stat(REAL).then(({ isDirectory }) => isDirectory, () => false);

/** Registers a test that needs real pixels; why it is skipped stands in its name. */
export function testOfPixels(name: string, fn: () => Promise<void>): void {
  const why = isThere ? "" : ` (skipped: there is no folder ${REAL})`;
  Deno.test({ name: `${name}${why}`, ignore: !isThere, fn });
}
