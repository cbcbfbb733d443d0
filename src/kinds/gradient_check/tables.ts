/**
 * The CSV tables of gradient checks: what stands in which column, and why.
 *
 * @module
 */
import type { RunLabel } from "../../types.ts";
import { type Column, datasetColumn, defineTable, labelColumns, type Table } from "../table.ts";
import type { CheckedDerivative, GradientCheck } from "./check.ts";
import type { Checked, CheckSpec } from "./spec.ts";

const derivatives: readonly Column<RunLabel & { readonly derivative: CheckedDerivative }>[] = [
  ...labelColumns,
  {
    name: "h",
    meaning: "How far the weight was moved",
    role: "key",
    cell: ({ derivative }) => derivative.h,
  },
  {
    name: "class",
    meaning: "Row of the weight",
    role: "key",
    cell: ({ derivative }) => derivative.row,
  },
  {
    name: "column",
    meaning: "Column of the weight; the last one is the bias",
    role: "key",
    cell: ({ derivative }) => derivative.column,
  },
  {
    name: "analytic",
    meaning: "∂L ∕ ∂W by the formula, in f64",
    cell: ({ derivative }) => derivative.analytic,
  },
  {
    name: "numerical",
    meaning: "By the difference of two losses, in f64",
    cell: ({ derivative }) => derivative.numerical,
  },
  {
    name: "relative_error",
    meaning:
      "|analytic − numerical| ÷ the larger of both, but at least 1e-4 of the largest |analytic|",
    cell: ({ derivative }) => derivative.error,
  },
  {
    name: "kinks",
    meaning: "Kinks of the loss between the two places; with any, the row is not judged",
    cell: ({ derivative }) => derivative.kinks,
  },
];

const runs: readonly Column<RunLabel & Checked>[] = [
  ...labelColumns,
  {
    name: "verdict",
    meaning: "right (up to 1e-7), acceptable (1e-4), suspicious (1e-2) or wrong; empty when " +
      "every derivative has kinks or is 0",
    cell: ({ result: { judgement } }) => judgement?.verdict ?? null,
  },
  {
    name: "h",
    meaning: "The h that is judged",
    cell: ({ result: { judgement } }) => judgement?.h ?? null,
  },
  {
    name: "largest_error",
    meaning: "Largest relative_error at this h, over rows without kinks",
    cell: ({ result: { judgement } }) => judgement?.largest ?? null,
  },
  {
    name: "judged",
    meaning: "Rows that this is over",
    cell: ({ result: { judgement } }) => judgement?.judged ?? null,
  },
  { name: "weights", meaning: "Number of weights", cell: ({ result: { size } }) => size },
  {
    name: "examples",
    meaning: "That the loss is over",
    cell: ({ result: { examples } }) => examples,
  },
  datasetColumn,
  {
    name: "weights_sha256",
    meaning: "SHA-256 of the weights' bytes (f64, little-endian)",
    cell: ({ result: { weightsSha256 } }) => weightsSha256,
  },
];

/** The tables, in the order in which a run makes what is in them. */
export const checkTables: readonly Table<CheckSpec, GradientCheck>[] = [
  defineTable({
    file: "gradient_check.csv",
    columns: derivatives,
    rows: (done: readonly Checked[]) =>
      done.flatMap(({ plan, result }) =>
        result.derivatives.map((derivative) => ({ ...plan, derivative }))
      ),
  }),
  defineTable({
    file: "runs.csv",
    columns: runs,
    rows: (done: readonly Checked[]) => done.map((one) => ({ ...one.plan, ...one })),
  }),
];
