import { z } from "zod";
import type { Figure } from "../../figures/figure.ts";
import { height } from "../_fields.ts";
import { defineFigure } from "../kind.ts";
import type { CurveRecord } from "../train/curve.ts";
import { sensitivity } from "../train/sensitivity.ts";
import type { Trained } from "../train/spec.ts";
import { boardOf, type Entry } from "./board.ts";
import type { Trial } from "./race.ts";
import type { Raced } from "./spec.ts";

export const tuningCurves = defineFigure({
  name: "tuningCurves",
  summary: "Where trials ended against the value that was tried: a chart for each problem",
  options: z.strictObject({ height }),
  example: {},
  make: ({ height }) => (done: readonly Raced[]) => {
    const tuned = boardOf(done).entries.filter(({ trials }) => trials.length > 0);
    if (tuned.length === 0) return [{ shape: "note", text: "No curves, as nothing was tuned." }];
    const problems = Map.groupBy(tuned, ({ problem }) => problem);
    return [...problems].flatMap(([problem, entries]): Figure[] => {
      const fields = new Set(entries.flatMap(({ runs }) => runs.map(({ result }) => result.of)));
      const x = fields.size === 1 ? String([...fields][0]) : "value";
      const draw = sensitivity.make({ x, height }, undefined);
      return draw(entries.flatMap((entry) => trainingsOf(entry, x))).map((figure) =>
        figure.shape === "lines" ? { ...figure, heading: `${problem}: ${figure.heading}` } : figure
      );
    });
  },
});

/** Trials as runs that train, of which the ends are known. */
function trainingsOf({ method, runs }: Entry, x: string): Trained[] {
  return runs.flatMap(({ plan, result }) =>
    result.trials.map((trial): Trained => ({
      plan: { ...plan, values: { method, [x]: trial.value } },
      result: {
        batchSize: 1,
        records: [recordOf(trial)],
        status: trial.status,
        stopReason: trial.status,
        weightsSha256: "",
        datasetSha256: result.datasetSha256,
        timing: { solverSeconds: 0, evaluationSeconds: 0, atRecords: [0], jobs: 1 },
      },
    }))
  );
}

function recordOf({ loss, validationLoss, examples }: Trial): CurveRecord {
  return {
    iteration: 0,
    epoch: 0,
    examples,
    lossEvaluations: 0,
    gradientEvaluations: 0,
    usedStepSize: null,
    clippedSteps: null,
    trainLoss: loss,
    trainAccuracy: null,
    validationLoss,
    validationAccuracy: null,
    testLoss: null,
    testAccuracy: null,
    distance: null,
  };
}
