/**
 * The CSV tables of experiments that train: what stands in which column, and why.
 *
 * @module
 */
import { shortestF32 } from "../../numbers.ts";
import type { RunLabel } from "../../types.ts";
import {
  type Column,
  datasetColumn,
  defineTable,
  runColumn,
  seedColumn,
  type Table,
} from "../table.ts";
import { benchopt } from "./benchopt.ts";
import type { Curve, CurveRecord } from "./curve.ts";
import type { Trained, TrainSpec } from "./spec.ts";

/** A finished run with its label. */
type RunRow = RunLabel & Trained;

/** A record with the run that it is of. */
type RecordRow = RunRow & { readonly record: CurveRecord };

const rowOf = (done: Trained): RunRow => ({ ...done.plan, ...done });

const labels: readonly Column<RunRow>[] = [
  runColumn,
  {
    name: "method",
    meaning: "Name of the method",
    role: "label",
    cell: ({ plan: { spec: { method } } }) => method.name,
  },
  {
    name: "batch_size",
    meaning: "Examples per step; the size of the training part where the file says full",
    role: "label",
    cell: ({ result }) => result.batchSize,
  },
  {
    name: "step_size",
    meaning: "Step size η; empty for methods without one",
    role: "label",
    cell: ({ plan: { spec: { method: { stepSize } } } }) =>
      typeof stepSize === "number" ? stepSize : null,
  },
  seedColumn,
];

const countColumns: readonly Column<{ readonly record: CurveRecord }>[] = [
  { name: "epoch", meaning: "Examples ÷ training examples", cell: ({ record }) => record.epoch },
  {
    name: "examples",
    meaning: "Examples whose loss or gradient the method has asked for",
    cell: ({ record }) => record.examples,
  },
  {
    name: "loss_evaluations",
    meaning: "Calls of the loss alone, each over a batch",
    cell: ({ record }) => record.lossEvaluations,
  },
  {
    name: "gradient_evaluations",
    meaning: "Calls of the gradient, each over a batch",
    cell: ({ record }) => record.gradientEvaluations,
  },
];

const recordColumns: readonly Column<RecordRow>[] = [
  {
    name: "iteration",
    meaning: "Steps taken; 0 is the start",
    role: "key",
    cell: ({ record }) => record.iteration,
  },
  ...countColumns,
  {
    name: "train_loss",
    meaning: "Mean loss over the training part, with the penalty; an f32",
    precision: "f32",
    cell: ({ record }) => shortestF32(record.trainLoss),
  },
  {
    name: "train_accuracy",
    meaning: "Share of training examples whose correct class has the largest score",
    cell: ({ record }) => record.trainAccuracy,
  },
  {
    name: "test_loss",
    meaning: "As train_loss, over the test part; empty when that has no examples",
    precision: "f32",
    cell: ({ record }) => record.testLoss === null ? null : shortestF32(record.testLoss),
  },
  {
    name: "test_accuracy",
    meaning: "As train_accuracy, over the test part; empty when that has no examples",
    cell: ({ record }) => record.testAccuracy,
  },
];

const last = ({ result: { records } }: RunRow): CurveRecord => records[records.length - 1];

const lastColumn = (column: Column<RecordRow>): Column<RunRow> => ({
  ...column,
  name: `last_${column.name}`,
  meaning: `${column.name} of the last record`,
  cell: (row) => column.cell({ ...row, record: last(row) }),
});

const bestOf = (row: RunRow, of: (record: CurveRecord) => number | null, better: -1 | 1) =>
  row.result.records.map(of).reduce((best, value) =>
    best === null || (value !== null && (value - best) * better > 0) ? value : best
  );

const runColumns: readonly Column<RunRow>[] = [
  {
    name: "status",
    meaning: "done, target, diverged, interrupted or error",
    cell: ({ result: { status } }) => status,
  },
  {
    name: "stop_reason",
    meaning: "The field of stop that ended the run, diverged, interrupted, or an error's message",
    cell: ({ result: { stopReason } }) => stopReason,
  },
  { name: "iterations", meaning: "Steps taken", cell: (row) => last(row).iteration },
  ...countColumns.map((column): Column<RunRow> => ({
    ...column,
    name: column.name === "epoch" ? "epochs" : column.name,
    cell: (row) => column.cell({ record: last(row) }),
  })),
  ...recordColumns.slice(1 + countColumns.length).map(lastColumn),
  {
    name: "best_train_loss",
    meaning: "Smallest train_loss of all records",
    precision: "f32",
    cell: (row) => shortestF32(bestOf(row, (one) => one.trainLoss, -1) as number),
  },
  {
    name: "best_test_accuracy",
    meaning: "Largest test_accuracy of all records",
    cell: (row) => bestOf(row, (one) => one.testAccuracy, 1),
  },
  datasetColumn,
  {
    name: "weights_sha256",
    meaning: "SHA-256 of the final weights' bytes (f32, little-endian)",
    cell: ({ result: { weightsSha256 } }) => weightsSha256,
  },
];

const rate = (count: number, seconds: number) => seconds > 0 ? count / seconds : null;

const timingColumns: readonly Column<RunRow>[] = [
  {
    name: "solver_seconds",
    meaning: "Seconds spent drawing batches and stepping",
    cell: ({ result: { timing } }) => timing.solverSeconds,
  },
  {
    name: "evaluation_seconds",
    meaning: "Seconds spent evaluating loss and accuracy for the records",
    cell: ({ result: { timing } }) => timing.evaluationSeconds,
  },
  {
    name: "steps_per_second",
    meaning: "Steps ÷ solver_seconds",
    cell: (row) => rate(last(row).iteration, row.result.timing.solverSeconds),
  },
  {
    name: "examples_per_second",
    meaning: "Examples ÷ solver_seconds",
    cell: (row) => rate(last(row).examples, row.result.timing.solverSeconds),
  },
];

/** The tables, in the order in which a run makes what is in them. */
export const trainTables: readonly Table<TrainSpec, Curve>[] = [
  defineTable({
    file: "curves.csv",
    columns: [...labels, ...recordColumns] as readonly Column<RecordRow>[],
    rows: (done: readonly Trained[]) =>
      done.flatMap((one) => one.result.records.map((record) => ({ ...rowOf(one), record }))),
  }),
  defineTable({
    file: "runs.csv",
    columns: [...labels, ...runColumns],
    rows: (done: readonly Trained[]) => done.map(rowOf),
  }),
  defineTable({
    file: "timings.csv",
    plane: "timing",
    columns: [...labels, ...timingColumns],
    rows: (done: readonly Trained[]) => done.map(rowOf),
  }),
  benchopt,
];
