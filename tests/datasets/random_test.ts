import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { eigs } from "mathjs";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { random } from "../../src/datasets/random.ts";
import { InputError } from "../../src/errors.ts";
import { stream } from "../../src/exact/rng.ts";
import type { Split } from "../../src/types.ts";
import { dot } from "../_toy.ts";

type Options = Readonly<Record<string, unknown>>;
const made = async (options: Options) => await random.make(options, undefined);

/** Examples of a part as lists of numbers. */
function rowsOf({ features }: Dataset, { features: rows, examples }: Split): Float64Array[] {
  return Array.from(
    { length: examples },
    (_, i) => Float64Array.from(rows.subarray(i * features, (i + 1) * features)),
  );
}

/** What is drawn for a training example: its way from the mean of its class. */
function wayOf(example: number, features: number, seed = 1): Float64Array {
  const way = new Float64Array(features);
  stream(seed, "data", 2 + 2 * example).fillGaussian(way, 1);
  return way;
}

/** The class means of data without a margin: that of class c is the way back from example c. */
function meansOf(dataset: Dataset): Float64Array[] {
  const rows = rowsOf(dataset, dataset.train);
  return Array.from(
    { length: dataset.classes },
    (_, label) => difference(rows[label], wayOf(label, dataset.features)),
  );
}

const difference = (a: Float64Array, b: Float64Array) => a.map((x, k) => x - b[k]);
const length = (a: Float64Array) => Math.sqrt(dot(a, a));

Deno.test("random() has classes of equal size, in turn", async () => {
  const { train, test } = await made({ train: 7, test: 4, classes: 3 });
  assertEquals([[...train.labels], [...test.labels]], [[0, 1, 2, 0, 1, 2, 0], [0, 1, 2, 0]]);
});

Deno.test("random() begins with the examples of a smaller set, and differs by its seed", async () => {
  const [small, large, other] = await Promise.all([
    made({ train: 10, test: 5 }),
    made({ train: 20, test: 7 }),
    made({ train: 10, test: 5, seed: 2 }),
  ]);
  for (const part of ["train", "test"] as const) {
    const { features } = small[part];
    assertEquals(large[part].features.subarray(0, features.length), features);
    assert(features.every((x, i) => x !== other[part].features[i]));
  }
});

/** Numbers of size 10 are rounded to f32, by 2⁻²¹. */
const ROUNDED = 2e-6;

Deno.test("random() has class means whose nearest two are as far from each other as is asked", async () => {
  for (const [separation, classes, features] of [[4, 2, 20], [0.1, 10, 2], [7, 5, 1], [0, 3, 4]]) {
    const means = meansOf(await made({ classes, features, separation }));
    const distances = means.flatMap((a, i) =>
      means.slice(0, i).map((b) => length(difference(a, b)))
    );
    assertAlmostEquals(Math.min(...distances), separation, 4 * ROUNDED);
  }
});

Deno.test("random() has normal numbers of deviation 1 around the mean of each class", async () => {
  const dataset = await made({ train: 500, features: 4, classes: 3 });
  const means = meansOf(dataset);
  for (const [i, row] of rowsOf(dataset, dataset.train).entries()) {
    const found = difference(row, means[dataset.train.labels[i]]);
    for (const [k, x] of wayOf(i, 4).entries()) assertAlmostEquals(found[k], x, 2 * ROUNDED);
  }
});

for (const [margin, classes, features] of [[0.5, 2, 20], [1, 5, 4], [2, 3, 1], [0, 4, 2]]) {
  Deno.test(`random() keeps ${classes} classes of ${features} numbers ${margin} from the planes between them`, async () => {
    const shape = { train: 1000, classes, features, separation: 4 };
    const [blobs, dataset] = await Promise.all([made(shape), made({ ...shape, margin })]);
    const means = meansOf(blobs);
    const allOf = (dataset: Dataset) =>
      [dataset.train, dataset.test].flatMap((part) => rowsOf(dataset, part));
    const labels = [...blobs.train.labels, ...blobs.test.labels];
    /** How far each example is from the nearest plane. */
    const distances = (dataset: Dataset) =>
      allOf(dataset).map((row, i) => {
        const own = means[labels[i]];
        const planes = means.filter((mean) => mean !== own).map((other) => {
          const between = difference(own, other);
          const middle = own.map((x, k) => (x + other[k]) / 2);
          return dot(difference(row, middle), between) / length(between);
        });
        return Math.min(...planes);
      });
    const [before, after] = [distances(blobs), distances(dataset)];
    const [rows, moved] = [blobs, dataset].map(allOf);
    let movedCount = 0;
    for (const [i, distance] of before.entries()) {
      if (distance > margin + 1e-4) assertEquals(moved[i], rows[i]);
      else {
        assertAlmostEquals(after[i], margin, 10 * ROUNDED);
        movedCount += 1;
      }
    }
    assert(movedCount > 0 && movedCount < 1500, `${movedCount}`);
  });
}

/** 1∕N Σ z·zᵀ of what is learnt from, where z is x with a 1 appended. */
function momentOf(dataset: Dataset): number[][] {
  const rows = rowsOf(dataset, dataset.train).map((row) => Float64Array.of(...row, 1));
  const columns = rows[0].map((_, k) => k);
  return [...columns].map((k) =>
    [...columns].map((j) => rows.reduce((sum, row) => sum + row[k] * row[j], 0) / rows.length)
  );
}

for (
  const [condition, features, validation, separation] of [
    ...[[1, 1, 0, 4], [1, 5, 0, 4], [100, 6, 0, 4], [1e8, 3, 0.3, 4], [100, 6, 0, 1e4]],
  ]
) {
  const what = `${features} numbers and the constant 1, from classes ${separation} apart`;
  Deno.test(`random() has a second moment whose condition number is ${condition}, of ${what}`, async () => {
    const options = { train: 400, features, condition, validation, separation, classes: 3 };
    const moment = momentOf(await made(options));
    const truth = [...Array(features).keys()]
      .map((k) => features === 1 ? 1 : condition ** (0.5 - k / (features - 1)));
    for (const [k, row] of moment.entries()) {
      for (const [j, value] of row.entries()) {
        const [a, b] = [truth[k] ?? 1, truth[j] ?? 1];
        // Each number is rounded to f32, by 2⁻²⁴ of itself.
        assertAlmostEquals(value, j === k ? a : 0, 1e-6 * Math.sqrt(a * b));
      }
    }
    const values = (eigs(moment, { eigenvectors: false }).values as number[]).map(Number);
    assertAlmostEquals(values[features] / values[0] / condition, 1, 1e-6);
  });
}

for (const [noise, classes, train] of [[0.1, 2, 1000], [0.25, 10, 30], [1, 3, 50], [0, 2, 20]]) {
  Deno.test(`random() replaces ${noise} of ${train} training labels, and no other number`, async () => {
    const shape = { train, classes, features: 2 };
    const [clean, noisy] = await Promise.all([made(shape), made({ ...shape, noise })]);
    const wrong = [...clean.train.labels].filter((label, i) => label !== noisy.train.labels[i]);
    assertEquals(wrong.length, Math.round(noise * train));
    assert(noisy.train.labels.every((label) => label < classes));
    assertEquals([noisy.train.features, noisy.test], [clean.train.features, clean.test]);
    if (noise === 1) assertEquals(new Set(noisy.train.labels).size, 3);
  });
}

const REFUSED: readonly (readonly [what: string, options: Options, message: string])[] = [
  ["a margin that is too large", { margin: 2.1 }, "must be at most half of the separation"],
  [
    "classes so far apart that sums of their squares are not exact enough for a condition",
    { separation: 2e4, condition: 10 },
    "expected number to be <=10000",
  ],
  [
    "a margin and a condition",
    { margin: 1, condition: 10 },
    "must be left out where a condition is given, which changes all distances",
  ],
  [
    "a condition of a single number",
    { features: 1, condition: 2 },
    "must be 1 of a single feature",
  ],
  [
    "a condition of more features than examples",
    { train: 10, features: 10, condition: 2 },
    "dataset.condition: there must be more training examples than features: there are 10 and 10",
  ],
  [
    "more than memory can have",
    { train: 1e6, features: 10_000 },
    "Not enough memory: 40,000 MB are needed and 4,295 MB can be had; take fewer examples",
  ],
];
for (const [what, options, message] of REFUSED) {
  Deno.test(`random() refuses ${what}`, async () => {
    await assertRejects(() => made(options), InputError, message);
  });
}
