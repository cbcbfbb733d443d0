/** Figures as text for a terminal or a file. */
import type { Figure } from "../figure.ts";
import type { Canvas } from "./_canvas.ts";
import { linesRows } from "./_lines.ts";
import { mapRows } from "./_map.ts";
import { wrapped } from "./wrap.ts";

export type { Canvas } from "./_canvas.ts";

/**
 * A figure as rows of about `width` columns, each ended by `\n` and without trailing spaces.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { renderText } from "@descent-bench/descent-bench";
 *
 * const note = { shape: "note", text: "No map." } as const;
 * assertEquals(renderText(note, { width: 80, color: false }), "No map.\n");
 * ```
 */
export function renderText(figure: Figure, canvas: Canvas): string {
  return rowsOf(figure, canvas).map((row) => `${row.trimEnd()}\n`).join("");
}

function rowsOf(figure: Figure, canvas: Canvas): string[] {
  switch (figure.shape) {
    case "lines":
      return linesRows(figure, canvas);
    case "map":
      return mapRows(figure, canvas);
    case "note":
      return wrapped(figure.text, canvas.width);
  }
}
