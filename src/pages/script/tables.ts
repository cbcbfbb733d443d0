/// <reference lib="dom" />

/** Makes the rows of a table sorted by a column whose name is clicked; a second click turns them around. */
export function sortable(table: HTMLTableElement): void {
  const [body] = table.tBodies;
  const heads = [...table.tHead?.rows[0]?.cells ?? []];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isRising = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(textIn(a, column), textIn(b, column)));
      body.append(...isRising ? rows : rows.reverse());
    });
  }
}

function textIn(row: HTMLTableRowElement, column: number): string {
  return row.cells[column].textContent ?? "";
}

/** Numbers by their size, before texts in their order; empty cells last. */
function compare(a: string, b: string): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) {
    return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.localeCompare(b);
  }
  return x - y;
}
