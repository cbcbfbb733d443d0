/** A cell: numbers and texts are written as they are, null as nothing. */
export type Cell = string | number | null;
/** Table to text. */
export function stringify(
  data: readonly Readonly<Record<string, Cell | boolean>>[],
  options: { columns: readonly string[]; headers?: false },
): string;
/** Text to table, by the names of the first row or by those that are given. */
export function parse(
  text: string,
  options: { skipFirstRow: true } | { columns: readonly string[] },
): Record<string, string>[];
/** Text to rows of cells, the header first; all have as many. */
export function parse(text: string, options: { fieldsPerRecord: 0 }): string[][];
/** Text to rows of cells. */
export function parse(text: string, options: { separator: string }): string[][];
