/**
 * What gradient checks found: a table for people, and a sentence.
 *
 * @module
 */
import { textTable } from "../../figures/render/table.ts";
import { counted, median, readable, valueText } from "../../numbers.ts";
import { findingOfEach } from "../_finding.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import type { GradientCheck, Verdict } from "./check.ts";
import type { Checked } from "./spec.ts";
import { unjudged } from "./valley.ts";

/** The summary table: a row for each h of each check. */
export function checkSummary(
  done: readonly Checked[],
  { width }: SummaryOptions = {},
): string {
  const rows = done.flatMap((check) =>
    [...Map.groupBy(check.result.derivatives, ({ h }) => h)].map(([h, all]) => {
      const errors = all.filter(({ kinks }) => kinks === 0).map(({ error }) => error);
      return { check, h, all: all.length, errors };
    })
  );
  const several = done.length > 1;
  const column = (heading: string, cell: (row: typeof rows[number]) => string) => ({
    heading,
    cells: rows.map(cell),
  });
  const error = (errors: readonly number[], of: (errors: readonly number[]) => number) =>
    errors.length === 0 ? "–" : readable(of(errors), 2);
  const swept = sweptPaths(done);
  return textTable(
    [
      ...swept.map((path) => column(pathWords(path), ({ check }) => sweptText(check, path))),
      ...several ? [column("seed", ({ check }) => String(check.plan.seed))] : [],
      column("h", ({ h }) => valueText(h)),
      column("derivatives", ({ all }) => readable(all)),
      column("left out for kinks", ({ all, errors }) => readable(all - errors.length)),
      column("median error", ({ errors }) => error(errors, median)),
      column(
        "largest error",
        ({ errors }) => error(errors, (all) => all.reduce((a, b) => Math.max(a, b))),
      ),
      column(
        "",
        ({ check: { result: { judgement } }, h }) => judgement?.h === h ? "◀ judged here" : "",
      ),
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
function isRight({ judgement }: GradientCheck): boolean {
  return judgement !== null && ["right", "acceptable"].includes(judgement.verdict);
}

/** Why a check fails, or null. */
export function checkFailure(done: Checked): string | null {
  return isRight(done.result) ? null : checkFinding([done]).replace("Finding: ", "");
}

/** One sentence for each check. */
export function checkFinding(done: readonly Checked[]): string {
  if (done.length === 0) return "Finding: none, as no check came to its end.";
  return findingOfEach(done, ({ result }) => findingOf(result));
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
