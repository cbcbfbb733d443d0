/**
 * Tables: what stands in which column and why, as CSV.
 *
 * @module
 */
// @ts-types="../_csv.d.ts"
import { type Cell, stringify } from "@std/csv";
import { valueText } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import type { RunLabel } from "../types.ts";
import { type Labelled, sweptPaths } from "./_groups.ts";
import type { Done } from "./plan.ts";

export type { Cell } from "@std/csv";

/** What is known of a column without a row. */
export interface ColumnFacts {
  /** Its header, in snake_case. */
  readonly name: string;
  /** What it means, for `results/README.md`. */
  readonly meaning: string;
  /**
   * What it is for: a `key` places a row in its table, a `label` says what went into a run; others say
   * what came out.
   */
  readonly role?: "key" | "label";
  /** `f32` where its numbers are written as the shortest text of an f32. */
  readonly precision?: "f32";
}

/** A column of a table. */
export interface Column<Row> extends ColumnFacts {
  /** The cell of a row. */
  cell(row: Row): Cell;
}

/** A table of a kind of experiment. */
export interface Table<Spec, Result> {
  /** Name of its file. */
  readonly file: string;
  /** `quality` is the same on every machine and is committed; `timing` belongs to one machine. */
  readonly plane: "quality" | "timing";
  /** The columns that it always has, in order. */
  readonly columns: readonly ColumnFacts[];
  /** CSV with a header; null when it is not written, as it would have no row. */
  text(done: readonly Done<Spec, Result>[], question: string): string | null;
}

/** What the author of a table writes. */
export interface TableSource<Row extends RunLabel, Spec, Result>
  extends Omit<Table<Spec, Result>, "plane" | "text"> {
  /** `quality` when left out. */
  readonly plane?: "timing";
  /** The columns, in order. */
  readonly columns: readonly Column<Row>[];
  /** Whether it is not written without a row. */
  readonly isOptional?: boolean;
  /** The rows, in order. */
  rows(done: readonly Done<Spec, Result>[], question: string): readonly Row[];
  /** The columns for these rows, where they depend on them; all swept fields have one. */
  columnsFor?(rows: readonly Row[]): readonly Column<Row>[];
}

/** Declares a table. Swept fields without a column of their own get one after `seed`. */
export function defineTable<Row extends RunLabel, Spec, Result>(
  source: TableSource<Row, Spec, Result>,
): Table<Spec, Result> {
  const { file, plane = "quality", columns, isOptional = false, rows, columnsFor } = source;
  return {
    file,
    plane,
    columns,
    text(done, question) {
      const all = rows(done, question);
      if (isOptional && all.length === 0) return null;
      return columnsFor === undefined
        ? csv(withSwept(columns, done), all)
        : csv(columnsFor(all), all);
    },
  };
}

/** The column that comes first in every table. */
export const runColumn: Column<RunLabel> = {
  name: "run",
  meaning: "Number of the run in its experiment, from 1",
  role: "key",
  cell: ({ run }) => run,
};

/** The column after which swept fields stand. */
export const seedColumn: Column<RunLabel> = {
  name: "seed",
  meaning: "Seed of weights, batches, tries and directions",
  role: "label",
  cell: ({ seed }) => seed,
};

/** What went into a run: its number and its seed. */
export const labelColumns = [runColumn, seedColumn] as const;

/** A column with the data of a run. */
export const datasetColumn: Column<{ readonly result: { readonly datasetSha256: string | null } }> =
  {
    name: "dataset_sha256",
    meaning: "SHA-256 of the labels and features, training part first",
    role: "label",
    cell: ({ result: { datasetSha256 } }) => datasetSha256,
  };

function withSwept<Row extends RunLabel>(
  columns: readonly Column<Row>[],
  done: readonly Labelled[],
): readonly Column<Row>[] {
  const swept = sweptPaths(done).flatMap((path) => {
    const column = sweptColumn(path);
    if (!columns.some(({ name }) => name === column.name)) return [column];
    // Of a method that is swept as a whole, its name has a column and its options have none.
    return done.some(({ plan }) => isRecord(plan.values[path])) ? [optionsColumn(path)] : [];
  });
  const after = columns.findIndex(({ name }) => name === seedColumn.name) + 1;
  return [...columns.slice(0, after), ...swept, ...columns.slice(after)];
}

function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.cell(row)]))
  );
  return stringify(cells, { columns: columns.map(({ name }) => name) }).replaceAll("\r\n", "\n");
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
    role: "label",
    cell: ({ values: { [path]: value } }) =>
      value === undefined ? null : isRecord(value) ? valueText(value) : String(value),
  };
}

function optionsColumn(path: string): Column<RunLabel> {
  const { name } = sweptColumn(path);
  return {
    name: `${name}_options`,
    meaning: `The options of the swept field ${path}`,
    role: "label",
    cell: ({ values: { [path]: value } }) => {
      if (!isRecord(value)) return null;
      const { name: _, ...options } = value;
      return valueText(options);
    },
  };
}
