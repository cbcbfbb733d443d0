import type { LinesFigure } from "../figure.ts";
import { type Canvas, SYMBOLS, wordsText } from "./_canvas.ts";
import { plotRows } from "./_plot.ts";
import { lineKey } from "./_strokes.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Heading, lines with axes, legend and notes. */
export function linesRows(figure: LinesFigure, canvas: Canvas): string[] {
  const notes = figure.notes.flatMap(({ line, words }) => {
    const key = line === undefined ? "" : `${lineKey(line, canvas.color)}  `;
    return wrapped(wordsText(words), canvas.width, key);
  });
  const below = [...legendRows(figure, canvas), ...notes];
  // Without notes it is one row, which a narrower screen breaks by itself.
  const heading = notes.length > 0 ? wrapped(figure.heading, canvas.width) : [figure.heading];
  return [
    ...heading,
    "",
    ...plotRows(figure, canvas),
    ...below.length > 0 ? ["", ...below] : [],
  ];
}

/** The title alone where notes name the lines; otherwise the lines behind it. */
function legendRows({ legend, lines, notes }: LinesFigure, { width, color }: Canvas): string[] {
  if (legend === "") return [];
  if (notes.some(({ line }) => line !== undefined)) return wrapped(`${legend}:`, width);
  const rows = [`${legend}:`];
  for (const [i, { label, diverged = false }] of lines.entries()) {
    const end = diverged ? ` (${SYMBOLS.diverged} diverged)` : "";
    const entry = `${lineKey(i, color)} ${label}${end}`;
    const length = visibleLength(rows[rows.length - 1]) + visibleLength(entry) + 3;
    if (length > width) rows.push("");
    rows[rows.length - 1] += `  ${entry}`;
  }
  return rows;
}
