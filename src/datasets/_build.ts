import { sha256 } from "../exact/sha256.ts";
import type { PictureSize, Split } from "../types.ts";
import { allocateBytes } from "./_room.ts";
import type { Dataset, DatasetStorage } from "./dataset.ts";
import { fillGaps, meanOf, type Moments, momentsOf, scaled } from "./_standardise.ts";
import { splitOff } from "./validation.ts";

/** Image datasets have ten classes of 32 × 32 pixels in three planes. */
export const CLASSES = 10;
export const SIDE = 32;
export const PLANES = 3;
/** The size of each. */
export const PICTURE: PictureSize = { width: SIDE, height: SIDE };
export const PIXELS = SIDE * SIDE * PLANES;
/** Columns that are named in one line. */
const SHOWN = 5;

/** A split of images. */
export interface Images extends Split {
  readonly features: Uint8Array;
}

/** Room for images, which has yet to be filled in. */
export function emptyImages(examples: number, storage: DatasetStorage): Images {
  const features = allocateBytes(examples * PIXELS, storage);
  return { examples, features, labels: allocateBytes(examples, storage) };
}

/** What a dataset is made of. */
interface Parts extends Omit<Dataset, "validation" | "mean" | "fingerprint"> {
  readonly center: boolean;
  readonly scale: boolean;
  readonly validation: number | undefined;
  /** Whether NaN stands for values that are missing. */
  readonly hasGaps?: boolean;
}

/**
 * Completes a dataset with its validation part, its mean and its fingerprint. Where it is scaled, the mean
 * is subtracted before, and what rounding leaves of it is the mean.
 */
export function build(
  { center, scale, validation: share, hasGaps, train: all, test, ...parts }: Parts,
  storage?: DatasetStorage,
): Dataset {
  const { features, featureNames, remarks = [] } = parts;
  const fingerprint = sha256(all.labels, all.features, test.labels, test.features);
  const [learnt] = splitOff(all, features, share);
  if (hasGaps) fillGaps([all, test], learnt, features);
  const moments = scale ? momentsOf(learnt, features) : null;
  const prepared = (split: Split) =>
    moments === null ? split : scaled(split, moments, center, storage);
  const [train, validation] = splitOff(prepared(all), features, share);
  const constant = moments === null ? [] : constantText(moments, featureNames);
  return {
    ...parts,
    train,
    validation,
    test: prepared(test),
    mean: center ? meanOf(train, features) : new Float64Array(features),
    fingerprint,
    ...(remarks.length > 0 || constant.length > 0) && { remarks: [...remarks, ...constant] },
  };
}

/** What to say of columns that are not scaled. */
function constantText({ deviation }: Moments, names?: readonly string[]): string[] {
  const constant = [...deviation.keys()].filter((k) => deviation[k] === 0);
  if (constant.length === 0) return [];
  const shown = constant.slice(0, SHOWN).map((k) => names?.[k] ?? String(k + 1));
  const more = constant.length > SHOWN ? `, … (${constant.length} of ${deviation.length})` : "";
  return [`constant in the training part, and so not scaled: ${shown.join(", ")}${more}`];
}
