import type { Curve, CurveRecord } from "../src/types.ts";

/** A record with a training loss; the rest follows from the iteration. */
export function record(
  iteration: number,
  trainLoss: number,
  more: Partial<CurveRecord> = {},
): CurveRecord {
  return {
    iteration,
    epoch: iteration / 10,
    examples: iteration * 10,
    lossEvaluations: 0,
    gradientEvaluations: iteration,
    trainLoss: Math.fround(trainLoss),
    trainAccuracy: 0.5,
    testLoss: Math.fround(trainLoss + 1),
    testAccuracy: 0.25,
    ...more,
  };
}

/** A finished run with these training losses at iterations 0, 1, 2, … */
export function curve(trainLosses: readonly number[], more: Partial<Curve> = {}): Curve {
  return {
    run: 1,
    seed: 1,
    method: "gradientDescent",
    batchSize: 10,
    stepSize: 0.1,
    values: {},
    records: trainLosses.map((loss, iteration) => record(iteration, loss)),
    status: "done",
    stopReason: "epochs",
    weightsSha256: "0".repeat(64),
    datasetSha256: "1".repeat(64),
    timing: {
      solverSeconds: 2,
      evaluationSeconds: 1,
      atRecords: trainLosses.map((_, iteration) => iteration / 4),
    },
    ...more,
  };
}
