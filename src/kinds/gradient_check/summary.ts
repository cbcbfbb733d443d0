/** What gradient checks found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, median, readable, valueText } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import {
  bandOf,
  crossings,
  crossingWords,
  isGood,
  largestOf,
  type Step,
  stepsOf,
  unjudged,
} from "./_judge.ts";
import type { GradientCheck, OtherStep } from "./check.ts";
import type { Checked } from "./spec.ts";

/** The summary table: a row for each h of each check. */
export function checkSummary(done: readonly Checked[], { width }: SummaryOptions = {}): string {
  const steps = done.flatMap((check) =>
    stepsOf(check.result.derivatives).map((step) => ({ check, ...step }))
  );
  const error = (of: (smooth: Step["smooth"]) => number) => ({ smooth }: Step) =>
    smooth.length === 0 ? "–" : readable(of(smooth), 2);
  const paths = sweptPaths(done);
  const hasUnits = steps.some(({ all }) => crossings(all) !== null);
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
      hasUnits && ["of the loss", ({ all }) => readable(crossings(all)?.loss ?? 0)],
      hasUnits && ["of hidden units", ({ all }) => readable(crossings(all)?.units ?? 0)],
      ["median error", error((smooth) => median(smooth.map(({ error }) => error)))],
      ["largest error", error(largestOf)],
      ["", ({ check, h }) => placeText(check.result, h)],
    ],
    width,
    paths.length + (done.length > 1 ? 2 : 1),
  );
}

function placeText({ judgement, other }: GradientCheck, h: number): string {
  if (judgement?.h !== h) return "";
  return other === null ? "◀ judged here" : "◀ cannot tell";
}

/** Why a check fails or is open, or null. */
export function checkFailure(done: Checked): string | null {
  const { judgement } = done.result;
  const isFine = judgement !== null && isGood(judgement);
  return isFine ? null : checkFinding([done]).replace("Finding: ", "");
}

/** Whether a check says neither that a gradient is right nor that it is wrong. */
export function isOpenCheck({ result: { judgement } }: Checked): boolean {
  return judgement === null || judgement.verdict === "open";
}

export function checkFinding(done: readonly Checked[]): string {
  return findingOfEach(done, "check", (one) => {
    const { result: check } = one;
    const { judgement, derivatives, size, other } = check;
    if (judgement === null) {
      const advice = other === null ? "" : `; try h=[${valueText(other.h)}]`;
      return `the gradient cannot be judged: ${unjudged(check)}${advice}`;
    }
    const { h, largest, judged, verdict } = judgement;
    const here = derivatives.filter((one) => one.h === h);
    const kinked = here.length - judged;
    const of = [
      ...here.length < size ? [`of ${readable(size)}`] : [],
      ...kinked > 0 ? [`${kinked} left out for kinks${crossingWords(here)}`] : [],
    ];
    const found = `the largest relative error of ${counted(judged, "derivative")}` +
      `${of.length > 0 ? ` (${of.join(", ")})` : ""} is ${readable(largest, 2)}`;
    const at = `at h = ${valueText(h)}`;
    return other === null
      ? `the gradient is ${verdict}: ${at} ${found}, ${bandOf(largest).words}`
      : `the gradient cannot be judged ${at}: ${found}, ${causeText(one, h, other)}`;
  });
}

/** Where an error comes from that another step has not, and what to type for that one. */
function causeText({ plan: { spec } }: Checked, h: number, other: OtherStep): string {
  const isOfScheme = spec.scheme !== other.scheme;
  const cause = isOfScheme
    ? "as forward differences are too coarse at any h"
    : other.h < h
    ? "as so long a step takes in the curvature of the loss (truncation)"
    : "as so short a step magnifies rounding";
  const type = [...isOfScheme ? [`scheme=${other.scheme}`] : [], `h=[${valueText(other.h)}]`];
  return `${cause}; with ${type.join(" ")} it is ${readable(other.largest, 2)}`;
}
