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
  const widths = narrowed(
    texts.map((column) => Math.max(...column.map(visibleLength))),
    keys,
    width,
  );
  const cells = texts.map((column, i) =>
    column.map((text) => visibleLength(text) <= widths[i] ? [text] : wrapped(text, widths[i]))
  );
  const heights = [...cells[0]?.keys() ?? []]
    .map((row) => Math.max(...cells.map((column) => column[row].length)));
  const all = cells.map((column, i) => padded(column, heights, widths[i], shown[i][2]));
  const tables = [all.slice(0, keys)];
  for (const column of all.slice(keys)) {
    const last = tables[tables.length - 1];
    const needed = visibleLength([...last, column].map(([heading]) => heading).join(GAP));
    if (needed <= width || last.length === keys) last.push(column);
    else tables.push([...all.slice(0, keys), column]);
  }
  return tables.map((table) =>
    table[0].map((_, row) => `${table.map((column) => column[row]).join(GAP).trimEnd()}\n`).join("")
  ).join("\n");
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

/** Heading, rule and cells of a column, all equally wide, a cell on as many rows as those beside it. */
function padded(
  cells: readonly (readonly string[])[],
  heights: readonly number[],
  width: number,
  align: TableColumn<never>[2] = "right",
): string[] {
  const pad = (text: string) => {
    const space = " ".repeat(width - visibleLength(text));
    return align === "left" ? text + space : space + text;
  };
  const [heading, ...others] = cells.map((rows, i) =>
    Array.from({ length: heights[i] }, (_, row) => pad(rows[row] ?? ""))
  );
  return [...heading, "─".repeat(width), ...others.flat()];
}
