import { z } from "zod";
import { sha256 } from "../exact/sha256.ts";
import type { PictureSize, Split } from "../types.ts";
import type { Dataset, DatasetStorage } from "./dataset.ts";
import { splitOff } from "./validation.ts";

/** Image datasets have ten classes of 32 × 32 pixels in three planes. */
export const CLASSES = 10;
export const SIDE = 32;
export const PLANES = 3;
/** The size of each. */
export const PICTURE: PictureSize = { width: SIDE, height: SIDE };
export const PIXELS = SIDE * SIDE * PLANES;

/** A split of images. */
export interface Images extends Split {
  readonly features: Uint8Array;
}

/** Room for images, which has yet to be filled in. */
export function emptyImages(examples: number, storage: DatasetStorage): Images {
  const allocate = storage?.allocateBytes ?? ((length: number) => new Uint8Array(length));
  return { examples, features: allocate(examples * PIXELS), labels: allocate(examples) };
}

/** The option `center` that every dataset has. */
export const center = (byDefault: boolean): z.ZodDefault<z.ZodBoolean> =>
  z.boolean().default(byDefault)
    .describe("Subtract the mean of the training part from all parts");

/** What a dataset is made of. */
interface Parts extends Omit<Dataset, "validation" | "mean" | "fingerprint"> {
  readonly center: boolean;
  readonly validation: number | undefined;
}

/** Completes a dataset with its validation part, its mean and its fingerprint. */
export function build({ center, validation: share, train: all, ...parts }: Parts): Dataset {
  const { test, features } = parts;
  const [train, validation] = splitOff(all, features, share);
  return {
    ...parts,
    train,
    validation,
    mean: center ? meanOf(train, features) : new Float64Array(features),
    fingerprint: sha256(all.labels, all.features, test.labels, test.features),
  };
}

/** The mean row. Sums of bytes are exact in f64, so their order does not matter. */
function meanOf({ features: rows, examples }: Split, features: number): Float64Array {
  const mean = new Float64Array(features);
  for (let at = 0; at < rows.length; at += features) {
    for (let k = 0; k < features; k++) mean[k] += rows[at + k];
  }
  return mean.map((sum) => sum / examples);
}
