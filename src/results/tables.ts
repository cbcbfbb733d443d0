/**
 * The CSV tables: what stands in which column, and why.
 *
 * @module
 */
// @ts-types="./_csv.d.ts"
import { type Cell, stringify } from "@std/csv";
import { sweptPaths } from "../charts/mod.ts";
import { shortestF32, valueText } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import type { Curve, CurveRecord, RunLabel } from "../types.ts";

/** A column of a table. */
export interface Column<Row> {
  /** Its header, in snake_case. */
  readonly name: string;
  /** What it means, for `results/README.md`. */
  readonly meaning: string;
  /** The cell of a row. */
  cell(row: Row): Cell;
}

const labelColumns: readonly Column<Curve>[] = [
  { name: "run", meaning: "Number of the run in its experiment, from 1", cell: (row) => row.run },
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
  { name: "seed", meaning: "Seed of starting weights and batches", cell: (row) => row.seed },
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
  {
    name: "dataset_sha256",
    meaning: "SHA-256 of the labels and features, training part first",
    cell: ({ datasetSha256 }) => datasetSha256,
  },
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

/** The columns of each table, in order; swept fields without a column of their own come after `seed`. */
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

function table<Row extends Curve>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  curves: readonly Curve[],
): string {
  const swept = sweptPaths(curves).map(sweptColumn)
    .filter(({ name }) => !columns.some((column) => column.name === name));
  const all: Column<Row>[] = [
    ...columns.slice(0, labelColumns.length),
    ...swept,
    ...columns.slice(labelColumns.length),
  ];
  const cells = rows.map((row) =>
    Object.fromEntries(all.map((column) => [column.name, column.cell(row)]))
  );
  return stringify(cells, { columns: all.map(({ name }) => name) }).replaceAll("\r\n", "\n");
}

/** `method.stepSize` → `step_size`, `loss.l2` → `loss_l2` */
function sweptColumn(path: string): Column<RunLabel> {
  const snake = path.replaceAll(".", "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    name: snake === "method_step_size" ? "step_size" : snake,
    meaning: `The swept field ${path}`,
    cell: ({ values: { [path]: value } }) =>
      value === undefined ? null : isRecord(value) ? valueText(value) : String(value),
  };
}
