/**
 * The CSV tables of experiments that train: what stands in which column, and why.
 *
 * @module
 */
import { shortestF32 } from "../../numbers.ts";
import type { Curve, CurveRecord } from "../../types.ts";
import { type Column, datasetColumn, runColumn, seedColumn, table } from "../_csv.ts";

const labelColumns: readonly Column<Curve>[] = [
  runColumn,
  { name: "method", meaning: "Name of the method", cell: (row) => row.method },
  {
    name: "batch_size",
    meaning: "Examples per step; the size of the training part where the file says full",
    cell: (row) => row.batchSize,
  },
  {
    name: "step_size",
    meaning: "Step size η; empty for methods without one",
    cell: (row) => row.stepSize,
  },
  seedColumn,
];

/** A record with the label of its run. */
interface RecordRow extends Curve {
  readonly record: CurveRecord;
}

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
    cell: ({ record }) => record.iteration,
  },
  ...countColumns,
  {
    name: "train_loss",
    meaning: "Mean loss over the training part, with the penalty; an f32",
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
    cell: ({ record }) => record.testLoss === null ? null : shortestF32(record.testLoss),
  },
  {
    name: "test_accuracy",
    meaning: "As train_accuracy, over the test part; empty when that has no examples",
    cell: ({ record }) => record.testAccuracy,
  },
];

const last = ({ records }: Curve): CurveRecord => records[records.length - 1];

const lastColumn = (column: Column<RecordRow>): Column<Curve> => ({
  name: `last_${column.name}`,
  meaning: `${column.name} of the last record`,
  cell: (curve) => column.cell({ ...curve, record: last(curve) }),
});

const bestOf = (curve: Curve, of: (record: CurveRecord) => number | null, better: -1 | 1) =>
  curve.records.map(of).reduce((best, value) =>
    best === null || (value !== null && (value - best) * better > 0) ? value : best
  );

const runColumns: readonly Column<Curve>[] = [
  {
    name: "status",
    meaning: "done, target, diverged, interrupted or error",
    cell: ({ status }) => status,
  },
  {
    name: "stop_reason",
    meaning: "The field of stop that ended the run, diverged, interrupted, or an error's message",
    cell: ({ stopReason }) => stopReason,
  },
  { name: "iterations", meaning: "Steps taken", cell: (curve) => last(curve).iteration },
  ...countColumns.map((column): Column<Curve> => ({
    ...column,
    name: column.name === "epoch" ? "epochs" : column.name,
    cell: (curve) => column.cell({ record: last(curve) }),
  })),
  ...recordColumns.slice(1 + countColumns.length).map(lastColumn),
  {
    name: "best_train_loss",
    meaning: "Smallest train_loss of all records",
    cell: (curve) => shortestF32(bestOf(curve, (one) => one.trainLoss, -1) as number),
  },
  {
    name: "best_test_accuracy",
    meaning: "Largest test_accuracy of all records",
    cell: (curve) => bestOf(curve, (one) => one.testAccuracy, 1),
  },
  datasetColumn,
  {
    name: "weights_sha256",
    meaning: "SHA-256 of the final weights' bytes (f32, little-endian)",
    cell: ({ weightsSha256 }) => weightsSha256,
  },
];

const rate = (count: number, seconds: number) => seconds > 0 ? count / seconds : null;

const timingColumns: readonly Column<Curve>[] = [
  {
    name: "solver_seconds",
    meaning: "Seconds spent drawing batches and stepping",
    cell: ({ timing }) => timing.solverSeconds,
  },
  {
    name: "evaluation_seconds",
    meaning: "Seconds spent evaluating loss and accuracy for the records",
    cell: ({ timing }) => timing.evaluationSeconds,
  },
  {
    name: "steps_per_second",
    meaning: "Steps ÷ solver_seconds",
    cell: (curve) => rate(last(curve).iteration, curve.timing.solverSeconds),
  },
  {
    name: "examples_per_second",
    meaning: "Examples ÷ solver_seconds",
    cell: (curve) => rate(last(curve).examples, curve.timing.solverSeconds),
  },
];

/** The columns of each table, in order. */
export const columns = {
  "curves.csv": [...labelColumns, ...recordColumns] as readonly Column<RecordRow>[],
  "runs.csv": [...labelColumns, ...runColumns] as readonly Column<Curve>[],
  "timings.csv": [...labelColumns, ...timingColumns] as readonly Column<Curve>[],
};

/**
 * `curves.csv`: a row for each record.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { curvesTable } from "@descent-bench/descent-bench";
 *
 * assert(curvesTable([]).startsWith("run,method,batch_size,step_size,seed,iteration"));
 * ```
 */
export function curvesTable(curves: readonly Curve[]): string {
  const rows = curves.flatMap((curve) => curve.records.map((record) => ({ ...curve, record })));
  return table(columns["curves.csv"], rows, curves);
}

/**
 * `runs.csv`: a row for each run.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { runsTable } from "@descent-bench/descent-bench";
 *
 * assert(runsTable([]).startsWith("run,method,batch_size,step_size,seed,status"));
 * ```
 */
export function runsTable(curves: readonly Curve[]): string {
  return table(columns["runs.csv"], curves, curves);
}

/**
 * `timings.csv`: a row for each run, with what belongs to the machine.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { timingsTable } from "@descent-bench/descent-bench";
 *
 * assert(timingsTable([]).startsWith("run,method,batch_size,step_size,seed,solver_seconds"));
 * ```
 */
export function timingsTable(curves: readonly Curve[]): string {
  return table(columns["timings.csv"], curves, curves);
}
