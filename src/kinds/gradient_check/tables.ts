import { dataset, defineTable, key, type Table, value } from "../table.ts";
import type { GradientCheck } from "./check.ts";
import type { Checked, CheckSpec } from "./spec.ts";

const derivatives = defineTable({
  file: "gradient_check.csv",
  columns: {
    h: key("How far the weight was moved"),
    class: key("Row of the weight, counted over all layers"),
    column: key("Column of the weight; the last one is the bias"),
    analytic: value("∂L ∕ ∂W by the formula, in f64"),
    numerical: value("By the difference of two losses, in f64"),
    relativeError: value(
      "|analytic − numerical| ÷ the larger of both, but at least 1e-4 of the largest |analytic|",
    ),
    kinks: value("Kinks of the loss between the two places; with any, the row is not judged"),
    unitKinks: {
      ...value("Of those, kinks of hidden units, max(0, z); no column without such units"),
      isOptional: true,
    },
  },
  rows: (done: readonly Checked[]) =>
    done.flatMap(({ plan, result: { derivatives } }) =>
      derivatives.map(({ row, error, unitKinks = null, ...same }) => (
        { plan, cells: { ...same, unitKinks, class: row, relativeError: error } }
      ))
    ),
});

const runs = defineTable({
  file: "runs.csv",
  outcome: {
    words: "largest error",
    of: ({ largest_error: error }) => error === "" ? "not judged" : error && Number(error),
  },
  columns: {
    verdict: value(
      "right (up to 1e-7), acceptable (1e-4), suspicious (1e-2), wrong, or open: bad at h, and good " +
        "at another one; empty when every derivative has kinks or is 0",
    ),
    h: value("The h that is judged"),
    largestError: value("Largest relative_error at this h, over rows without kinks"),
    judged: value("Rows that this is over"),
    weights: value("Number of weights"),
    examples: value("That the loss is over"),
    datasetSha256: dataset,
    weightsSha256: value("SHA-256 of the weights' bytes (f64, little-endian)"),
  },
  rows: (done: readonly Checked[]) =>
    done.map(({ plan, result }) => {
      const { judgement, size, examples, datasetSha256, weightsSha256 } = result;
      const { verdict = null, h = null, largest = null, judged = null } = judgement ?? {};
      const own = { weights: size, examples, datasetSha256, weightsSha256 };
      return { plan, cells: { verdict, h, largestError: largest, judged, ...own } };
    }),
});

export const checkTables: readonly Table<CheckSpec, GradientCheck>[] = [derivatives, runs];
