/** Figures as text for a terminal or a file. */
import { oneLine } from "../../inert.ts";
import type { Figure } from "../figure.ts";
import type { Canvas } from "./_canvas.ts";
import { linesRows } from "./_lines.ts";
import { mapRows } from "./_map.ts";
import { pictureRows } from "./_pictures.ts";
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
export function renderText(outside: Figure, canvas: Canvas): string {
  const figure = harmless(outside);
  const rows = figure.shape === "lines"
    ? linesRows(figure, canvas)
    : figure.shape === "map"
    ? mapRows(figure, canvas)
    : figure.shape === "pictures"
    ? pictureRows(figure, canvas)
    : wrapped(figure.text, canvas.width);
  return rows.map((row) => `${row.trimEnd()}\n`).join("");
}

/** The same figure, of whose texts no terminal obeys one: only a renderer's own codes are left. */
function harmless<Part>(part: Part): Part {
  if (typeof part === "string") return oneLine(part) as Part;
  if (typeof part !== "object" || part === null) return part;
  if (!Array.isArray(part)) {
    const entries = Object.entries(part).map(([key, value]) => [key, harmless(value)]);
    return Object.fromEntries(entries) as Part;
  }
  // Points and values of a map are many, and no texts.
  return typeof part[0] === "number" ? part : part.map(harmless) as Part;
}
