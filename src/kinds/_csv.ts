// @ts-types="../_csv.d.ts"
import { type Cell, stringify } from "@std/csv";
import { valueText } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import type { RunLabel } from "../types.ts";
import { sweptPaths } from "./_groups.ts";

/** A column of a table. */
export interface Column<Row> {
  /** Its header, in snake_case. */
  readonly name: string;
  /** What it means, for `results/README.md`. */
  readonly meaning: string;
  /** The cell of a row. */
  cell(row: Row): Cell;
}

/** The first column of every table. */
export const runColumn: Column<RunLabel> = {
  name: "run",
  meaning: "Number of the run in its experiment, from 1",
  cell: ({ run }) => run,
};

/** The column after which swept fields stand. */
export const seedColumn: Column<RunLabel> = {
  name: "seed",
  meaning: "Seed of weights, batches, tries and directions",
  cell: ({ seed }) => seed,
};

/** A column with the dataset of a run. */
export const datasetColumn: Column<{ readonly datasetSha256: string }> = {
  name: "dataset_sha256",
  meaning: "SHA-256 of the labels and features, training part first",
  cell: ({ datasetSha256 }) => datasetSha256,
};

/** CSV with a header. Swept fields without a column of their own get one after `seed`. */
export function table<Row extends RunLabel>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  runs: readonly RunLabel[],
): string {
  const swept = sweptPaths(runs).flatMap((path) => {
    const column = sweptColumn(path);
    if (!columns.some(({ name }) => name === column.name)) return [column];
    // Of a method that is swept as a whole, its name has a column and its options have none.
    return runs.some(({ values }) => isRecord(values[path])) ? [optionsColumn(path)] : [];
  });
  const after = columns.findIndex(({ name }) => name === seedColumn.name) + 1;
  const all: Column<Row>[] = [...columns.slice(0, after), ...swept, ...columns.slice(after)];
  const cells = rows.map((row) =>
    Object.fromEntries(all.map((column) => [column.name, column.cell(row)]))
  );
  return stringify(cells, { columns: all.map(({ name }) => name) }).replaceAll("\r\n", "\n");
}

/** `init.scale` → `init_scale`, `stepSize` → `step_size` */
export function snakeCase(path: string): string {
  return path.replaceAll(".", "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `method.stepSize` → `step_size`, `loss.l2` → `loss_l2` */
function sweptColumn(path: string): Column<RunLabel> {
  const snake = snakeCase(path);
  return {
    name: snake === "method_step_size" ? "step_size" : snake,
    meaning: `The swept field ${path}`,
    cell: ({ values: { [path]: value } }) =>
      value === undefined ? null : isRecord(value) ? valueText(value) : String(value),
  };
}

function optionsColumn(path: string): Column<RunLabel> {
  const { name } = sweptColumn(path);
  return {
    name: `${name}_options`,
    meaning: `The options of the swept field ${path}`,
    cell: ({ values: { [path]: value } }) => {
      if (!isRecord(value)) return null;
      const { name: _, ...options } = value;
      return valueText(options);
    },
  };
}
