/**
 * Tables as text.
 *
 * @module
 */

/** A column of a table for people. */
export interface TextColumn {
  /** What stands above it. */
  readonly heading: string;
  /** One cell for each row. */
  readonly cells: readonly string[];
  /** Numbers to the right, words to the left. */
  readonly align?: "left" | "right";
}

/**
 * Columns side by side under their headings and a rule, without trailing spaces. Those that do not
 * fit `width` go into further tables below, each with the first `keys` columns again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textTable([{ heading: "batch", cells: ["1", "full"] }]), "batch\n─────\n    1\n full\n");
 * ```
 */
export function textTable(columns: readonly TextColumn[], width = Infinity, keys = 1): string {
  const all = columns.map(padded);
  const first = all.slice(0, keys);
  const others = all.slice(keys);
  const roomBeside = width -
    first.reduce((sum, [row]) => sum + row.length + GAP.length, -GAP.length);
  const tables = [[...first]];
  let room = roomBeside;
  for (const column of others) {
    const needed = GAP.length + column[0].length;
    if (needed > room && tables[tables.length - 1].length > keys) {
      tables.push([...first]);
      room = roomBeside;
    }
    tables[tables.length - 1].push(column);
    room -= needed;
  }
  return tables.map(rowsOf).join("\n");
}

const GAP = "  ";

/** Heading, rule and cells of a column, all equally wide. */
function padded({ heading, cells, align = "right" }: TextColumn): string[] {
  const width = Math.max(heading.length, ...cells.map((cell) => cell.length));
  const pad = (text: string) => align === "left" ? text.padEnd(width) : text.padStart(width);
  return [pad(heading), "─".repeat(width), ...cells.map(pad)];
}

function rowsOf(columns: readonly (readonly string[])[]): string {
  return columns[0]
    .map((_, row) => `${columns.map((column) => column[row]).join(GAP).trimEnd()}\n`)
    .join("");
}
