import type { Dataset } from "../../src/datasets/dataset.ts";
import type { SimdKernels } from "../../src/kernels/simd.ts";
import type { Problem } from "../../src/problems/problem.ts";
import type { WorkerStart } from "../../src/threads/_jobs.ts";
import { openTeam, type Team } from "../../src/threads/team.ts";
import type { Split } from "../../src/types.ts";
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
    validation: split(300, seed + 5),
    test: split(500, seed + 2),
    mean: Float64Array.from(numbers(features, "quarters", seed + 4)),
    fingerprint: "",
  };
}

/** What a problem says at random weights: bits that depend on every shard. */
export function answers(
  problem: Problem,
  batch: Uint32Array | null = null,
): Readonly<Record<string, unknown>> {
  const { space, size } = problem;
  using _ = space.scope();
  const weights = space.allocate(size);
  weights.set(numbers(size, "plain", 9));
  const gradient = space.allocate(size);
  problem.use(batch);
  return {
    value: problem.gradient(weights, gradient),
    loss: problem.loss(weights),
    measures: problem.measure(weights),
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
  const { words } = starts[0];
  return { kernels, team, words, [Symbol.dispose]: () => team.close() };
}

/** Stops the thread for some milliseconds. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
