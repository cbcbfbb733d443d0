/**
 * The CSV tables of experiments that train: what stands in which column, and why.
 *
 * @module
 */
import { dataset, defineTable, f32, key, label, type Table, value } from "../table.ts";
import { benchopt } from "./benchopt.ts";
import type { Curve, CurveRecord } from "./curve.ts";
import type { Trained, TrainSpec } from "./spec.ts";

const labels = {
  method: label("Name of the method"),
  batch_size: label("Examples per step; the size of the training part where the file says full"),
  step_size: label("Step size η; empty for methods without one"),
};

const labelsOf = ({ plan: { spec: { method } }, result }: Trained) => ({
  method: method.name,
  batch_size: result.batchSize,
  step_size: typeof method.stepSize === "number" ? method.stepSize : null,
});

const counts = {
  examples: value("Examples whose loss or gradient the method has asked for"),
  loss_evaluations: value("Calls of the loss alone, each over a batch"),
  gradient_evaluations: value("Calls of the gradient, each over a batch"),
};

const countsOf = ({ examples, lossEvaluations, gradientEvaluations }: CurveRecord) => ({
  examples,
  loss_evaluations: lossEvaluations,
  gradient_evaluations: gradientEvaluations,
});

const curves = defineTable({
  file: "curves.csv",
  labels,
  columns: {
    iteration: key("Steps taken; 0 is the start"),
    epoch: value("Examples ÷ training examples"),
    ...counts,
    train_loss: f32("Mean loss over the training part, with the penalty; an f32"),
    train_accuracy: value(
      "Share of training examples whose correct class has the largest score",
    ),
    test_loss: f32("As train_loss, over the test part; empty when that has no examples"),
    test_accuracy: value("As train_accuracy, over the test part; empty when that has no examples"),
  },
  rows: (done: readonly Trained[]) =>
    done.flatMap((one) =>
      one.result.records.map((record) => ({
        plan: one.plan,
        cells: {
          ...labelsOf(one),
          iteration: record.iteration,
          epoch: record.epoch,
          ...countsOf(record),
          train_loss: record.trainLoss,
          train_accuracy: record.trainAccuracy,
          test_loss: record.testLoss,
          test_accuracy: record.testAccuracy,
        },
      }))
    ),
});

const runs = defineTable({
  file: "runs.csv",
  labels,
  columns: {
    status: value("done, target, diverged, interrupted or error"),
    stop_reason: value(
      "The field of stop that ended the run, diverged, interrupted, or an error's message",
    ),
    iterations: value("Steps taken"),
    epochs: value("Examples ÷ training examples"),
    ...counts,
    last_train_loss: f32("train_loss of the last record"),
    last_train_accuracy: value("train_accuracy of the last record"),
    last_test_loss: f32("test_loss of the last record"),
    last_test_accuracy: value("test_accuracy of the last record"),
    best_train_loss: f32("Smallest train_loss of all records"),
    best_test_accuracy: value("Largest test_accuracy of all records"),
    dataset_sha256: dataset,
    weights_sha256: value("SHA-256 of the final weights' bytes (f32, little-endian)"),
  },
  rows: (done: readonly Trained[]) =>
    done.map((one) => {
      const { records, status, stopReason, datasetSha256, weightsSha256 } = one.result;
      const last = records[records.length - 1];
      return {
        plan: one.plan,
        cells: {
          ...labelsOf(one),
          status,
          stop_reason: stopReason,
          iterations: last.iteration,
          epochs: last.epoch,
          ...countsOf(last),
          last_train_loss: last.trainLoss,
          last_train_accuracy: last.trainAccuracy,
          last_test_loss: last.testLoss,
          last_test_accuracy: last.testAccuracy,
          best_train_loss: bestOf(records, ({ trainLoss }) => trainLoss, -1),
          best_test_accuracy: bestOf(records, ({ testAccuracy }) => testAccuracy, 1),
          dataset_sha256: datasetSha256,
          weights_sha256: weightsSha256,
        },
      };
    }),
});

function bestOf(
  records: readonly CurveRecord[],
  of: (record: CurveRecord) => number | null,
  better: -1 | 1,
): number | null {
  return records.map(of).reduce((best, value) =>
    best === null || (value !== null && (value - best) * better > 0) ? value : best
  );
}

const timings = defineTable({
  file: "timings.csv",
  plane: "timing",
  labels,
  columns: {
    solver_seconds: value("Seconds spent drawing batches and stepping"),
    evaluation_seconds: value("Seconds spent evaluating loss and accuracy for the records"),
    steps_per_second: value("Steps ÷ solver_seconds"),
    examples_per_second: value("Examples ÷ solver_seconds"),
  },
  rows: (done: readonly Trained[]) =>
    done.map((one) => {
      const { records, timing: { solverSeconds, evaluationSeconds } } = one.result;
      const { iteration, examples } = records[records.length - 1];
      const rate = (count: number) => solverSeconds > 0 ? count / solverSeconds : null;
      return {
        plan: one.plan,
        cells: {
          ...labelsOf(one),
          solver_seconds: solverSeconds,
          evaluation_seconds: evaluationSeconds,
          steps_per_second: rate(iteration),
          examples_per_second: rate(examples),
        },
      };
    }),
});

/** The tables, in the order in which a run makes what is in them. */
export const trainTables: readonly Table<TrainSpec, Curve>[] = [curves, runs, timings, benchopt];
