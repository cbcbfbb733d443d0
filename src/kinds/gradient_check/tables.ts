/**
 * What gradient checks found: tables, summary and finding.
 *
 * @module
 */
import { textTable } from "../../figures/render/table.ts";
import { counted, median, readable, valueText } from "../../numbers.ts";
import type { CheckedDerivative, GradientCheck, RunLabel, Verdict } from "../../types.ts";
import type { SummaryOptions } from "../train/summary.ts";
import { findingOfEach } from "../_finding.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import { type Column, datasetColumn, runColumn, seedColumn, table } from "../_csv.ts";
import { unjudged } from "./valley.ts";

interface DerivativeRow extends RunLabel {
  readonly derivative: CheckedDerivative;
}

/** The columns of each table, in order. */
export const checkColumns = {
  "gradient_check.csv": [
    runColumn,
    seedColumn,
    { name: "h", meaning: "How far the weight was moved", cell: ({ derivative }) => derivative.h },
    { name: "class", meaning: "Row of the weight", cell: ({ derivative }) => derivative.class },
    {
      name: "column",
      meaning: "Column of the weight; the last one is the bias",
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
  ] as readonly Column<DerivativeRow>[],
  "runs.csv": [
    runColumn,
    seedColumn,
    {
      name: "verdict",
      meaning: "right (up to 1e-7), acceptable (1e-4), suspicious (1e-2) or wrong; empty when " +
        "every derivative has kinks or is 0",
      cell: ({ judgement }) => judgement?.verdict ?? null,
    },
    { name: "h", meaning: "The h that is judged", cell: ({ judgement }) => judgement?.h ?? null },
    {
      name: "largest_error",
      meaning: "Largest relative_error at this h, over rows without kinks",
      cell: ({ judgement }) => judgement?.largest ?? null,
    },
    {
      name: "judged",
      meaning: "Rows that this is over",
      cell: ({ judgement }) => judgement?.judged ?? null,
    },
    { name: "weights", meaning: "Number of weights", cell: ({ size }) => size },
    { name: "examples", meaning: "That the loss is over", cell: ({ examples }) => examples },
    datasetColumn,
    {
      name: "weights_sha256",
      meaning: "SHA-256 of the weights' bytes (f64, little-endian)",
      cell: ({ weightsSha256 }) => weightsSha256,
    },
  ] as readonly Column<GradientCheck>[],
};

/**
 * The tables of gradient checks by file name.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { checkTables } from "@descent-bench/descent-bench";
 *
 * assert(checkTables([])["gradient_check.csv"].startsWith("run,seed,h,class,column,analytic"));
 * ```
 */
export function checkTables(checks: readonly GradientCheck[]): Record<string, string> {
  const rows = checks.flatMap(({ run, seed, values, derivatives }) =>
    derivatives.map((derivative) => ({ run, seed, values, derivative }))
  );
  return {
    "gradient_check.csv": table(checkColumns["gradient_check.csv"], rows, checks),
    "runs.csv": table(checkColumns["runs.csv"], checks, checks),
  };
}

/** The summary table: a row for each h of each check. */
export function checkSummary(
  checks: readonly GradientCheck[],
  { width }: Pick<SummaryOptions, "width"> = {},
): string {
  const rows = checks.flatMap((check) =>
    [...Map.groupBy(check.derivatives, ({ h }) => h)].map(([h, all]) => {
      const errors = all.filter(({ kinks }) => kinks === 0).map(({ error }) => error);
      return { check, h, all: all.length, errors };
    })
  );
  const several = checks.length > 1;
  const column = (heading: string, cell: (row: typeof rows[number]) => string) => ({
    heading,
    cells: rows.map(cell),
  });
  const error = (errors: readonly number[], of: (errors: readonly number[]) => number) =>
    errors.length === 0 ? "–" : readable(of(errors), 2);
  const swept = sweptPaths(checks);
  return textTable(
    [
      ...swept.map((path) => column(pathWords(path), ({ check }) => sweptText(check, path))),
      ...several ? [column("seed", ({ check }) => String(check.seed))] : [],
      column("h", ({ h }) => valueText(h)),
      column("derivatives", ({ all }) => readable(all)),
      column("left out for kinks", ({ all, errors }) => readable(all - errors.length)),
      column("median error", ({ errors }) => error(errors, median)),
      column(
        "largest error",
        ({ errors }) => error(errors, (all) => all.reduce((a, b) => Math.max(a, b))),
      ),
      column("", ({ check: { judgement }, h }) => judgement?.h === h ? "◀ judged here" : ""),
    ],
    width,
    swept.length + (several ? 2 : 1),
  );
}

const BANDS: Readonly<Record<Verdict, string>> = {
  right: "below 1e-7",
  acceptable: "below 1e-4",
  suspicious: "above 1e-4 although kinks are left out",
  wrong: "above 1e-2",
};

/** Whether a check found nothing wrong. */
export function isRight({ judgement }: GradientCheck): boolean {
  return judgement !== null && ["right", "acceptable"].includes(judgement.verdict);
}

/** One sentence for each check. */
export function checkFinding(checks: readonly GradientCheck[]): string {
  if (checks.length === 0) return "Finding: none, as no check came to its end.";
  return findingOfEach(checks, findingOf);
}

function findingOf(check: GradientCheck): string {
  const { judgement, derivatives, size } = check;
  if (judgement === null) return `the gradient cannot be judged: ${unjudged(check)}`;
  const { h, largest, judged, verdict } = judgement;
  const kinked = derivatives.filter((one) => one.h === h).length - judged;
  const of = [
    ...judged + kinked < size ? [`of ${readable(size)}`] : [],
    ...kinked > 0 ? [`${kinked} left out for kinks`] : [],
  ];
  return `the gradient is ${verdict}: at h = ${valueText(h)} the largest relative error of ` +
    `${counted(judged, "derivative")}${of.length > 0 ? ` (${of.join(", ")})` : ""} ` +
    `is ${readable(largest, 2)}, ${BANDS[verdict]}`;
}
