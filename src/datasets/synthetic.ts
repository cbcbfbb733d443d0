import { z } from "zod";
import { keyOf } from "../exact/rng.ts";
import { plainPainter, tablesOf } from "./_images.ts";
import { build, CLASSES, emptyImages, type Images, PICTURE, PIXELS } from "./_build.ts";
import { standardising } from "./_standardise.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";
import { validation } from "./validation.ts";

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
    const paintAll = await painter(seed);
    await paintAll(parts.train, 0, storage);
    await paintAll(parts.test, 1, storage);
    const shape = { features: PIXELS, picture: PICTURE, classes: CLASSES };
    return build({ name: "synthetic", ...shape, ...parts, validation, center, scale }, storage);
  },
});

/** A function that fills in a part: images `part`, `part` + 2, `part` + 4, … */
async function painter(
  seed: number,
): Promise<(empty: Images, part: number, storage: DatasetStorage) => Promise<void>> {
  const tables = tablesOf(seed);
  const { imagePainter } = await import("../kernels/images.ts"); // no WebAssembly before it computes
  const paintImage = await imagePainter(tables, keyOf(seed, "data")) ?? plainPainter(tables, seed);
  return async ({ examples, features, labels }, part, storage) => {
    for (let i = 0; i < examples; i++) {
      if (i % TURN === TURN - 1) await storage?.turn?.(i / examples);
      labels[i] = paintImage(features, i * PIXELS, FIRST_IMAGE + 2 * i + part);
    }
  };
}
