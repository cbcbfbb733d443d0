import { shortestF32 } from "../../numbers.ts";
import { labelsOf, placeOf, type ReadTable, readTable, type Row } from "./_rows.ts";

/** A cell that has changed. */
export interface CellChange {
  /** Name of the column. */
  readonly column: string;
  /** As it stands in the table of the base. */
  readonly was: string;
  /** As it stands in the table of the head. */
  readonly is: string;
  /** What the number has grown by; null of what is not a finite number. */
  readonly absolute: number | null;
  /** |absolute| ÷ |what it was|; null also where that was 0. */
  readonly relative: number | null;
  /** How many f32 numbers lie between both, the last one included; null of what is not an f32. */
  readonly f32Steps: number | null;
}

/** One place where two versions of a file differ. */
export interface ResultDifference {
  /** Name of the file. */
  readonly file: string;
  /**
   * Whether cells have changed, a row is in one version only, the same rows are in another order
   * from here on, or it is a line of a text.
   */
  readonly what: "cells" | "row added" | "row removed" | "order" | "text";
  /** Number of the row without the header, from 1, in the version that has it, or of the line. */
  readonly number: number;
  /** Run, and iteration or another place within the run; empty of a line. */
  readonly place: Readonly<Record<string, string>>;
  /** The cells, of a line the line as a whole. */
  readonly cells: readonly CellChange[];
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
  /** The first in the order of the file; null when a file or nothing but columns are new or gone. */
  readonly first: ResultDifference | null;
  /** Rows by what has become of them; `all` counts those of both versions once. */
  readonly rows: {
    readonly changed: number;
    readonly added: number;
    readonly removed: number;
    readonly all: number;
  };
  /** Columns that changed, and columns that one version alone has. */
  readonly columns: {
    readonly changed: readonly string[];
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** Columns whose numbers changed by run; `*` stands for whole rows. */
  readonly runs: Readonly<Record<string, readonly string[]>>;
  /** Labels that changed: by column and run, what the first one was and is. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>>;
}

const NO_ROWS = { changed: 0, added: 0, removed: 0, all: 0 };
const NO_COLUMNS = { changed: [], added: [], removed: [] };

/** What differs between two versions of a file, undefined where there is none; null if nothing. */
export function compareFile(
  file: string,
  base: string | undefined,
  head: string | undefined,
): FileChange | null {
  if (base === head) return null;
  const none = {
    file,
    damage: null,
    first: null,
    rows: NO_ROWS,
    columns: NO_COLUMNS,
    runs: {},
    labels: {},
  };
  if (base === undefined) return { ...none, kind: "added" };
  if (head === undefined) return { ...none, kind: "removed" };
  const line = differingLine(file, base, head);
  if (!file.endsWith(".csv")) return { ...none, kind: "text", first: line };
  const [was, is] = [readTable(file, base), readTable(file, head)];
  if (typeof was !== "string" && typeof is !== "string") return compareTables(file, was, is, line);
  const damage = [
    ...typeof was === "string" ? [`in the base: ${was}`] : [],
    ...typeof is === "string" ? [`in the head: ${is}`] : [],
  ].join("; ");
  return { ...none, kind: "damaged", damage, first: line };
}

function compareTables(
  file: string,
  base: ReadTable,
  head: ReadTable,
  line: ResultDifference,
): FileChange {
  const shared = base.columns.filter((column) => head.columns.includes(column));
  const isLabel = new Set([...labelsOf(file, base.columns), ...labelsOf(file, head.columns)]);
  const numbers: ResultDifference[] = [];
  const others: ResultDifference[] = [];
  const changed = new Set<string>();
  const labels = new Map<string, Map<string, [string, string]>>();
  const runs = new Map<string, Set<string>>();
  const inRun = ({ cells: { run } }: Row, column: string) =>
    runs.set(run, (runs.get(run) ?? new Set()).add(column));
  const rows = { ...NO_ROWS };
  for (const { was, is } of paired(base.rows, head.rows)) {
    rows.all++;
    const one = is ?? was as Row; // one of both is there
    const at = { file, number: one.number, place: placeOf(file, one) };
    if (was === undefined || is === undefined) {
      const isNew = was === undefined;
      rows[isNew ? "added" : "removed"]++;
      inRun(one, "*");
      numbers.push({ ...at, what: isNew ? "row added" : "row removed", cells: [] });
      continue;
    }
    const names = shared.filter((name) => was.cells[name] !== is.cells[name]);
    if (names.length === 0) continue;
    rows.changed++;
    for (const name of names) changed.add(name);
    const measured = names.filter((name) => !isLabel.has(name));
    for (const name of measured) inRun(one, name);
    for (const name of names.filter((name) => isLabel.has(name))) {
      const byRun = labels.get(name) ?? new Map<string, [string, string]>();
      const { run } = one.cells;
      labels.set(name, byRun.set(run, byRun.get(run) ?? [was.cells[name], is.cells[name]]));
    }
    const cells = (measured.length > 0 ? measured : names)
      .map((name) => cellChange(name, was.cells[name], is.cells[name]));
    (measured.length > 0 ? numbers : others).push({ ...at, what: "cells", cells });
  }
  const columns = {
    changed: shared.filter((name) => changed.has(name)),
    added: head.columns.filter((name) => !shared.includes(name)),
    removed: base.columns.filter((name) => !shared.includes(name)),
  };
  const hasOtherColumns = columns.added.length + columns.removed.length > 0;
  const moved = head.rows.find(({ key }, i) => key !== base.rows[i]?.key);
  const written = moved === undefined ? line : {
    ...line,
    what: "order" as const,
    number: moved.number,
    place: placeOf(file, moved),
    cells: [],
  };
  return {
    file,
    kind: numbers.length > 0 ? "numbers" : others.length > 0 ? "labels" : "text",
    damage: null,
    first: numbers[0] ?? others[0] ?? (hasOtherColumns ? null : written),
    rows,
    columns,
    runs: Object.fromEntries([...runs].map(([run, names]) => [run, [...names]])),
    labels: Object.fromEntries([...labels].map(([name, of]) => [name, Object.fromEntries(of)])),
  };
}

interface Pair {
  readonly was: Row | undefined;
  readonly is: Row | undefined;
}

/** Rows of both versions by their keys, in the order of the head; what is gone, where it was. */
function* paired(base: readonly Row[], head: readonly Row[]): Generator<Pair> {
  const old = new Map(base.map((row) => [row.key, row]));
  const now = new Set(head.map(({ key }) => key));
  let next = 0;
  for (const is of head) {
    const was = old.get(is.key);
    for (; was !== undefined && next < was.number - 1; next++) {
      if (!now.has(base[next].key)) yield { was: base[next], is: undefined };
    }
    yield { was, is };
    if (was !== undefined) next = Math.max(next, was.number);
  }
  for (const was of base.slice(next)) if (!now.has(was.key)) yield { was, is: undefined };
}

/** A changed cell with the size of its change. */
function cellChange(column: string, was: string, is: string): CellChange {
  const [a, b] = [was, is].map((text) => text.trim() === "" ? NaN : Number(text));
  const absolute = finite(b - a); // two finite numbers may be too far apart
  const relative = absolute === null ? null : finite(Math.abs(absolute) / Math.abs(a));
  // Others are f64, or counts.
  const isF32 = /(^|_)loss$|^penalty$/.test(column) &&
    [[was, a], [is, b]].every(([text, value]) => shortestF32(Math.fround(Number(value))) === text);
  const f32Steps = absolute !== null && isF32 ? Math.abs(f32Place(b) - f32Place(a)) : null;
  return { column, was, is, absolute, relative, f32Steps };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The place of an f32 among all of them, 0 in the middle. */
function f32Place(value: number): number {
  const [bits] = new Int32Array(Float32Array.of(value).buffer);
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

function differingLine(file: string, before: string, after: string): ResultDifference {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  const found = old.findIndex((text, i) => text !== now[i]);
  const at = found < 0 ? old.length : found;
  const show = (text: string | undefined) => text === undefined ? "no such line" : `"${text}"`;
  const cells = [cellChange("", show(old[at]), show(now[at]))];
  return { file, what: "text", number: at + 1, place: {}, cells };
}
