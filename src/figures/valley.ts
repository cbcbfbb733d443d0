import { z } from "zod";
import { counted, median, valueText } from "../numbers.ts";
import { leaf } from "../registry.ts";
import type { CheckedDerivative, GradientCheck } from "../types.ts";
import { type EdgeRow, lineKey, plotRows, type Point } from "./_plot.ts";
import { scaleOf } from "./_scale.ts";
import { groupBy, pathWords, sweptPaths } from "./_series.ts";
import { joined, short, wrapped } from "./_text.ts";
import type { Canvas, DrawChecks } from "./mod.ts";

/** Relative errors at which the CS231n notes change their mind. */
const GUIDES = [1e-2, 1e-4, 1e-7];
/** What they say in between, at a height where there is room for it. */
const WORDS = [
  { y: 1e-1, text: "wrong" },
  { y: 1e-3, text: "suspicious" },
  { y: 3e-6, text: "acceptable" },
  { y: 1e-8, text: "right" },
];
const HEADING = "relative error (log scale), |formula − difference| ∕ the larger, against the " +
  "step h (log scale)";
const NO_POINT = "No valley, as there is no derivative without a kink.";
const BANDS =
  "Above 0.01: wrong. 0.01 to 1e-4: suspicious. 1e-4 to 1e-7: acceptable. Below: right.";

/** Relative errors of a gradient against the step of the differences. */
export const valley = leaf({
  name: "valley",
  summary: "The error of a gradient check against the step h: rounding left, truncation right",
  options: z.strictObject({
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { height: 12 },
  make({ height }): DrawChecks {
    return (checks: readonly GradientCheck[], canvas: Canvas) => {
      const groups = groupBy(checks, sweptPaths(checks))
        .map(({ label, runs }) => ({ label, checks: runs, steps: stepsOf(runs) }));
      const steps = groups.flatMap((group) => group.steps);
      if (steps.length === 0) return joined(wrapped(NO_POINT, canvas.width));
      const lines = groups.flatMap(({ steps }) => [
        errorLine(steps, ({ largest }) => largest),
        errorLine(steps, ({ middle }) => middle),
      ]);
      const errors = lines.flatMap(({ parts }) => parts.flat().map(([, error]) => error));
      const xScale = scaleOf(steps.map(({ h }) => h), true, true);
      const title = sweptPaths(checks).map(pathWords).join(" · ");
      return joined([
        ...wrapped(HEADING, canvas.width),
        "",
        ...plotRows({
          lines,
          xScale,
          yScale: scaleOf([...errors, ...WORDS.map(({ y }) => y)], true, true),
          height,
          letters: "points",
          guides: GUIDES,
          words: WORDS,
          above: edge("∞", lines.map(({ infinite }) => infinite)),
          below: edge("0", lines.map(({ zero }) => zero)),
          text: short,
        }, canvas),
        "",
        ...title === "" ? [] : wrapped(`${title}:`, canvas.width),
        ...groups.flatMap((group, i) => groupRows(group, 2 * i, canvas)),
        ...notes(groups, lines, canvas),
      ]);
    };
  },
});

/** The errors at one h, over the derivatives without a kink. */
interface StepErrors {
  readonly h: number;
  readonly largest: number;
  readonly middle: number;
}

/** The checks that share their swept values. */
interface Group {
  readonly label: string;
  readonly checks: readonly GradientCheck[];
  readonly steps: readonly StepErrors[];
}

function stepsOf(checks: readonly GradientCheck[]): StepErrors[] {
  const byStep = new Map<number, number[]>();
  for (const { h, error, kinks } of derivativesOf(checks)) {
    if (kinks > 0) continue;
    const errors = byStep.get(h) ?? [];
    if (errors.length === 0) byStep.set(h, errors);
    errors.push(error);
  }
  return [...byStep].sort(([a], [b]) => a - b)
    .map(([h, errors]) => ({
      h,
      largest: errors.reduce((a, b) => Math.max(a, b)),
      middle: median(errors),
    }));
}

function derivativesOf(checks: readonly GradientCheck[]): CheckedDerivative[] {
  return checks.flatMap(({ derivatives }) => derivatives);
}

/** A line, and the steps at which its error has no place on a logarithmic axis. */
interface ErrorLine {
  readonly parts: readonly (readonly Point[])[];
  readonly zero: readonly number[];
  readonly infinite: readonly number[];
}

function errorLine(
  steps: readonly StepErrors[],
  errorOf: (step: StepErrors) => number,
): ErrorLine {
  const parts: Point[][] = [[]];
  for (const step of steps) {
    const error = errorOf(step);
    if (error > 0 && error < Infinity) parts[parts.length - 1].push([step.h, error]);
    else parts.push([]);
  }
  return {
    parts,
    zero: steps.filter((step) => errorOf(step) === 0).map(({ h }) => h),
    infinite: steps.filter((step) => !(errorOf(step) < Infinity)).map(({ h }) => h),
  };
}

/** A row outside the scale with the letters of the lines that have a point there. */
function edge(label: string, places: readonly (readonly number[])[]): EdgeRow | undefined {
  const marks = places.flatMap((steps, line) => steps.map((x) => ({ x, line })));
  return marks.length === 0 ? undefined : { label, marks };
}

/** Why a check has no judgement. */
export function unjudged({ derivatives }: GradientCheck): string {
  return derivatives.some(({ kinks }) => kinks === 0)
    ? "every derivative is 0"
    : "every difference crosses a kink";
}

/** What the two lines of a group are, and how its checks were judged. */
function groupRows({ label, checks }: Group, line: number, canvas: Canvas): string[] {
  const found = checks.map(({ judgement }, i) =>
    judgement === null
      ? unjudged(checks[i])
      : `${judgement.verdict} with ${short(judgement.largest)} at h = ${valueText(judgement.h)}`
  );
  const before = label === "" ? "" : `${label}: `;
  return [
    `${before}largest error: ${[...new Set(found)].join("; ")}`,
    `${before}median error`,
  ].flatMap((words, i) => wrapped(words, canvas.width, `${lineKey(line + i, canvas)}  `));
}

/** What the bands say, and what is not on the scale. */
function notes(groups: readonly Group[], lines: readonly ErrorLine[], canvas: Canvas): string[] {
  const crossed = groups.flatMap(({ checks }) => derivativesOf(checks))
    .filter(({ kinks }) => kinks > 0).length;
  return [
    BANDS,
    ...lines.some(({ zero }) => zero.length > 0)
      ? ["At 0, on the lower edge: formula and difference are the same."]
      : [],
    ...crossed > 0 ? [`Left out: ${counted(crossed, "difference")} across a kink.`] : [],
  ].flatMap((note) => wrapped(note, canvas.width));
}
