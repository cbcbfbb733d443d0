import { z } from "zod";
import { ensure, InputError } from "../errors.ts";
import type { Split } from "../types.ts";
import { build } from "./_build.ts";
import { standardising } from "./_standardise.ts";
import { defineDataset, MOST_CLASSES } from "./dataset.ts";
import { validation } from "./validation.ts";

const rows = z.array(z.array(z.number().min(-1e30).max(1e30)).min(1)); // finite in f32
const labels = z.array(z.int().min(0).max(MOST_CLASSES - 1));

/** Points given in the file; without any, three numbers in three classes. */
export const toy = defineDataset({
  name: "toy",
  summary: "Tiny points given in the file, for examples checked by hand",
  options: z.strictObject({
    points: rows.min(1).default([[1], [2], [-1]]).describe("Training points, one list each"),
    labels: labels.min(1).default([0, 1, 2]).describe("Class of each training point, from 0"),
    testPoints: rows.default([]).describe("Test points"),
    testLabels: labels.default([]).describe("Class of each test point"),
    classes: z.int().min(2).max(MOST_CLASSES).optional()
      .describe(
        "Number of classes; as many as the largest label says when left out, and 2 at least",
      ),
    validation,
    ...standardising(false),
  }),
  example: {},
  make({ points, labels, testPoints, testLabels, classes, validation, center, scale }) {
    const features = points[0].length;
    checkLabels("labels", labels, classes);
    checkLabels("testLabels", testLabels, classes);
    return Promise.resolve(build({
      name: "toy",
      features,
      classes: classes ?? Math.max(1, ...labels, ...testLabels) + 1,
      train: split("points", points, "labels", labels, features),
      test: split("testPoints", testPoints, "testLabels", testLabels, features),
      validation,
      center,
      scale,
    }));
  },
});

function checkLabels(key: string, labels: readonly number[], classes = MOST_CLASSES): void {
  const wrong = labels.findIndex((label) => label >= classes);
  ensure(
    wrong < 0,
    `dataset.${key}[${wrong}]: must be below ${classes}, the number of classes: ` +
      `current value is ${labels[wrong]}`,
  );
}

function split(
  pointsKey: string,
  points: readonly (readonly number[])[],
  labelsKey: string,
  labels: readonly number[],
  features: number,
): Split {
  ensure(
    points.length === labels.length,
    `dataset.${labelsKey}: must have one class for each of the ${points.length} ${pointsKey}: ` +
      `it has ${labels.length}`,
  );
  const ragged = points.findIndex((point) => point.length !== features);
  if (ragged >= 0) {
    throw new InputError(
      `dataset.${pointsKey}[${ragged}]: must have ${features} numbers, as the first point has: ` +
        `it has ${points[ragged].length}`,
    );
  }
  return {
    examples: points.length,
    features: Float64Array.from(points.flat()),
    labels: Uint8Array.from(labels),
  };
}
