import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { toy } from "../../src/datasets/toy.ts";
import { InputError } from "../../src/errors.ts";
import { type Points, toyOf } from "../_toy.ts";

/** A toy as plain numbers. */
async function factsOf(options: Partial<Points> = {}) {
  const { features, classes, mean, train, test } = await toyOf(options);
  const [points, testPoints] = [train, test].map((part) => [...part.features]);
  const [labels, testLabels] = [train, test].map((part) => [...part.labels]);
  return { features, classes, mean: [...mean], points, labels, testPoints, testLabels };
}

const ONE = { points: [[1]], labels: [0] };
const TWO = { points: [[1, 2], [3, 8]], labels: [0, 1] };
for (
  const [what, options, expected] of [
    ["is three numbers in three classes where nothing is said", {}, {
      features: 1,
      classes: 3,
      points: [1, 2, -1],
      labels: [0, 1, 2],
      testPoints: [],
    }],
    ["holds the points it is given, row after row", {
      points: [[1, 2.5], [3, 4]],
      labels: [1, 0],
      testPoints: [[5, 6]],
      testLabels: [1],
    }, {
      features: 2,
      points: [1, 2.5, 3, 4],
      labels: [1, 0],
      testPoints: [5, 6],
      testLabels: [1],
    }],
    ["has as many classes as the largest label of both parts says", {
      points: [[1]],
      labels: [1],
      testPoints: [[2]],
      testLabels: [6],
    }, { classes: 7 }],
    ["has two classes at least", ONE, { classes: 2 }],
    ["has the number of classes that it is given", { ...TWO, classes: 5 }, { classes: 5 }],
    ["is not centred where nothing is said", TWO, { mean: [0, 0] }],
    ["is centred on the mean of the training points", {
      ...TWO,
      testPoints: [[100, 100]],
      testLabels: [0],
      center: true,
    }, { mean: [2, 5] }],
  ] as const
) {
  Deno.test(`toy() ${what}`, async () => {
    const facts = await factsOf(options as unknown as Points);
    assertEquals<unknown>({ ...facts, ...expected }, facts);
  });
}

Deno.test("toy() has the fingerprint of labels and points in order", async () => {
  const given = { points: [[1], [2]], testPoints: [[3]], testLabels: [1] };
  const { fingerprint } = await toyOf({ ...given, labels: [0, 1] });
  const hash = createHash("sha256");
  hash.update(Uint8Array.of(0, 1)).update(new Uint8Array(Float64Array.of(1, 2).buffer));
  hash.update(Uint8Array.of(1)).update(new Uint8Array(Float64Array.of(3).buffer));
  assertEquals(fingerprint, hash.digest("hex"));
  assertNotEquals((await toyOf({ ...given, labels: [1, 0] })).fingerprint, fingerprint);
});

for (
  const [what, options, message] of [
    [
      "more labels than points",
      { ...ONE, labels: [0, 1] },
      "labels: must have one class for each " +
      "of the 1 points: it has 2",
    ],
    [
      "fewer test labels than test points",
      { ...ONE, testPoints: [[1], [2]], testLabels: [0] },
      "testLabels: must have one class for each of the 2 testPoints: it has 1",
    ],
    [
      "a label that is not among its classes",
      { ...ONE, labels: [3], classes: 3 },
      "labels[0]: must be below 3, the number of classes: current value is 3",
    ],
    [
      "a test label that is not among its classes",
      { ...ONE, testPoints: [[1], [2]], testLabels: [1, 2], classes: 2 },
      "testLabels[1]: must be below 2, the number of classes: current value is 2",
    ],
    [
      "points of different lengths",
      { points: [[1, 2], [3]], labels: [0, 1] },
      "points[1]: must have 2 numbers, as the first point has: it has 1",
    ],
    [
      "test points of another length than the training points",
      { points: [[1, 2]], labels: [0], testPoints: [[3, 4], [1, 2, 3]], testLabels: [0, 0] },
      "testPoints[1]: must have 2 numbers, as the first point has: it has 3",
    ],
  ] as const
) {
  Deno.test(`toy() refuses ${what}`, () => {
    assertThrows(() => toy.make(options, undefined), InputError, `dataset.${message}`);
  });
}
