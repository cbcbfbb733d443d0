/** A cell: numbers and texts are written as they are, null as nothing. */
export type Cell = string | number | null;
/** Table to text. */
export function stringify(
  data: readonly Readonly<Record<string, Cell>>[],
  options: { columns: readonly string[] },
): string;
/** Text to table, by the names of the first row. */
export function parse(text: string, options: { skipFirstRow: true }): Record<string, string>[];
/** Text to rows of cells, the header first; all have as many. */
export function parse(text: string, options: { fieldsPerRecord: 0 }): string[][];
