// @ts-types="../../_csv.d.ts"
import { parse } from "@std/csv";
import { factsOf, type TableFacts } from "./_facts.ts";

/** A row of a table that was read. */
export interface TableRow {
  /** What identifies it in its table: the same in another version of the table. */
  readonly key: string;
  /** From 1, without the header. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that was read. */
export interface ReadTable {
  readonly header: readonly string[];
  readonly facts: TableFacts;
  readonly rows: readonly TableRow[];
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
  const facts = factsOf(file, header);
  const missing = facts.keys.find((key) => !header.includes(key));
  if (missing !== undefined) throw new Error(`it has no column "${missing}"`);
  const seen = new Map<string, number>();
  const rows = rest.map((line, i) => {
    const cells = Object.fromEntries(header.map((name, at) => [name, line[at]]));
    const place = JSON.stringify(facts.keys.map((key) => cells[key]));
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return { key: `${place} ${times}`, number: i + 1, cells };
  });
  return { header, facts, rows };
}
