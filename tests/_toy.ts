import type { Backend } from "../src/threads/backend.ts";
import { toy } from "../src/datasets/toy.ts";
import { loadExperiment } from "../src/experiment/load.ts";
import type { Kind } from "../src/kinds/specs.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import { svm } from "../src/losses/svm.ts";
import { type LinearObjective, linearObjective } from "../src/problems/classifier.ts";
import { type Purpose, stream } from "../src/exact/rng.ts";
import { type Results, runExperiment } from "../src/runs/experiment.ts";
import type { Dataset, Vector } from "../src/types.ts";

/** Fields of an experiment file. */
export type Fields = Readonly<Record<string, unknown>>;

interface Given {
  /** What computes; the reference when left out. */
  readonly backend?: Pick<Backend, "kernels" | "team">;
  /** The experiment that `center.experiment` reads, whatever its name. */
  readonly other?: Fields | undefined;
}

const textOf = (fields: Fields) =>
  JSON.stringify({ title: "Tiny", question: "What comes of it?", ...fields });

/** What comes of the runs of an experiment, in order. */
export async function resultsOf<K extends Kind>(
  kind: K,
  fields: Fields,
  { backend, other = {} }: Given = {},
): Promise<Results[K][]> {
  const experiment = loadExperiment(textOf({ kind, ...fields }), {
    source: "tiny.jsonc",
    kind,
    read: () => textOf(other),
  });
  const results: Results[K][] = [];
  for await (const event of runExperiment(experiment, backend && { backend })) {
    if (event.kind === "result") results.push(event.result);
  }
  return results;
}

/** What comes of the only run of an experiment. */
export async function resultOf<K extends Kind>(
  kind: K,
  fields: Fields,
  given: Given = {},
): Promise<Results[K]> {
  const [result] = await resultsOf(kind, fields, given);
  return result;
}

/** The options of a toy dataset. */
export interface Points {
  readonly points: number[][];
  readonly labels: number[];
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

/** The SVM loss in f64. */
export function exactObjective(
  dataset: Dataset,
  options: { readonly delta?: number; readonly l2?: number } = {},
): LinearObjective {
  const kernels = referenceKernels("f64");
  return linearObjective({ dataset, loss: svm.make(options, kernels), kernels });
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

/** The only real pixels that tests may count on. */
export const REAL = "../shared/data/cifar10-subset";

const isThere = await Deno.stat(REAL).then(({ isDirectory }) => isDirectory, () => false);

/** Registers a test that needs real pixels; why it is skipped stands in its name. */
export function testOfPixels(name: string, fn: () => Promise<void>): void {
  const why = isThere ? "" : ` (skipped: there is no folder ${REAL})`;
  Deno.test({ name: `${name}${why}`, ignore: !isThere, fn });
}
