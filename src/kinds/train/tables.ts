import { type Column, dataset, defineTable, f32, key, label, type Table, value } from "../table.ts";
import { benchopt } from "./benchopt.ts";
import type { Curve } from "./curve.ts";
import { lastOf } from "./_outcomes.ts";
import { numberedStepSize, type Trained, type TrainSpec } from "./spec.ts";

const labels = {
  method: label("Name of the method"),
  batchSize: label("Examples per step; the size of the training part where the file says full"),
  stepSize: label("Step size η, where it is one number"),
};

/** A row of a run: with its labels, and with cells of its own. */
function row<Cells extends object>({ plan, result: { batchSize } }: Trained, own: Cells) {
  const { method } = plan.spec;
  const stepSize = numberedStepSize(method);
  return { plan, cells: { method: method.name, batchSize, stepSize, ...own } };
}

const counts = {
  examples: value("Examples whose loss or gradient the method has asked for"),
  lossEvaluations: value("Calls of the loss alone, each over a batch"),
  gradientEvaluations: value(
    "Calls of the gradient, each over a batch; a Hessian counts as one for each column",
  ),
};

const epoch = value("Examples ÷ training examples, without those that lastBatch drops");

/** A column of a part that is seldom there. */
const ifAny = ({ meaning, ...column }: Column): Column => (
  { ...column, meaning: `${meaning}; not there when no run has one`, isOptional: true }
);

const curves = defineTable({
  file: "curves.csv",
  labels,
  columns: {
    iteration: key("Steps taken; 0 is the start"),
    epoch,
    ...counts,
    usedStepSize: ifAny(value("η of the step before; empty where step_size says it")),
    clippedSteps: ifAny(value("Steps so far whose gradient was clipped")),
    trainLoss: f32("Mean loss over the training part, with the penalty; an f32"),
    trainAccuracy: value("Share of training examples whose correct class has the largest score"),
    validationLoss: ifAny(f32("As train_loss, over the validation part")),
    validationAccuracy: ifAny(value("As train_accuracy, over the validation part")),
    testLoss: f32("As train_loss, over the test part; empty when that has no examples"),
    testAccuracy: value("As train_accuracy, over the test part; empty when that has no examples"),
    distance: ifAny(value("Distance of the weights to the nearest known minimum")),
  },
  rows: (done: readonly Trained[]) =>
    done.flatMap((one) => one.result.records.map((record) => row(one, record))),
});

const largest = (values: readonly (number | null)[]) =>
  values.reduce((a, b) => (b ?? 0) > (a ?? 0) ? b : a);

const runs = defineTable({
  file: "runs.csv",
  outcome: {
    words: "final training loss",
    of: ({ status = "done", last_train_loss: loss }) =>
      ["done", "target"].includes(status) ? loss && Number(loss) : status,
  },
  labels,
  columns: {
    status: value("done, target, diverged, interrupted or error"),
    stopReason: value(
      "The field of stop that ended the run, no lower loss found (the method asks for nothing more), " +
        "diverged (of a written function, after which place), interrupted, or an error's message",
    ),
    iterations: value("Steps taken"),
    epochs: epoch,
    ...counts,
    lastTrainLoss: f32("train_loss of the last record"),
    lastTrainAccuracy: value("train_accuracy of the last record"),
    lastValidationLoss: ifAny(f32("validation_loss of the last record")),
    lastValidationAccuracy: ifAny(value("validation_accuracy of the last record")),
    lastTestLoss: f32("test_loss of the last record"),
    lastTestAccuracy: value("test_accuracy of the last record"),
    bestTrainLoss: f32("Smallest train_loss of all records"),
    bestValidationAccuracy: ifAny(value("Largest validation_accuracy of all records")),
    bestTestAccuracy: value("Largest test_accuracy of all records"),
    lastDistance: ifAny(value("distance of the last record")),
    datasetSha256: dataset,
    weightsSha256: value("SHA-256 of the final weights' bytes (f32, little-endian)"),
  },
  rows: (done: readonly Trained[]) =>
    done.map((one) => {
      const { records, status, stopReason, datasetSha256, weightsSha256 } = one.result;
      const { iteration, epoch, ...last } = lastOf(one);
      return row(one, {
        status,
        stopReason,
        iterations: iteration,
        epochs: epoch,
        ...last,
        lastTrainLoss: last.trainLoss,
        lastTrainAccuracy: last.trainAccuracy,
        lastValidationLoss: last.validationLoss,
        lastValidationAccuracy: last.validationAccuracy,
        lastTestLoss: last.testLoss,
        lastTestAccuracy: last.testAccuracy,
        bestTrainLoss: records.reduce((a, b) => b.trainLoss < a.trainLoss ? b : a).trainLoss,
        bestValidationAccuracy: largest(records.map((record) => record.validationAccuracy)),
        bestTestAccuracy: largest(records.map((record) => record.testAccuracy)),
        lastDistance: last.distance,
        datasetSha256,
        weightsSha256,
      });
    }),
});

const timings = defineTable({
  file: "timings.csv",
  plane: "timing",
  labels,
  columns: {
    solverSeconds: value("Seconds spent drawing batches and stepping"),
    evaluationSeconds: value("Seconds spent evaluating loss and accuracy for the records"),
    stepsPerSecond: value("Steps ÷ solver_seconds"),
    examplesPerSecond: value("Examples ÷ solver_seconds"),
    jobs: value("Runs that were computed at a time: each slows down the others"),
  },
  rows: (done: readonly Trained[]) =>
    done.map((one) => {
      const { solverSeconds, evaluationSeconds, jobs } = one.result.timing;
      const { iteration, examples } = lastOf(one);
      const rate = (count: number) => solverSeconds > 0 ? count / solverSeconds : null;
      return row(one, {
        solverSeconds,
        evaluationSeconds,
        stepsPerSecond: rate(iteration),
        examplesPerSecond: rate(examples),
        jobs,
      });
    }),
});

export const trainTables: readonly Table<TrainSpec, Curve>[] = [curves, runs, timings, benchopt];
