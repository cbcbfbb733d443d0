import { painted } from "./_paint.ts";

/** Lines, and those that lie over them. */
export interface Hidden {
  readonly lines: readonly number[];
  readonly under: readonly number[];
}

/** Cells that lines are drawn on, which knows what lies on top. */
export interface Sheet {
  /** Draws a cell of a line over what is there. */
  put(row: number, column: number, symbol: string, line: number): void;
  /** Draws a cell that covers no line. */
  mark(row: number, column: number, symbol: string): void;
  /** The cells of a row as text. */
  row(row: number): string;
  /** The lines of which nothing is seen. */
  hidden(): Hidden[];
}

/** An empty sheet, so many columns wide. */
export function sheetOf(width: number, color: boolean): Sheet {
  const cells = new Map<number, string>();
  const tops = new Map<number, number>();
  const places = new Map<number, Set<number>>(); // of each line
  return {
    put(row, column, symbol, line) {
      const place = row * width + column;
      cells.set(place, painted(symbol, line, color));
      tops.set(place, line);
      places.set(line, (places.get(line) ?? new Set()).add(place));
    },
    mark(row, column, symbol) {
      cells.set(row * width + column, symbol);
    },
    row: (row) =>
      Array.from({ length: width }, (_, column) => cells.get(row * width + column) ?? " ").join(""),
    hidden() {
      const lines = [...places.keys()].sort((a, b) => a - b);
      const over = (line: number) =>
        [...new Set([...places.get(line) ?? []].map((place) => tops.get(place) ?? line))]
          .sort((a, b) => a - b);
      const found = lines.map((line) => ({ line, under: over(line) }))
        .filter(({ line, under }) => !under.includes(line));
      return [...Map.groupBy(found, ({ under }) => under.join()).values()]
        .map((group) => ({ lines: group.map(({ line }) => line), under: group[0].under }));
    },
  };
}
