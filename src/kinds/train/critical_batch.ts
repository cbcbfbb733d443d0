import { z } from "zod";
import { axisName, axisOf, type Figure, type Line, type Point } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { defineFigure } from "../kind.ts";
import { notDrawn } from "../_not_drawn.ts";
import { type BatchPoint, lawWords, type Scaling, scalingsOf, stepSizeWords } from "./_scaling.ts";
import type { Trained } from "./spec.ts";

export const criticalBatch = defineFigure({
  name: "criticalBatch",
  summary: "Steps to the target loss against the batch size, and the critical batch size",
  options: z.strictObject({ height }),
  example: {},
  make: ({ height }) => (runs: readonly Trained[], again: readonly Trained[] = []) => {
    const scalings = scalingsOf(again.length > 0 ? again : runs, runs);
    if (scalings.length === 0) {
      return [{
        shape: "note",
        text:
          "No chart of the critical batch size: it takes runs of three batch sizes that reach a " +
          "targetLoss.",
      }];
    }
    const steps = pairsOf(scalings, "measured", ({ steps }) => steps, "S_min·(1 + B_c ∕ B)", lawAt);
    const sizes = pairsOf(
      scalings,
      "the best one tried",
      ({ stepSize }) => stepSize,
      "linear scaling",
      ({ points: [{ batchSize, stepSize }] }, at) => stepSize && stepSize * at / batchSize,
    );
    return [
      chart("steps to the target loss", "steps", steps, scalings.map(lawWords), height),
      ...sizes.length > 0
        ? [chart("best step size", "step size", sizes, scalings.flatMap(stepSizeWords), height)]
        : [],
    ];
  },
});

function lawAt({ law }: Scaling, batchSize: number): number | null {
  return law && law.steps + law.examples / batchSize;
}

/** Two lines of each: what was found of its points, and what is expected there. */
function pairsOf(
  scalings: readonly Scaling[],
  foundName: string,
  found: (point: BatchPoint) => number | null,
  expectedName: string,
  expected: (scaling: Scaling, batchSize: number) => number | null,
): Line[] {
  return scalings.flatMap((scaling) => {
    const lineOf = (name: string, of: (point: BatchPoint) => number | null): Line => ({
      label: scaling.label === "" ? name : `${scaling.label}, ${name}`,
      parts: [scaling.points.flatMap((point): Point[] => {
        const value = of(point);
        return value === null ? [] : [[point.batchSize, value]];
      })],
    });
    const lines = [
      lineOf(foundName, found),
      lineOf(expectedName, ({ batchSize }) => expected(scaling, batchSize)),
    ];
    return lines.filter(({ parts: [points] }) => points.length > 0);
  });
}

function chart(
  name: string,
  legend: string,
  lines: readonly Line[],
  notes: readonly string[],
  height: number,
): Figure {
  const points = lines.flatMap(({ parts }) => parts.flat());
  const x = axisOf("batch size", points.map(([x]) => x), true);
  const y = axisOf(name, points.map(([, y]) => y), true);
  return {
    shape: "lines",
    heading: `${axisName(name, true)} against ${axisName("batch size", true)}`,
    x,
    y,
    lines,
    dots: true,
    numbers: "short",
    legend,
    notes: [...notes, ...notDrawn(points, [x, y])].map((words) => ({ words })),
    height,
  };
}
