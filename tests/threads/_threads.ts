import type { Kernels } from "../../src/kernels/kernels.ts";
import type { SimdKernels } from "../../src/kernels/simd.ts";
import { losses } from "../../src/losses/mod.ts";
import { type LinearObjective, linearObjective } from "../../src/problems/classifier.ts";
import { openTeam, type Team, type WorkerStart } from "../../src/threads/team.ts";
import type { Dataset, Split, Vector } from "../../src/types.ts";
import { bits, freshKernels, numbers, randomBytes } from "../_simd.ts";

/** What `Team.sum` is called with. */
export type Sum = Parameters<Team["sum"]>;

/** A team that shows each sum to `see` before it works it out. */
export function watched(team: Team | null, see: (...sum: Sum) => void): Team {
  if (team === null) throw new Error("There is no team");
  const sum: Team["sum"] = (...given) => {
    see(...given);
    team.sum(...given);
  };
  return { ...team, sum };
}

/** A dataset of random numbers; 1,000 rows of 1,000 and more are enough to share. */
export function randomDataset(features: number, classes: number, seed = 1): Dataset {
  const split = (examples: number, seed: number): Split => ({
    examples,
    features: numbers(examples * features, "plain", seed),
    labels: randomBytes(examples, classes, seed + 1),
  });
  return {
    name: "random",
    features,
    classes,
    train: split(1000, seed),
    test: split(500, seed + 2),
    mean: Float64Array.from(numbers(features, "quarters", seed + 4)),
    fingerprint: "",
  };
}

/** The SVM loss over a dataset. */
export function svmObjective(
  dataset: Dataset,
  kernels: Kernels,
  team: Team | null = null,
  options: { readonly delta?: number; readonly l2?: number } = {},
): LinearObjective {
  const loss = losses.make({ name: "svm", ...options }, kernels);
  return linearObjective({ dataset, loss, kernels, team });
}

/** What an objective says at random weights: bits that depend on every shard. */
export function answers(
  objective: LinearObjective,
  kernels: Kernels,
  examples?: Uint32Array,
): Record<string, unknown> {
  using _ = kernels.scope();
  const weights = kernels.allocate(objective.size);
  weights.set(numbers(objective.size, "plain", 9));
  const gradient: Vector = kernels.allocate(objective.size);
  return {
    value: objective.gradient(weights, gradient, examples),
    loss: objective.loss(weights, examples),
    measures: objective.evaluate(weights),
    gradient: bits(gradient),
  };
}

/** Does something while `Worker` is another class. */
export async function withWorker<Result>(
  replacement: unknown,
  action: () => Promise<Result>,
): Promise<Result> {
  const { Worker } = globalThis;
  globalThis.Worker = replacement as typeof Worker;
  try {
    return await action();
  } finally {
    globalThis.Worker = Worker;
  }
}

/** A team, its kernels, and the words it shares with its workers. */
export interface OpenTeam extends Disposable {
  readonly kernels: SimdKernels;
  readonly team: Team;
  readonly words: Int32Array;
}

/** Opens a team that waits a second for its workers. */
export async function openedTeam(threads: number): Promise<OpenTeam> {
  const kernels = freshKernels();
  const starts: WorkerStart[] = [];
  class Caught extends Worker {
    override postMessage(start: WorkerStart): void {
      super.postMessage(start);
      starts.push(start);
    }
  }
  const team = await withWorker(Caught, () => openTeam(kernels, threads, { patience: 1 }));
  const words = kernels.arrayAt(starts[0].words) as Int32Array;
  return { kernels, team, words, [Symbol.dispose]: () => team.close() };
}

/** Stops the thread for some milliseconds. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
