import type { Memory } from "../src/kernels/kernels.ts";
import { stream } from "../src/exact/rng.ts";
import type { Dataset } from "../src/datasets/dataset.ts";
import type { Vector } from "../src/types.ts";

/** Shape of CIFAR-10: W is 10 × 3073. */
export const CLASSES = 10;
export const FEATURES = 3072;
export const COLUMNS = FEATURES + 1;

/** Flop of a step: two products of (examples, columns) with (columns, classes). */
export const stepFlop = (examples: number): number => 4 * examples * COLUMNS * CLASSES;
/** Flop of the scores, or of the gradient, alone. */
export const scoresFlop = (examples: number): number => 2 * examples * COLUMNS * CLASSES;

/** Units of the hidden layer of a network. */
export const HIDDEN = 64;
/** Flop of a product of a row with all weights of a layer. */
export const firstFlop: number = 2 * COLUMNS * HIDDEN;
/** Flop of a step of a network: sums and gradients of both layers, and the way back through the second one. */
export const networkFlop = (examples: number): number =>
  examples * (2 * (firstFlop + 2 * (HIDDEN + 1) * CLASSES) + 2 * HIDDEN * CLASSES);

/** Random bytes in the shape of CIFAR-10: the time of a step does not depend on what they show. */
export function randomImages(
  examples: number,
  { allocateBytes }: Pick<Memory, "allocateBytes">,
): Dataset {
  const rng = stream(1, "data");
  const features = allocateBytes(examples * FEATURES);
  const labels = allocateBytes(examples);
  // The same few thousand rows over and over, moved by one byte: fast to make, all different.
  const row = Uint8Array.from({ length: FEATURES + 1009 }, () => rng.below(256));
  for (let i = 0; i < examples; i++) {
    features.set(row.subarray(i % 1009, (i % 1009) + FEATURES), i * FEATURES);
    labels[i] = rng.below(CLASSES);
  }
  const none = { examples: 0, features: allocateBytes(0), labels: allocateBytes(0) };
  return {
    name: "random",
    features: FEATURES,
    classes: CLASSES,
    train: { examples, features, labels },
    validation: none,
    test: none,
    mean: new Float64Array(FEATURES).fill(127.5),
    fingerprint: "",
  };
}

/** Calls `action` with a folder of files in CIFAR-10's layout, which is removed afterwards. */
export async function withCifar10<Result>(
  recordsPerFile: number,
  action: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-" });
  try {
    const record = new Uint8Array(1 + FEATURES).fill(7);
    for (const name of [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`).concat("test_batch")) {
      using file = await Deno.create(`${folder}/${name}.bin`);
      const piece = new Uint8Array(recordsPerFile / 10 * record.length);
      for (let at = 0; at < piece.length; at += record.length) piece.set(record, at);
      for (let i = 0; i < 10; i++) await write(file, piece);
    }
    return await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** W as at the start of a run, where nearly every margin is violated. */
export function startingWeights(weights: Vector): Vector {
  stream(1, "init").fillGaussian(weights, 1e-4);
  return weights;
}
