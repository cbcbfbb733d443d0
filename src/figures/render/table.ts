import { inertLine } from "../../inert.ts";

/** A column of a table for people: its cell in each row, numbers to the right, words to the left. */
export type TableColumn<Row> = readonly [
  heading: string,
  cell: (row: Row, index: number) => string,
  align?: "left" | "right",
];

const GAP = "  ";
/** Characters of a cell. */
const LONGEST = 200;

/**
 * Columns side by side under their headings and a rule, without trailing spaces and without those
 * that are `false`. Those that do not fit `width` go into further tables below, each with the first
 * `keys` columns again.
 */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly (TableColumn<Row> | false)[],
  width = Infinity,
  keys = 1,
): string {
  const all = columns.filter((column) => column !== false).map((column) => padded(rows, column));
  const tables = [all.slice(0, keys)];
  for (const column of all.slice(keys)) {
    const last = tables[tables.length - 1];
    const needed = [...last, column].map(([heading]) => heading).join(GAP).length;
    if (needed <= width || last.length === keys) last.push(column);
    else tables.push([...all.slice(0, keys), column]);
  }
  return tables.map((table) =>
    table[0].map((_, row) => `${table.map((column) => column[row]).join(GAP).trimEnd()}\n`).join("")
  ).join("\n");
}

/** Heading, rule and cells of a column, all equally wide. */
function padded<Row>(
  rows: readonly Row[],
  [name, cell, align = "right"]: TableColumn<Row>,
): string[] {
  const heading = inertLine(name, LONGEST);
  const cells = rows.map((row, i) => inertLine(cell(row, i), LONGEST));
  const width = cells.reduce((width, cell) => Math.max(width, cell.length), heading.length);
  const pad = (text: string) => align === "left" ? text.padEnd(width) : text.padStart(width);
  return [pad(heading), "─".repeat(width), ...cells.map(pad)];
}
