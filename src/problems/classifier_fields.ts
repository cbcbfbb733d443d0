import { z } from "zod";
import type { Dataset } from "../datasets/dataset.ts";
import { examplesToLearnFrom } from "../datasets/validation.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { type Scale, scaleOf } from "../scores/scores.ts";
import type { Choice } from "../types.ts";
import { classifier } from "./classifier.ts";
import type { ProblemData, ProblemLeaf, ProblemRegistries } from "./problem.ts";

/** What a file says of a classifier. */
export interface ClassifierFields {
  /** The examples. */
  readonly dataset: Choice;
  /** The score function. */
  readonly scores: Choice;
  /** The loss of scores, and the penalty. */
  readonly loss: Choice;
  /** The starting (or only) weights. */
  readonly init: { readonly scale?: Scale };
}

/** The dataset of a classifier. */
export interface ClassifierData extends ProblemData {
  /** The examples. */
  readonly dataset: Dataset;
}

/** What score functions are made for to be asked where runs start: nothing is computed. */
const TINY = { kernels: referenceKernels("f64"), columns: 2, classes: 2 };

/** The classifier, as experiment files name it: with the fields `dataset`, `scores`, `loss`, `init`. */
export function classifierFields(
  registries: ProblemRegistries,
): ProblemLeaf<ClassifierFields, ClassifierData> {
  const { datasets, scoreFunctions, losses } = registries;
  const loss = { name: losses.leaves[0].name };
  const scores = { name: scoreFunctions.leaves[0].name };
  const usual = (scores: Choice) => scaleOf(scoreFunctions.make(scores, TINY));
  return {
    name: "classifier",
    summary: "The mean loss of a score function over labelled examples, with a penalty",
    options: z.strictObject({}),
    example: {},
    fields: {
      dataset: datasets.schema.describe("The examples"),
      scores: scoreFunctions.schema.prefault(scores).describe("The score function f(x; W)"),
      loss: losses.schema.prefault(loss).describe("The loss of scores, and the penalty"),
    },
    shape: ["scores"],
    start: {
      init: z.strictObject({
        scale: z.union([z.number().nonnegative(), z.literal("he")], {
          error: 'must be a number, 0 or more, or "he"',
        }).optional().describe(
          'Deviation of the weights; "he": √(2 ∕ inputs) in each layer, biases 0; usually 1e-4 for ' +
            "linear scores and he for networks",
        ),
      }).prefault({}).describe("The starting (or only) weights: normal random numbers × scale"),
    },
    defaults: { loss },
    shown: ["dataset.name", "dataset.train", "dataset.validation"],
    complete: (fields) => ({
      ...fields,
      init: { scale: fields.init.scale ?? usual(fields.scores) },
    }),
    examples: ({ dataset }) => examplesToLearnFrom(dataset),
    hasValidation: ({ dataset: { validation } }) => Number(validation) > 0,
    dataKey: ({ dataset }) => JSON.stringify(dataset),
    async load({ dataset: choice }, memory) {
      const dataset = await datasets.make(choice, memory);
      const { train: { examples }, fingerprint, remarks = [] } = dataset;
      return { dataset, examples, fingerprint, remarks };
    },
    make: ({ scores, loss, init: { scale } }, { dataset }, machine) =>
      classifier({ dataset, scores, loss, scale, registries, ...machine }),
  };
}
