import { z } from "zod";
import { axisName, axisOf, type Note, type Point } from "../../figures/figure.ts";
import { counted, median, short, valueText } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { groupBy, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { BANDS, crossingWords, largestOf, type Step, stepsOf, unjudged } from "./_judge.ts";
import type { Checked } from "./spec.ts";

const [ERROR, STEP] = ["relative error", "step h"];
const HEADING = `${axisName(ERROR, true)}, |formula − difference| ∕ the larger, against the ` +
  axisName(STEP, true);
const NO_POINT = "No valley, as there is no derivative without a kink.";
const BAND_WORDS =
  "Above 0.01: wrong. 0.01 to 1e-4: suspicious. 1e-4 to 1e-7: acceptable. Below: right.";

export const valley = defineFigure({
  name: "valley",
  summary: "The error of a gradient check against the step h: rounding left, truncation right",
  options: z.strictObject({ height }),
  example: { height: 12 },
  make: ({ height }) => (checks: readonly Checked[]) => {
    const groups = groupBy(checks, sweptPaths(checks));
    const lines = groups.flatMap(({ label, results }) => errorLines(label, results));
    const points = lines.flatMap(({ errors }) => errors);
    if (points.length === 0) return [{ shape: "note", text: NO_POINT }];
    const outside = (isOutside: (error: number) => boolean) =>
      lines.flatMap(({ errors }, line) =>
        errors.filter(([, error]) => isOutside(error)).map(([x]) => ({ x, line }))
      );
    const crossing = derivativesOf(checks).filter(({ kinks }) => kinks > 0).length;
    const left = counted(crossing, "difference");
    const zeros = outside((error) => error === 0);
    return [{
      shape: "lines",
      heading: HEADING,
      x: axisOf(STEP, points.map(([h]) => h), true),
      y: axisOf(ERROR, [...points.map(([, y]) => y), ...BANDS.map(({ height }) => height)], true),
      lines: lines.map(({ label, parts }) => ({ label, parts })),
      dots: true,
      numbers: "short",
      guides: BANDS.map(({ above }) => above).filter(isFinite),
      bands: BANDS.map(({ verdict, height }) => ({ y: height, text: verdict })),
      above: { label: "∞", points: outside((error) => !(error < Infinity)) },
      below: { label: "0", points: zeros },
      legend: titleOf(sweptPaths(checks)),
      notes: [
        ...lines.map(({ label, found }, line): Note => ({ line, words: label + found })),
        { words: BAND_WORDS },
        ...zeros.length > 0
          ? [{ words: "At 0, on the lower edge: formula and difference are the same." }]
          : [],
        ...crossing > 0
          ? [{
            words: `Left out: ${left} across a kink, where the slope jumps` +
              `${crossingWords(derivativesOf(checks))}.`,
          }]
          : [],
      ],
      height,
    }];
  },
});

/**
 * The largest and the median errors of checks, over their derivatives without a kink: all, and the
 * parts that have a place on a logarithmic axis. The first line says how the checks were judged.
 */
function errorLines(label: string, checks: readonly Checked[]) {
  const steps = stepsOf(derivativesOf(checks))
    .filter(({ smooth }) => smooth.length > 0).sort((one, other) => one.h - other.h);
  const before = label === "" ? "" : `${label}: `;
  const line = (name: string, found: string, of: (smooth: Step["smooth"]) => number) => {
    const errors = steps.map(({ h, smooth }): Point => [h, of(smooth)]);
    const parts: Point[][] = [[]];
    for (const point of errors) {
      if (point[1] > 0 && point[1] < Infinity) parts[parts.length - 1].push(point);
      else parts.push([]);
    }
    return { label: `${before}${name} error`, found, errors, parts };
  };
  return [
    line("largest", `: ${judgements(checks)}`, largestOf),
    line("median", "", (smooth) => median(smooth.map(({ error }) => error))),
  ];
}

function derivativesOf(checks: readonly Checked[]) {
  return checks.flatMap(({ result: { derivatives } }) => derivatives);
}

/** `right with 3e-10 at h = 1e-6`, each verdict once. */
function judgements(checks: readonly Checked[]): string {
  const found = checks.map(({ result: check }) => {
    if (check.judgement === null) return unjudged(check);
    const { verdict, largest, h } = check.judgement;
    const words = verdict === "open" ? "cannot be judged" : verdict;
    return `${words} with ${short(largest)} at h = ${valueText(h)}`;
  });
  return [...new Set(found)].join("; ");
}
