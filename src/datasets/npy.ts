import { z } from "zod";
import { examplesIn } from "./_arrays.ts";
import { datasetOf, partOptions } from "./_examples.ts";
import { bytesOf } from "./_files.ts";
import { parseNpy } from "./_npy.ts";
import { pairOptions, readPairs } from "./_pairs.ts";
import { defineDataset } from "./dataset.ts";

/** Arrays as `numpy.save` writes them. */
export const npy = defineDataset({
  name: "npy",
  summary: "NumPy arrays, a file each: features (examples, …) and labels (examples)",
  options: z.strictObject({ ...pairOptions, ...partOptions(true, false) }),
  example: {
    file: "experiments/data/iris-features.npy",
    labelFile: "experiments/data/iris-labels.npy",
  },
  async make(options, storage) {
    const read = async (path: string) => parseNpy(await bytesOf(path, storage), `"${path}"`);
    return datasetOf("npy", examplesIn(await readPairs(options, read)), options, storage);
  },
});
