import { z } from "zod";
import { axisName, axisOf, type Note, type Point } from "../../figures/figure.ts";
import { counted, median, short, valueText } from "../../numbers.ts";
import { type Group, groupBy, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import type { CheckedDerivative, GradientCheck } from "./check.ts";
import type { Checked } from "./spec.ts";

/** Relative errors at which the CS231n notes change their mind. */
const GUIDES = [1e-2, 1e-4, 1e-7];
/** What they say in between, at a height where there is room for it. */
const BANDS = [
  { y: 1e-1, text: "wrong" },
  { y: 1e-3, text: "suspicious" },
  { y: 3e-6, text: "acceptable" },
  { y: 1e-8, text: "right" },
];
const [ERROR, STEP] = ["relative error", "step h"];
const HEADING = `${axisName(ERROR, true)}, |formula − difference| ∕ the larger, against the ` +
  axisName(STEP, true);
const NO_POINT = "No valley, as there is no derivative without a kink.";
const BAND_WORDS =
  "Above 0.01: wrong. 0.01 to 1e-4: suspicious. 1e-4 to 1e-7: acceptable. Below: right.";

/** Relative errors of a gradient against the step of the differences. */
export const valley = defineFigure({
  name: "valley",
  summary: "The error of a gradient check against the step h: rounding left, truncation right",
  options: z.strictObject({
    height: z.int().min(4).max(100).default(16).describe("Rows"),
  }),
  example: { height: 12 },
  make: ({ height }) => (checks: readonly Checked[]) => {
    const groups = groupBy(checks, sweptPaths(checks));
    const steps = groups.map(({ results }) => stepsOf(results));
    const all = steps.flat();
    if (all.length === 0) return [{ shape: "note", text: NO_POINT }];
    const lines = groups.flatMap(({ label }, i) => [
      errorLine(labelled(label, "largest error"), steps[i], ({ largest }) => largest),
      errorLine(labelled(label, "median error"), steps[i], ({ middle }) => middle),
    ]);
    const errors = lines.flatMap(({ parts }) => parts.flat().map(([, error]) => error));
    const outside = (of: "infinite" | "zero") =>
      lines.flatMap(({ [of]: steps }, line) => steps.map((x) => ({ x, line })));
    return [{
      shape: "lines",
      heading: HEADING,
      x: axisOf(STEP, all.map(({ h }) => h), true),
      y: axisOf(ERROR, [...errors, ...BANDS.map(({ y }) => y)], true),
      lines: lines.map(({ label, parts }) => ({ label, parts })),
      dots: true,
      numbers: "short",
      guides: GUIDES,
      bands: BANDS,
      above: { label: "∞", points: outside("infinite") },
      below: { label: "0", points: outside("zero") },
      legend: titleOf(sweptPaths(checks)),
      notes: notesOf(checks, groups, lines),
      height,
    }];
  },
});

/** The errors at one h, over the derivatives without a kink. */
interface StepErrors {
  readonly h: number;
  readonly largest: number;
  readonly middle: number;
}

function stepsOf(checks: readonly Checked[]): StepErrors[] {
  const smooth = derivativesOf(checks).filter(({ kinks }) => kinks === 0);
  return [...Map.groupBy(smooth, ({ h }) => h)].sort(([a], [b]) => a - b)
    .map(([h, derivatives]) => {
      const errors = derivatives.map(({ error }) => error);
      return { h, largest: errors.reduce((a, b) => Math.max(a, b)), middle: median(errors) };
    });
}

function derivativesOf(checks: readonly Checked[]): CheckedDerivative[] {
  return checks.flatMap(({ result: { derivatives } }) => derivatives);
}

/** A line, and the steps at which its error has no place on a logarithmic axis. */
interface ErrorLine {
  readonly label: string;
  readonly parts: readonly (readonly Point[])[];
  readonly zero: readonly number[];
  readonly infinite: readonly number[];
}

function errorLine(
  label: string,
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
    label,
    parts,
    zero: steps.filter((step) => errorOf(step) === 0).map(({ h }) => h),
    infinite: steps.filter((step) => !(errorOf(step) < Infinity)).map(({ h }) => h),
  };
}

function labelled(label: string, words: string): string {
  return label === "" ? words : `${label}: ${words}`;
}

/** Why a check has no judgement. */
export function unjudged({ derivatives }: GradientCheck): string {
  return derivatives.some(({ kinks }) => kinks === 0)
    ? "every derivative is 0"
    : "every difference crosses a kink";
}

/** What the lines are, how the checks were judged, and what is not on the scale. */
function notesOf(
  checks: readonly Checked[],
  groups: readonly Group<Checked>[],
  lines: readonly ErrorLine[],
): Note[] {
  const crossed = derivativesOf(checks).filter(({ kinks }) => kinks > 0).length;
  return [
    ...lines.map(({ label }, line): Note => {
      // Lines stand in pairs, and the first one of a pair is judged.
      const found = line % 2 === 0 ? `: ${judgements(groups[line / 2].results)}` : "";
      return { line, words: label + found };
    }),
    { words: BAND_WORDS },
    ...lines.some(({ zero }) => zero.length > 0)
      ? [{ words: "At 0, on the lower edge: formula and difference are the same." }]
      : [],
    ...crossed > 0 ? [{ words: `Left out: ${counted(crossed, "difference")} across a kink.` }] : [],
  ];
}

/** `right with 3e-10 at h = 1e-6`, each verdict once. */
function judgements(checks: readonly Checked[]): string {
  const found = checks.map(({ result: check }) => {
    if (check.judgement === null) return unjudged(check);
    const { verdict, largest, h } = check.judgement;
    return `${verdict} with ${short(largest)} at h = ${valueText(h)}`;
  });
  return [...new Set(found)].join("; ");
}
