import { fileSchemas } from "../../experiment/schema.ts";
import { registries } from "../../kinds/mod.ts";
import type { Column } from "../../kinds/table.ts";

/** What a comparison has to know about a file. */
export interface TableFacts {
  /** Columns that tell its rows apart, whatever the version. */
  readonly keys: readonly string[];
  /** Whether a column holds what went into a run, not what came out. */
  isLabel(column: string): boolean;
  /** Whether its numbers are f32. */
  isF32(column: string): boolean;
  /** The place of the file among others: a run makes those that come first earlier. */
  readonly rank: number;
}

/** The facts of a file, from the tables of all kinds; of a table, with these columns. */
export function factsOf(file: string, header: readonly string[] = []): TableFacts {
  const kinds = fileSchemas(registries).kinds.map(({ kind: { tables } }) => tables);
  const columns = kinds.flat().filter((table) => table.file === file)
    .flatMap((table) => Object.entries(table.columns));
  const names = (isWanted: (column: Column) => boolean) =>
    new Set(columns.filter(([, column]) => isWanted(column)).map(([name]) => name));
  const known = names(() => true);
  const labels = names(({ role }) => role === "label").add(RUN);
  const f32 = names(({ precision }) => precision === "f32");
  // Swept fields stand after the seed, up to the first column that every such table has.
  const start = header.indexOf("seed") + 1;
  const end = header.findIndex((name, i) => i >= start && known.has(name));
  for (const swept of header.slice(start, Math.max(start, end))) labels.add(swept);
  const ranks = kinds.flatMap((tables) => tables.findIndex((table) => table.file === file));
  const rank = Math.max(...ranks);
  return {
    keys: [...new Set([RUN, ...names(({ role }) => role === "key")])],
    isLabel: (column) => labels.has(column),
    isF32: (column) => f32.has(column),
    rank: rank < 0 ? Infinity : rank,
  };
}

/** Every table has a row for a run, or several. */
const RUN = "run";
