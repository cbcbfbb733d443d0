import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { toy } from "../../src/datasets/toy.ts";
import { InputError } from "../../src/errors.ts";

Deno.test("toy() is three numbers in three classes unless told", async () => {
  const { train, test, features, classes } = await toy.make({}, undefined);
  assertEquals(
    [[...train.features], [...train.labels], features, classes, test.examples],
    [[1, 2, -1], [0, 1, 2], 1, 3, 0],
  );
});

Deno.test("toy() holds the points it is given, row after row", async () => {
  const { train, test, features } = await toy.make({
    points: [[1, 2.5], [3, 4]],
    labels: [1, 0],
    testPoints: [[5, 6]],
    testLabels: [1],
  }, undefined);
  assertEquals(
    [features, [...train.features], [...train.labels], [...test.features], [...test.labels]],
    [2, [1, 2.5, 3, 4], [1, 0], [5, 6], [1]],
  );
});

Deno.test("toy() has as many classes as the largest label of both parts says", async () => {
  const { classes } = await toy.make({
    points: [[1]],
    labels: [1],
    testPoints: [[2]],
    testLabels: [6],
  }, undefined);
  assertEquals(classes, 7);
});

Deno.test("toy() has two classes at least", async () => {
  const { classes } = await toy.make({ points: [[1]], labels: [0] }, undefined);
  assertEquals(classes, 2);
});

Deno.test("toy() is not centred unless told", async () => {
  const { mean } = await toy.make({ points: [[1, 2], [3, 8]], labels: [0, 1] }, undefined);
  assertEquals(mean, Float64Array.of(0, 0));
});

Deno.test("toy() is centred on the mean of the training points", async () => {
  const { mean } = await toy.make({
    points: [[1, 2], [3, 8]],
    labels: [0, 1],
    testPoints: [[100, 100]],
    testLabels: [0],
    center: true,
  }, undefined);
  assertEquals(mean, Float64Array.of(2, 5));
});

Deno.test("toy() has the fingerprint of labels and points in order", async () => {
  const { fingerprint } = await toy.make({
    points: [[1], [2]],
    labels: [0, 1],
    testPoints: [[3]],
    testLabels: [1],
  }, undefined);
  const hash = createHash("sha256");
  hash.update(Uint8Array.of(0, 1)).update(new Uint8Array(Float64Array.of(1, 2).buffer));
  hash.update(Uint8Array.of(1)).update(new Uint8Array(Float64Array.of(3).buffer));
  assertEquals(fingerprint, hash.digest("hex"));
});

Deno.test("toy() has another fingerprint for another label", async () => {
  const [one, two] = await Promise.all(
    [[0, 1], [1, 0]].map((labels) => toy.make({ points: [[1], [2]], labels }, undefined)),
  );
  assertNotEquals(one.fingerprint, two.fingerprint);
});

function assertRefused(options: Record<string, unknown>, message: string): void {
  assertThrows(() => toy.make(options, undefined), InputError, message);
}

Deno.test("toy() refuses more labels than points", () => {
  assertRefused(
    { points: [[1]], labels: [0, 1] },
    "dataset.labels: must have one class for each of the 1 points: it has 2",
  );
});

Deno.test("toy() refuses fewer test labels than test points", () => {
  assertRefused(
    { points: [[1]], labels: [0], testPoints: [[1], [2]], testLabels: [0] },
    "dataset.testLabels: must have one class for each of the 2 testPoints: it has 1",
  );
});

Deno.test("toy() refuses points of different lengths", () => {
  assertRefused(
    { points: [[1, 2], [3]], labels: [0, 1] },
    "dataset.points[1]: must have 2 numbers, as the first point has: it has 1",
  );
});

Deno.test("toy() refuses test points of another length than the training points", () => {
  assertRefused(
    { points: [[1, 2]], labels: [0], testPoints: [[3, 4], [1, 2, 3]], testLabels: [0, 0] },
    "dataset.testPoints[1]: must have 2 numbers, as the first point has: it has 3",
  );
});
