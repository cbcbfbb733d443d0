// @ts-types="../../_csv.d.ts"
import { parse } from "@std/csv";
import { fileSchemas } from "../../experiment/schema.ts";
import { registries } from "../../kinds/mod.ts";
import type { Column, Headline } from "../../kinds/table.ts";

export interface TableRow {
  /** From 1, without the header. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that was read, with what its kind says of its columns. */
export interface ReadTable {
  readonly header: readonly string[];
  /** Columns that place its rows. */
  readonly keys: ReadonlySet<string>;
  /** Columns with what went into a run, not with what came out. */
  readonly labels: ReadonlySet<string>;
  /** Columns whose numbers are f32. */
  readonly f32: ReadonlySet<string>;
  /** What a person asks of first; undefined where this table does not say. */
  readonly outcome: Headline | undefined;
  /** By what identifies them in this and in another version of the table. */
  readonly rows: ReadonlyMap<string, TableRow>;
}

const RUN = "run";

/** The tables of each kind, in the order in which a run makes them. */
const tablesOfKinds = () => fileSchemas(registries).kinds.map(({ kind: { tables } }) => tables);

/** The place of a file among others: those that a run makes earlier come first. */
export function rankOf(file: string): number {
  const ranks = tablesOfKinds().map((tables) => tables.findIndex((table) => table.file === file));
  const rank = Math.max(...ranks);
  return rank < 0 ? Infinity : rank;
}

/**
 * Reads a table.
 *
 * @throws {Error} That says what is wrong with it
 */
export function readTable(file: string, text: string): ReadTable {
  // What a writer that was stopped leaves may have the right number of cells.
  if (!text.endsWith("\n")) throw new Error("its last line has no end");
  const [header = [], ...rest] = parse(text, { fieldsPerRecord: 0 });
  const tables = tablesOfKinds().flat().filter((table) => table.file === file);
  // Of one that no kind makes any more, the columns may be any.
  const one = tables.filter(({ columns }) =>
    Object.entries(columns).every(([name, { isOptional }]) => isOptional || header.includes(name))
  );
  const likely = one.length > 0 ? one : tables;
  const columns = likely.flatMap(({ columns }) => Object.entries(columns));
  const named = (isWanted: (column: Column) => boolean) =>
    new Set(columns.filter(([, column]) => isWanted(column)).map(([name]) => name));
  const keys = named(({ role }) => role === "key").add(RUN);
  const missing = [...keys].find((key) => !header.includes(key));
  if (missing !== undefined) throw new Error(`it has no column "${missing}"`);
  // Swept fields stand after the seed, up to the first column that every such table has.
  const known = named(() => true);
  const start = header.indexOf("seed") + 1;
  const end = header.findIndex((name, i) => i >= start && known.has(name));
  const swept = header.slice(start, Math.max(start, end));
  const seen = new Map<string, number>();
  const rows = new Map(rest.map((line, i) => {
    const cells = Object.fromEntries(header.map((name, at) => [name, line[at]]));
    const place = JSON.stringify([...keys].map((key) => cells[key]));
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return [`${place} ${times}`, { number: i + 1, cells }];
  }));
  const labels = new Set([RUN, ...swept, ...named(({ role }) => role === "label")]);
  const [{ cells = {} } = {}] = rows.values();
  const outcome = likely.map((table) => table.outcome).find((one) => one?.of(cells) !== undefined);
  return {
    header,
    keys,
    labels,
    f32: named(({ precision }) => precision === "f32"),
    outcome,
    rows,
  };
}
