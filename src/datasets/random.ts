import { z } from "zod";
import { ensure } from "../errors.ts";
import { stream } from "../exact/rng.ts";
import type { Rng, Split } from "../types.ts";
import { build } from "./_build.ts";
import { condition } from "./_conditioning.ts";
import { standardising } from "./_standardise.ts";
import { shuffle } from "./batches.ts";
import { allocateBytes, allocateFloats } from "./_room.ts";
import { type DatasetStorage, defineDataset, MOST_CLASSES } from "./dataset.ts";
import { splitOff, validation } from "./validation.ts";

/** Streams of the purpose `data`: the means of classes, flipped labels, and then one for each example. */
const STREAMS = { means: 0, noise: 1, examples: 2 };
/** Examples after which others have a turn. */
const TURN = 10_000;

const options = z.strictObject({
  train: z.int().min(1).max(1e6).default(1000).describe("Training examples"),
  test: z.int().min(0).max(1e6).default(500).describe("Test examples"),
  features: z.int().min(1).max(10_000).default(20).describe("Numbers of each example"),
  classes: z.int().min(2).max(MOST_CLASSES).default(2).describe(
    "Number of classes, all equally large",
  ),
  seed: z.int().min(0).default(1).describe("Seed of all that is drawn"),
  separation: z.number().min(0).max(1e4).default(4).describe(
    "Distance between the two nearest class means; examples are around theirs with deviation 1",
  ),
  margin: z.number().min(0).optional().describe(
    "Classes are separable by planes, and each example is at least so far from them: those that " +
      "would not be are drawn towards the mean of their class; at most half of the separation",
  ),
  condition: z.number().min(1).max(1e12).optional().describe(
    "Condition number κ of the second moment of what is learnt from, as a linear transformation " +
      "makes it: eigenvalues along the axes, from √κ to 1/√κ",
  ),
  noise: z.number().min(0).max(1).default(0)
    .describe("Share of the training labels that are replaced by those of other classes"),
  validation,
  ...standardising(false),
}).refine(({ separation, margin = 0 }) => margin <= separation / 2, {
  path: ["margin"],
  error: "must be at most half of the separation",
}).refine(({ margin, condition }) => margin === undefined || condition === undefined, {
  path: ["margin"],
  error: "must be left out where a condition is given, which changes all distances",
}).refine(({ features, condition = 1 }) => features > 1 || condition === 1, {
  path: ["condition"],
  error: "must be 1 of a single feature",
});

/**
 * Normal numbers around a mean for each class: what theory speaks of, with its properties as options.
 *
 * Unless a condition is asked for, example i depends on the seed and i alone.
 */
export const random = defineDataset({
  name: "random",
  summary: "Normal numbers around class means, with a margin, a condition number or wrong labels",
  options,
  example: { train: 60, test: 20, features: 3, classes: 3 },
  async make(options, storage) {
    const { train, test, features, classes, seed, noise, validation, center, scale } = options;
    const draw = drawer(options);
    const parts = {
      train: await draw(train, 0, storage),
      test: await draw(test, 1, storage),
    };
    if (options.condition !== undefined) {
      const [learnt] = splitOff(parts.train, features, validation);
      await condition([parts.train, parts.test], learnt, features, options.condition, storage);
    }
    flip(parts.train.labels, noise, classes, stream(seed, "data", STREAMS.noise));
    return build(
      { name: "random", features, classes, ...parts, validation, center, scale },
      storage,
    );
  },
});

type Draw = (examples: number, part: number, storage: DatasetStorage) => Promise<Split>;

/** A function that draws a part: examples `part`, `part` + 2, `part` + 4, … */
function drawer({ features, classes, seed, separation, margin }: z.output<typeof options>): Draw {
  const means = meansOf(classes, features, separation, stream(seed, "data", STREAMS.means));
  const away = new Float64Array(features);
  return async (examples, part, storage) => {
    const rows = allocateFloats(examples * features, storage);
    const labels = allocateBytes(examples, storage);
    for (let i = 0; i < examples; i++) {
      if (i % TURN === TURN - 1) await storage?.turn?.(i / examples);
      const label = labels[i] = i % classes;
      stream(seed, "data", STREAMS.examples + 2 * i + part).fillGaussian(away, 1);
      const share = margin === undefined ? 1 : shareWithin(margin, means, label, away);
      for (let k = 0; k < features; k++) rows[i * features + k] = means[label][k] + share * away[k];
    }
    return { examples, features: rows, labels };
  };
}

/** Normal means, stretched so that the nearest two are as far from each other as they should be. */
function meansOf(classes: number, features: number, separation: number, rng: Rng): Float64Array[] {
  const means = Array.from({ length: classes }, () => {
    const mean = new Float64Array(features);
    rng.fillGaussian(mean, 1);
    return mean;
  });
  let nearest = Infinity;
  for (const [i, mean] of means.entries()) {
    for (const other of means.slice(0, i)) nearest = Math.min(nearest, distance(mean, other));
  }
  ensure(nearest > 0, "dataset.seed: must be another, as this one draws two equal class means");
  return means.map((mean) => mean.map((x) => x * (separation / nearest)));
}

/**
 * The largest share of the way `away` from the mean of a class that stays at least `margin` from the plane
 * in the middle between it and any other mean.
 */
function shareWithin(
  margin: number,
  means: readonly Float64Array[],
  label: number,
  away: Float64Array,
): number {
  const own = means[label];
  let share = 1;
  for (const [other, mean] of means.entries()) {
    if (other === label) continue;
    const between = distance(own, mean);
    let towards = 0; // how far the way goes towards that mean
    for (let k = 0; k < away.length; k++) towards += (away[k] * (mean[k] - own[k])) / between;
    if (towards > 0) share = Math.min(share, Math.max(0, between / 2 - margin) / towards);
  }
  return share;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return Math.sqrt(sum);
}

/** Replaces a share of labels, each by that of another class. */
function flip(labels: Uint8Array, share: number, classes: number, rng: Rng): void {
  const order = Uint32Array.from(labels, (_, i) => i);
  shuffle(order, rng);
  for (const i of order.subarray(0, Math.round(share * labels.length))) {
    labels[i] = (labels[i] + 1 + rng.below(classes - 1)) % classes;
  }
}
