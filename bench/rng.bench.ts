/**
 * Random numbers, and the synthetic images that are made of them.
 *
 * @module
 */
import { datasets } from "../src/datasets/mod.ts";
import { stream } from "../src/exact/rng.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { CLASSES, COLUMNS } from "./_problem.ts";

const numbers = new Float32Array(CLASSES * COLUMNS);
const group = `${numbers.length} random numbers`;
const rng = stream(1, "search");

measureCeiling();
measure({ group, name: "uint32", isBaseline: true }, () => {
  for (let i = 0; i < numbers.length; i++) numbers[i] = rng.uint32();
});
measure({ group, name: "below" }, () => {
  for (let i = 0; i < numbers.length; i++) numbers[i] = rng.below(i + 1);
});
measure({ group, name: "gaussian" }, () => {
  for (let i = 0; i < numbers.length; i++) numbers[i] = 1e-4 * rng.gaussian();
});
measure({ group, name: "fillGaussian" }, () => rng.fillGaussian(numbers, 1e-4));

const IMAGES = 500;
measure(
  { group: "synthetic images", name: `${IMAGES} of them`, work: { examples: IMAGES } },
  async () => {
    await datasets.make({ name: "synthetic", train: IMAGES, test: 0 }, undefined);
  },
);
