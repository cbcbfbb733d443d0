import { z } from "zod";
import { axisName, axisOf, type Line, type Note, type Point } from "../../figures/figure.ts";
import { counted, median, short, valueText } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { groupBy, sweptPaths, titleOf } from "../_groups.ts";
import { defineFigure } from "../kind.ts";
import { largestOf } from "./_judge.ts";
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

export const valley = defineFigure({
  name: "valley",
  summary: "The error of a gradient check against the step h: rounding left, truncation right",
  options: z.strictObject({ height }),
  example: { height: 12 },
  make: ({ height }) => (checks: readonly Checked[]) => {
    const groups = groupBy(checks, sweptPaths(checks));
    const lines = groups.flatMap(({ label, results }) => errorLines(label, results));
    const steps = lines.flatMap(({ errors }) => errors.map(([h]) => h));
    if (steps.length === 0) return [{ shape: "note", text: NO_POINT }];
    const points = lines.flatMap(({ parts }) => parts.flat());
    const outside = (isOutside: (error: number) => boolean) =>
      lines.flatMap(({ errors }, line) =>
        errors.filter(([, error]) => isOutside(error)).map(([x]) => ({ x, line }))
      );
    const zeros = outside((error) => error === 0);
    return [{
      shape: "lines",
      heading: HEADING,
      x: axisOf(STEP, steps, true),
      y: axisOf(ERROR, [...points.map(([, error]) => error), ...BANDS.map(({ y }) => y)], true),
      lines: lines.map(({ label, parts }) => ({ label, parts })),
      dots: true,
      numbers: "short",
      guides: GUIDES,
      bands: BANDS,
      above: { label: "∞", points: outside((error) => !(error < Infinity)) },
      below: { label: "0", points: zeros },
      legend: titleOf(sweptPaths(checks)),
      notes: [
        ...lines.map(({ label, found }, line): Note => ({ line, words: label + found })),
        { words: BAND_WORDS },
        ...zeros.length > 0
          ? [{ words: "At 0, on the lower edge: formula and difference are the same." }]
          : [],
        ...crossed(checks),
      ],
      height,
    }];
  },
});

/** A line of errors over h. */
interface ErrorLine extends Pick<Line, "parts"> {
  readonly label: string;
  /** How its checks were judged, for the line that this is about. */
  readonly found: string;
  /** All errors, those too that have no place on a logarithmic axis. */
  readonly errors: readonly Point[];
}

/** The largest and the median errors of checks, over their derivatives without a kink. */
function errorLines(label: string, checks: readonly Checked[]): ErrorLine[] {
  const smooth = derivativesOf(checks).filter(({ kinks }) => kinks === 0);
  const steps = [...Map.groupBy(smooth, ({ h }) => h)].sort(([a], [b]) => a - b);
  const before = label === "" ? "" : `${label}: `;
  const line = (name: string, found: string, of: (those: CheckedDerivative[]) => number) => {
    const errors = steps.map(([h, those]): Point => [h, of(those)]);
    const parts: Point[][] = [[]];
    for (const point of errors) {
      if (point[1] > 0 && point[1] < Infinity) parts[parts.length - 1].push(point);
      else parts.push([]);
    }
    return { label: `${before}${name} error`, found, errors, parts };
  };
  return [
    line("largest", `: ${judgements(checks)}`, largestOf),
    line("median", "", (those) => median(those.map(({ error }) => error))),
  ];
}

function derivativesOf(checks: readonly Checked[]): CheckedDerivative[] {
  return checks.flatMap(({ result: { derivatives } }) => derivatives);
}

function crossed(checks: readonly Checked[]): Note[] {
  const { length } = derivativesOf(checks).filter(({ kinks }) => kinks > 0);
  return length > 0 ? [{ words: `Left out: ${counted(length, "difference")} across a kink.` }] : [];
}

/** Why a check has no judgement. */
export function unjudged({ derivatives }: GradientCheck): string {
  return derivatives.some(({ kinks }) => kinks === 0)
    ? "every derivative is 0"
    : "every difference crosses a kink";
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
