import { reasonOf } from "../../errors.ts";
import { type ReadTable, readTable, type TableRow } from "./_table.ts";

/** One place where two versions of a file differ: a cell, a whole row or a line. */
export interface ResultDifference {
  /** Number of the row without the header, or of the line, from 1, in the version that has it. */
  readonly number: number;
  /** Run, and iteration or another place within the run; none of a line. */
  readonly keys: Readonly<Record<string, string>>;
  /** Name of the column; null of a row or a line as a whole. */
  readonly column: string | null;
  /** As it stands in the base; null when it is not there. */
  readonly was: string | null;
  /** As it stands in the head; null when it is not there. */
  readonly is: string | null;
  /** What the number has grown by; null of what is not a finite number. */
  readonly absolute: number | null;
  /** |absolute| ÷ |what it was|; null also where that was 0. */
  readonly relative: number | null;
  /** How many f32 numbers lie between both, the last one included; null of what is not an f32. */
  readonly f32Steps: number | null;
}

/**
 * What has changed in a file: `numbers` that came out or whole rows, `labels` alone, which say what
 * went in, or the `text` alone with every cell the same. `damaged` when it is no table.
 */
export type FileChangeKind = "added" | "removed" | "damaged" | "numbers" | "labels" | "text";

/** A file that differs. */
export interface FileChange {
  /** Name of the file. */
  readonly file: string;
  /** What has changed in it. */
  readonly kind: FileChangeKind;
  /** Which version is damaged, and how; null for others. */
  readonly damage: string | null;
  /** The first number that changed, otherwise label or line; null of a file that is new or gone. */
  readonly first: ResultDifference | null;
  /** How many rows have changed, are new or gone, of all in either version. */
  readonly rows: Readonly<Record<"changed" | "added" | "removed" | "all", number>>;
  /** Runs with other numbers or rows, and how many there are in either version. */
  readonly runs: { readonly changed: readonly string[]; readonly all: number };
  /** By column, a sentence on the first of the labels that changed. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What differs between two versions of a file, undefined where there is none; null if nothing. */
export function compareFile(
  file: string,
  base: string | undefined,
  head: string | undefined,
): FileChange | null {
  if (base === head) return null;
  const change: FileChange = {
    file,
    kind: base === undefined ? "added" : head === undefined ? "removed" : "text",
    damage: null,
    first: base === undefined || head === undefined ? null : differingLine(base, head),
    rows: { changed: 0, added: 0, removed: 0, all: 0 },
    runs: { changed: [], all: 0 },
    labels: {},
  };
  if (change.first === null || !file.endsWith(".csv")) return change;
  const tables: ReadTable[] = [];
  const damages: string[] = [];
  for (const [side, text = ""] of [["base", base], ["head", head]] as const) {
    try {
      tables.push(readTable(file, text));
    } catch (error) {
      damages.push(`in the ${side}: ${reasonOf(error)}`);
    }
  }
  return damages.length > 0
    ? { ...change, kind: "damaged", damage: damages.join("; ") }
    : { ...change, ...compareTables(tables[0], tables[1]) };
}

/** What differs between two tables; nothing of tables that are but written otherwise. */
function compareTables(base: ReadTable, head: ReadTable): Partial<FileChange> {
  const columns = base.header.filter((column) => head.header.includes(column));
  const labels = base.labels.union(head.labels);
  const changes = changedRows(base, head, columns);
  const numbers = changes.filter(({ columns }) => columns.some((name) => !labels.has(name)));
  const [first] = [...numbers, ...changes];
  if (first === undefined) return {};
  const pairs = changes.filter(({ was, is }) => was && is);
  const added = changes.filter(({ was }) => !was).length;
  const labelTexts = columns.filter((column) => labels.has(column)).flatMap((column) => {
    const change = pairs.find(({ columns }) => columns.includes(column));
    if (change === undefined) return [];
    const [was, is] = [change.was, change.is].map((cells) => cells?.[column] || "empty");
    return [[column, `${column} of run ${change.cells.run} was ${was}, is ${is}`]];
  });
  return {
    kind: numbers.length > 0 ? "numbers" : "labels",
    first: differenceOf(first, { ...head, labels }),
    rows: {
      changed: pairs.length,
      added,
      removed: changes.length - pairs.length - added,
      all: base.rows.size + added,
    },
    runs: {
      changed: [...new Set(numbers.map(({ cells }) => cells.run))],
      all: new Set([...base.rows, ...head.rows].map(([, { cells }]) => cells.run)).size,
    },
    labels: Object.fromEntries(labelTexts),
  };
}

interface RowChange extends TableRow {
  readonly was: TableRow["cells"] | undefined;
  readonly is: TableRow["cells"] | undefined;
  /** The columns that changed; all of a row that is new or gone. */
  readonly columns: readonly string[];
}

/** The rows that differ, about where they stand. */
function changedRows(base: ReadTable, head: ReadTable, columns: readonly string[]): RowChange[] {
  const gone = [...base.rows].filter(([key]) => !head.rows.has(key));
  const rows = [...gone, ...head.rows].sort(([, a], [, b]) => a.number - b.number);
  return rows.flatMap(([key, row]) => {
    const [was, is] = [base, head].map(({ rows }) => rows.get(key)?.cells);
    const changed = columns.filter((name) => was?.[name] !== is?.[name]);
    return changed.length > 0 ? [{ ...row, was, is, columns: changed }] : [];
  });
}

/** The first number of a row that changed, otherwise the first label; or the row as a whole. */
function differenceOf(
  { number, cells, columns, ...versions }: RowChange,
  { keys, labels, f32 }: ReadTable,
): ResultDifference {
  const isPair = versions.was !== undefined && versions.is !== undefined;
  const column = isPair ? columns.find((name) => !labels.has(name)) ?? columns[0] : null;
  const [was, is] = [versions.was, versions.is].map((one) =>
    one === undefined ? null : column === null ? Object.values(one).join(",") : one[column]
  );
  const place = [...keys].filter((key) => cells[key] !== "").map((key) => [key, cells[key]]);
  const size = sizeOf(was, is, column !== null && f32.has(column));
  return { number, keys: Object.fromEntries(place), column, was, is, ...size };
}

function differingLine(before: string, after: string): ResultDifference {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  const found = old.findIndex((text, i) => text !== now[i]);
  const at = found < 0 ? old.length : found;
  const [was, is] = [old, now].map((lines) => lines[at] ?? null);
  return { number: at + 1, keys: {}, column: null, was, is, ...sizeOf(null, null, false) };
}

function sizeOf(was: string | null, is: string | null, isF32: boolean) {
  const finite = (value: number) => Number.isFinite(value) ? value : null;
  const [a, b] = [was, is].map((text) => text === null || text.trim() === "" ? NaN : Number(text));
  const absolute = finite(b - a); // two finite numbers may be too far apart
  return {
    absolute,
    relative: absolute === null ? null : finite(Math.abs(absolute) / Math.abs(a)),
    f32Steps: absolute !== null && isF32 ? Math.abs(f32Place(b) - f32Place(a)) : null,
  };
}

/** The place of an f32 among all of them, 0 in the middle. */
function f32Place(value: number): number {
  const [bits] = new Int32Array(Float32Array.of(value).buffer);
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
