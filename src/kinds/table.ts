/** Tables: what stands in which column and why, as CSV. */
// @ts-types="../_csv.d.ts"
import { type Cell, stringify } from "@std/csv";
import { inertCell } from "../inert.ts";
import { shortestF32, valueText } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import type { SweptValue } from "../types.ts";
import { sweptPaths } from "./_groups.ts";
import type { Done, Plan, Planned } from "./plan.ts";

export type { Cell } from "@std/csv";

/** What a column is for. */
export interface Column {
  /** What it means, for `results/README.md`. */
  readonly meaning: string;
  /**
   * A `key` places a row in its table, a `label` says what went into a run; others say what came out.
   */
  readonly role?: "key" | "label";
  /** `f32` where its numbers are written as the shortest text of an f32. */
  readonly precision?: "f32";
  /** Whether it is left out where all its cells are empty. */
  readonly isOptional?: true;
}

/** Columns by name, in order. Files have the names in snake_case. */
export type Columns<Name extends string = string> = Readonly<Record<Name, Column>>;

/** A column with what came out. */
export const value = (meaning: string): Column => ({ meaning });
/** A column that places a row in its table. */
export const key = (meaning: string): Column => ({ meaning, role: "key" });
/** A column with what went into a run. */
export const label = (meaning: string): Column => ({ meaning, role: "label" });
/** A column of f32 numbers that came out. */
export const f32 = (meaning: string): Column => ({ meaning, precision: "f32" });
/** A column with the data of a run. */
export const dataset: Column = label("SHA-256 of the labels and features, training part first");

/** A row: its run, and its cells by column. */
export interface Row<Name extends string = string> extends Planned {
  /** One for each column but `run` and `seed`. */
  readonly cells: Readonly<Record<Name, Cell>>;
  /** Cells of columns that these rows have and others do not. */
  readonly more?: Readonly<Record<string, Cell>>;
}

/** What a person asks of first when two versions of results are compared. */
export interface Headline {
  /** What it is, such as `final training loss`. */
  readonly words: string;
  /**
   * What a row says of it, from its cells as they are written, by header: a number (of a run's rows
   * the lowest counts), a word where it has none, such as `diverged`; undefined without the column.
   */
  of(cells: Readonly<Partial<Record<string, string>>>): number | string | undefined;
}

/** A table of a kind of experiment. */
export interface Table<Spec, Result> {
  /** Name of its file. */
  readonly file: string;
  /** `quality` is the same on every machine and is committed; `timing` belongs to one machine. */
  readonly plane: "quality" | "timing";
  /** The columns that are the same for all experiments, by their headers. */
  readonly columns: Columns;
  /** What its rows say first; of one table of a kind. */
  readonly outcome?: Headline;
  /** CSV with a header; null when it is not written, as it would have no row. */
  text(done: readonly Done<Spec, Result>[], question: string): string | null;
}

/** What the author of a table writes. */
export interface TableSource<Name extends string, Spec, Result> {
  /** Name of its file. */
  readonly file: string;
  /** `quality` when left out. */
  readonly plane?: "timing";
  /** Whether it is not written without a row. */
  readonly isOptional?: boolean;
  /** Whether swept fields have no columns. */
  readonly isBare?: boolean;
  /** What its rows say first; of one table of a kind. */
  readonly outcome?: Headline;
  /** Columns between `run` and `seed`. */
  readonly labels?: Partial<Columns<Name>>;
  /** Columns after `seed` and the swept fields. */
  readonly columns: Partial<Columns<Name>>;
  /** The rows, in order. */
  rows(done: readonly Done<Spec, Result>[], question: string): readonly Row<NoInfer<Name>>[];
}

const run = key("Number of the run in its experiment, from 1");
const seed = label("Seed of weights, batches, tries and directions");

/** Declares a table. Swept fields without a column of their own get one after `seed`. */
export function defineTable<Name extends string, Spec, Result>(
  source: TableSource<Name, Spec, Result>,
): Table<Spec, Result> {
  const { file, plane = "quality", isOptional, isBare, labels, columns, rows, outcome } = source;
  const all: Columns = snakeCased({ run, ...labels, seed, ...columns });
  return {
    file,
    plane,
    columns: all,
    ...outcome !== undefined && { outcome },
    text(done, question) {
      const found = rows(done, question);
      return isOptional && found.length === 0 ? null : csv(all, found, isBare ? [] : done);
    },
  };
}

function csv(columns: Columns, rows: readonly Row[], done: readonly Planned[]): string {
  const swept = sweptColumns(done, columns);
  const cells = rows.map(({ plan, cells, more }): Readonly<Record<string, Cell>> => {
    const own = snakeCased(cells);
    return {
      run: plan.run,
      seed: plan.seed,
      ...Object.fromEntries(swept.map(([name, cellOf]) => [name, cellOf(plan, own)])),
      ...own,
      ...more,
    };
  });
  const names = Object.keys(columns).filter((name) =>
    !columns[name].isOptional || cells.some((row) => row[name] !== null)
  );
  names.splice(names.indexOf("seed") + 1, 0, ...swept.map(([name]) => name));
  names.push(...new Set(rows.flatMap(({ more = {} }) => Object.keys(more))));
  const texts = cells.map((row) =>
    Object.fromEntries(names.map((name) => [name, cellText(row[name] ?? null, columns[name])]))
  );
  return stringify(texts, { columns: names }).replaceAll("\r\n", "\n");
}

/** Columns of swept fields that have none. Where one is swept as a whole, its options have none. */
function sweptColumns(
  done: readonly Planned[],
  columns: Columns,
): [name: string, cellOf: (plan: Plan, own: Readonly<Record<string, Cell>>) => Cell][] {
  return sweptPaths(done).flatMap((path) => {
    const name = snakeCase(path === "method.stepSize" ? "stepSize" : path);
    if (!(name in columns)) return [[name, ({ values }) => sweptText(values[path])]];
    const hasOptions = done.some(({ plan: { values } }) => isRecord(values[path]));
    if (!hasOptions) return [];
    return [[`${name}_options`, ({ values }, own) => optionsText(values[path], own[name])]];
  });
}

/** Numbers as they are written: every bit of an f32 in as few digits as can be. Texts are made inert. */
function cellText(cell: Cell, column: Column | undefined): Cell {
  if (typeof cell === "string") return inertCell(cell);
  return typeof cell === "number" && column?.precision === "f32" ? shortestF32(cell) : cell;
}

function sweptText(value: SweptValue | undefined): Cell {
  return value === undefined ? null : isRecord(value) ? valueText(value) : String(value);
}

/** Options of a choice, after its name unless that stands beside them. */
function optionsText(value: unknown, beside: Cell | undefined): Cell {
  if (!isRecord(value)) return null;
  const { name, ...options } = value;
  return valueText(name === beside ? options : value);
}

/** `init.scale` → `init_scale`, `stepSize` → `step_size` */
export function snakeCase(path: string): string {
  return path.replaceAll(".", "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function snakeCased<Value>(
  object: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> {
  const entries = Object.entries(object).map(([name, value]) => [snakeCase(name), value]);
  return Object.fromEntries(entries);
}
