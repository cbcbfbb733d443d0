import { textTable } from "../../figures/render/table.ts";

/** A column of a table, and how its cells come from rows; numbers stand to the right. */
export type TableColumn<Row> = readonly [
  heading: string,
  cell: (row: Row, index: number) => string,
  align?: "left" | "right",
];

export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  width?: number,
): string {
  const all = columns.map(([heading, cell, align = "right"]) => ({
    heading,
    cells: rows.map(cell),
    align,
  }));
  return textTable(all, width);
}
