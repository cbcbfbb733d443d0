/** What gradient checks found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, median, readable, valueText } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { bandOf, largestOf, type Step, stepsOf, unjudged } from "./_judge.ts";
import type { Checked } from "./spec.ts";

/** The summary table: a row for each h of each check. */
export function checkSummary(done: readonly Checked[], { width }: SummaryOptions = {}): string {
  const steps = done.flatMap((check) =>
    stepsOf(check.result.derivatives).map((step) => ({ check, ...step }))
  );
  const error = (of: (smooth: Step["smooth"]) => number) => ({ smooth }: Step) =>
    smooth.length === 0 ? "–" : readable(of(smooth), 2);
  const paths = sweptPaths(done);
  return tableOf(
    steps,
    [
      ...paths.map((path): TableColumn<{ check: Checked }> => [
        pathWords(path),
        ({ check }) => sweptText(check, path),
      ]),
      done.length > 1 && ["seed", ({ check }) => String(check.plan.seed)],
      ["h", ({ h }) => valueText(h)],
      ["derivatives", ({ all }) => readable(all.length)],
      ["left out for kinks", ({ all, smooth }) => readable(all.length - smooth.length)],
      ["median error", error((smooth) => median(smooth.map(({ error }) => error)))],
      ["largest error", error(largestOf)],
      ["", ({ check, h }) => check.result.judgement?.h === h ? "◀ judged here" : ""],
    ],
    width,
    paths.length + (done.length > 1 ? 2 : 1),
  );
}

/** Why a check fails, or null. */
export function checkFailure(done: Checked): string | null {
  const { verdict = "wrong" } = done.result.judgement ?? {};
  const isRight = verdict === "right" || verdict === "acceptable";
  return isRight ? null : checkFinding([done]).replace("Finding: ", "");
}

export function checkFinding(done: readonly Checked[]): string {
  return findingOfEach(done, "check", ({ result: check }) => {
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
      `is ${readable(largest, 2)}, ${bandOf(largest).words}`;
  });
}
