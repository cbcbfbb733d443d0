import { z } from "zod";
import { stream } from "../exact/rng.ts";
import type { Rng } from "../types.ts";
import {
  build,
  CLASSES,
  emptyImages,
  type Images,
  PICTURE,
  PIXELS,
  PLANES,
  SIDE,
} from "./_build.ts";
import { CLASS_MEANS, IMAGES, inverseTransform, variances } from "./_spectrum.ts";
import { standardising } from "./_standardise.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";
import { validation } from "./validation.ts";

const AREA = SIDE * SIDE;
/** Mean of the red, green and blue plane of CIFAR-10. */
const COLOUR_MEAN = [125.3, 122.9, 113.9];
/** Principal colours of CIFAR-10: the variance of a pixel along each, and its red, green, blue. */
const COLOURS = [
  { variance: 11173, mix: [0.558, 0.577, 0.597] },
  { variance: 815, mix: [-0.703, -0.055, 0.709] },
  { variance: 172, mix: [0.441, -0.815, 0.375] },
];
/** Distance between the classes; this value brings gradient descent near CIFAR-10's accuracy. */
const SEPARATION = 0.75;
/** Streams 0 … 9 of the purpose `data` draw the class means, the later ones an image each. */
const FIRST_IMAGE = 16;
/** Images after which others have a turn, such as whoever hears that the user asks to stop. */
const TURN = 500;

/**
 * Gaussian images with the spectrum, the colours and the class means of CIFAR-10.
 *
 * Image i depends on the seed and i alone: a larger set begins with the images of a smaller one.
 */
export const synthetic = defineDataset({
  name: "synthetic",
  summary: "Images that behave like CIFAR-10, made on the spot: nothing to download",
  options: z.strictObject({
    train: z.int().min(1).max(1e6).default(5000).describe("Training images"),
    test: z.int().min(0).max(1e6).default(1000).describe("Test images"),
    seed: z.int().min(0).default(1).describe("Seed of the images"),
    validation,
    ...standardising(true),
  }),
  example: { train: 40, test: 20 },
  async make({ train, test, seed, validation, center, scale }, storage) {
    const parts = { train: emptyImages(train, storage), test: emptyImages(test, storage) };
    const paintAll = painter(seed);
    await paintAll(parts.train, 0, storage);
    await paintAll(parts.test, 1, storage);
    const shape = { features: PIXELS, picture: PICTURE, classes: CLASSES };
    return build({ name: "synthetic", ...shape, ...parts, validation, center, scale }, storage);
  },
});

/** A function that fills in a part: images `part`, `part` + 2, `part` + 4, … */
function painter(
  seed: number,
): (empty: Images, part: number, storage: DatasetStorage) => Promise<void> {
  const all = variances(IMAGES);
  const between = variances(CLASS_MEANS).map((variance) => variance * SEPARATION * SEPARATION);
  const within = all.map((variance, i) => Math.max(0, variance - between[i]));
  const pixelVariance = all.reduce((sum, variance) => sum + variance, 0) / AREA;
  const scales = (table: Float64Array) =>
    COLOURS.map(({ variance }) => table.map((one) => Math.sqrt((one * variance) / pixelVariance)));
  const withinScales = scales(within);
  const betweenScales = scales(between);
  const pictures = COLOURS.map(() => new Float64Array(AREA));
  const plain = new Float64Array(PIXELS).map((_, k) => COLOUR_MEAN[Math.floor(k / AREA)]);
  const means = Array.from({ length: CLASSES }, (_, label) => {
    const mean = new Float64Array(PIXELS);
    drawPictures(pictures, betweenScales, stream(seed, "data", label));
    paint(mean, plain, pictures);
    return mean;
  });
  const image = new Float64Array(PIXELS);

  return async ({ examples, features, labels }, part, storage) => {
    for (let i = 0; i < examples; i++) {
      if (i % TURN === TURN - 1) await storage?.turn?.(i / examples);
      const rng = stream(seed, "data", FIRST_IMAGE + 2 * i + part);
      const label = labels[i] = rng.below(CLASSES);
      drawPictures(pictures, withinScales, rng);
      paint(image, means[label], pictures);
      for (let k = 0; k < PIXELS; k++) {
        features[i * PIXELS + k] = Math.min(255, Math.max(0, Math.round(image[k])));
      }
    }
  };
}

const coefficients = new Float64Array(AREA);

/** pictures ← a random picture (SIDE, SIDE) in each colour, from the deviation of each coefficient. */
function drawPictures(pictures: Float64Array[], scales: Float64Array[], rng: Rng): void {
  for (const [c, picture] of pictures.entries()) {
    rng.fillGaussian(coefficients, 1);
    for (let i = 0; i < AREA; i++) coefficients[i] *= scales[c][i];
    inverseTransform(picture, coefficients);
  }
}

/** image ← mean + the mix of the pictures in each plane, (PLANES, SIDE, SIDE). */
function paint(image: Float64Array, mean: Float64Array, [x, y, z]: Float64Array[]): void {
  for (let plane = 0; plane < PLANES; plane++) {
    const [u, v, w] = COLOURS.map(({ mix }) => mix[plane]);
    for (let i = 0; i < AREA; i++) {
      const k = plane * AREA + i;
      image[k] = mean[k] + (u * x[i] + v * y[i] + w * z[i]);
    }
  }
}
