// @ts-types="../../_csv.d.ts"
import { parse } from "@std/csv";
import { fileSchemas } from "../../experiment/schema.ts";
import { registries } from "../../kinds/mod.ts";

/** A row of a table that was read. */
export interface Row {
  /** What identifies it in its table: the same in another version of the table. */
  readonly key: string;
  /** From 1, without the header. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that was read. */
export interface ReadTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** The columns that place a row within its run; of other tables it is the order. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "curves.csv": ["iteration"],
  "path.csv": ["iteration"],
  "slice.csv": ["a", "b"],
  "gradient_check.csv": ["h", "class", "column"],
};

/** Columns of every kind that hold what went in, besides swept fields. */
const LABELS = [
  "run",
  "method",
  "batch_size",
  "step_size",
  "seed",
  "center",
  "normalization",
  "dataset_sha256",
];

/** The columns of all kinds by file; those of `runs.csv` are of three kinds. */
const KNOWN: readonly Readonly<Record<string, readonly { readonly name: string }[]>>[] =
  fileSchemas(
    registries,
  ).kinds.map(({ kind }) => Object.fromEntries(kind.tables.map((t) => [t.file, t.columns])));

/** The rows of a table, or what is wrong with it. */
export function readTable(file: string, text: string): ReadTable | string {
  if (text === "") return "it is empty";
  if (text.startsWith("\uFEFF")) return "it begins with a byte order mark, which no table here has";
  // What a writer that was stopped leaves may have the right number of cells.
  if (!text.endsWith("\n")) return "its last line has no end";
  let cells: Record<string, string>[];
  try {
    cells = parse(text, { skipFirstRow: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reason.replace(/^Syntax error on (line \d+)[;:] /, "$1: ");
  }
  const [first] = text.split("\n");
  const header = first.replace(/\r$/, "").split(",").map((name) => name.replace(/^"(.*)"$/, "$1"));
  if (!header.includes("run")) return 'it has no column "run"';
  if (new Set(header).size < header.length) return "two of its columns have the same name";
  const keys = ["run", ...KEYS[file] ?? []];
  const missing = keys.find((key) => !header.includes(key));
  if (missing !== undefined) return `it has no column "${missing}"`;
  const seen = new Map<string, number>();
  const rows = cells.map((row, i) => {
    const place = JSON.stringify(keys.map((key) => row[key]));
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return { key: `${place} ${times}`, number: i + 1, cells: row };
  });
  return { columns: header, rows };
}

/** Where a row is, by the columns that place it; without those that are empty. */
export function placeOf(
  file: string,
  { cells }: Pick<Row, "cells">,
): Readonly<Record<string, string>> {
  const keys = ["run", ...KEYS[file] ?? []].filter((key) => cells[key] !== "");
  return Object.fromEntries(keys.map((key) => [key, cells[key]]));
}

/** Those of a table's columns that hold what went into a run, not what came out. */
export function labelsOf(file: string, header: readonly string[]): Set<string> {
  const measured = KNOWN.flatMap((tables) => tables[file] ?? [])
    .map(({ name }) => name)
    .filter((name) => !LABELS.includes(name));
  const labels = new Set(header.filter((name) => LABELS.includes(name)));
  // Swept fields stand after the seed, up to the first column that every table of its kind has.
  for (const name of header.slice(header.indexOf("seed") + 1)) {
    if (measured.includes(name)) break;
    labels.add(name);
  }
  return labels;
}
