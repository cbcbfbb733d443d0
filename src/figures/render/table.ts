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
 */
export function textTable(columns: readonly TextColumn[], width = Infinity, keys = 1): string {
  const all = columns.map(padded);
  const first = all.slice(0, keys);
  const tables = [first];
  for (const column of all.slice(keys)) {
    const last = tables[tables.length - 1];
    const needed = [...last, column].reduce((sum, [row]) => sum + row.length + GAP.length, 0);
    if (needed - GAP.length <= width || last.length === keys) last.push(column);
    else tables.push([...all.slice(0, keys), column]);
  }
  return tables.map(rowsOf).join("\n");
}

/** A heading, and the cell of a row below it. */
export type TextColumnOf<Row> = readonly [heading: string, cell: (row: Row) => string];

/** A row for each of `rows`, as {@linkcode textTable}; a column that is `false` is left out. */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly (TextColumnOf<Row> | false)[],
  width?: number,
  keys?: number,
): string {
  const shown = columns.filter((column) => column !== false);
  const cells = shown.map(([heading, cell]) => ({ heading, cells: rows.map(cell) }));
  return textTable(cells, width, keys);
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
