import { z } from "zod";
import { ensure, InputError, suggest } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { examplesIn } from "./_arrays.ts";
import { datasetOf, partOptions } from "./_examples.ts";
import { bytesOf } from "./_files.ts";
import { parseNpy } from "./_npy.ts";
import { unzipped } from "./_zip.ts";
import { defineDataset } from "./dataset.ts";

const ENDING = ".npy";
const array = z.string().min(1);

/** Arrays in an archive, as `numpy.savez` and `numpy.savez_compressed` write it. */
export const npz = defineDataset({
  name: "npz",
  summary: "NumPy arrays in one archive: features (examples, …) and labels (examples)",
  options: z.strictObject({
    file: z.string().min(1).describe("The archive"),
    features: array.default("x").describe("The array of features"),
    labels: array.default("y").describe("The array of their labels"),
    testFeatures: array.optional().describe("Features of test examples"),
    testLabels: array.optional().describe("Their labels"),
    ...partOptions(true, false),
  }),
  example: { file: "experiments/data/iris.npz" },
  async make(options, storage) {
    const { file, features, labels, testFeatures, testLabels } = options;
    ensure(
      (testFeatures === undefined) === (testLabels === undefined),
      "dataset.testLabels: must be given with dataset.testFeatures, and only with it",
    );
    const wanted = [features, labels, testFeatures, testLabels].map((name) => `${name}${ENDING}`);
    const members = await unzipped(await bytesOf(file, storage), wanted, file);
    const names = [...members.keys()].filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length));
    const read = (key: string, name: string) => {
      const bytes = members.get(`${name}${ENDING}`);
      if (bytes) return parseNpy(bytes, `"${file}", array "${name}"`);
      const hint = suggest(name, names);
      throw new InputError(`dataset.${key}: "${file}" has no array "${inertWord(name)}"${hint}`);
    };
    const pairs = [{ features: read("features", features), labels: read("labels", labels) }];
    if (testFeatures !== undefined && testLabels !== undefined) {
      pairs.push({
        features: read("testFeatures", testFeatures),
        labels: read("testLabels", testLabels),
      });
    }
    return datasetOf("npz", examplesIn(pairs), options, storage);
  },
});
