import { inertLine } from "../../inert.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** A column of a table for people: its cell in each row, numbers to the right, words to the left. */
export type TableColumn<Row> = readonly [
  heading: string,
  cell: (row: Row, index: number) => string,
  align?: "left" | "right",
];

const GAP = "  ";
/** Characters of a cell. */
const LONGEST = 200;
/** Columns of the screen that a column keeps where others need the room. */
const LEAST_WIDTH = 8;

/**
 * Columns side by side under their headings and a rule, without trailing spaces and without those
 * that are `false`. Those that do not fit `width` go into further tables below, each with the first
 * `keys` columns again; where a table of one further column does not fit, long texts are broken.
 */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly (TableColumn<Row> | false)[],
  width = Infinity,
  keys = 1,
): string {
  const shown = columns.filter((column) => column !== false);
  const texts = shown.map(([heading, cell]) =>
    [heading, ...rows.map(cell)].map((text) => inertLine(text, LONGEST))
  );
  const widths = narrowed(texts.map(widest), keys, width);
  const all = texts.map((column, i): Column => ({
    cells: column.map((text) =>
      visibleLength(text) <= widths[i] ? [text] : wrapped(text, widths[i])
    ),
    width: widths[i],
    align: shown[i][2] ?? "right",
  }));
  const tables = [all.slice(0, keys)];
  for (const column of all.slice(keys)) {
    const last = tables[tables.length - 1];
    const needed = last.reduce((sum, { width }) => sum + width + GAP.length, column.width);
    if (needed <= width || last.length === keys) last.push(column);
    else tables.push([...all.slice(0, keys), column]);
  }
  return tables.map(tableText).join("\n");
}

/** A column with the rows of its heading and of its cells. */
interface Column {
  readonly cells: readonly (readonly string[])[];
  readonly width: number;
  readonly align: "left" | "right";
}

function tableText(columns: readonly Column[]): string {
  const rule = columns.map(({ width }) => "─".repeat(width)).join(GAP);
  const rows = columns[0].cells.map((_, row) => {
    const height = Math.max(...columns.map(({ cells }) => cells[row].length));
    return Array.from(
      { length: height },
      (_, part) =>
        columns.map((column) => padded(column.cells[row][part] ?? "", column)).join(GAP).trimEnd(),
    ).join("\n");
  });
  return [rows[0], rule, ...rows.slice(1)].map((row) => `${row}\n`).join("");
}

function padded(text: string, { width, align }: Column): string {
  const space = " ".repeat(width - visibleLength(text));
  return align === "left" ? text + space : space + text;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, visibleLength(text)), 0);
}

/** Widths of columns of which the first ones and any other one fit a table: the widest give way. */
function narrowed(widths: readonly number[], keys: number, width: number): number[] {
  const result = [...widths];
  const needed = () =>
    result.slice(0, keys).reduce((sum, one) => sum + one + GAP.length, 0) +
    Math.max(0, ...result.slice(keys));
  for (let most = Math.max(...result); most > LEAST_WIDTH && needed() > width; most--) {
    for (const [i, one] of result.entries()) result[i] = Math.min(one, most - 1);
  }
  return result;
}
