import { distinct, type NumberText } from "../../numbers.ts";
import type { Mark, Words } from "../figure.ts";
import type { Scale } from "./_scale.ts";

/** Where a text is shown. */
export interface Canvas {
  /** Columns. */
  readonly width: number;
  /** Whether escape codes for colour are understood. */
  readonly color: boolean;
}

/** What marks look like in a text. */
export const SYMBOLS: Readonly<Record<Mark, string>> = {
  best: "*",
  diverged: "×",
  kink: "^",
  center: "+",
  path: "o",
  end: "●",
};

/** Words with the symbols in them. */
export function wordsText(words: Words): string {
  return [words].flat()
    .map((part) => typeof part === "string" ? part : SYMBOLS[part.mark]).join("");
}

/** A row of a drawing behind the y axis and its label, which may be empty. */
export function axisRow(label: string, margin: number, cells: string): string {
  return `${label.padStart(margin)} ${label === "" ? "│" : "┤"}${cells}`;
}

/** A ruler with about as many labels below as have room; `columnOf` says where a value lies. */
export function xAxis(
  scale: Scale,
  width: number,
  text: NumberText,
  columnOf: (value: number) => number,
): [ruler: string, labels: string] {
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 14)));
  const ruler = new Array<string>(width).fill("─");
  const labels = new Array<string>(width).fill(" ");
  let free = 0;
  for (const [i, label] of distinct(ticks, text).entries()) {
    const column = columnOf(ticks[i]);
    const from = Math.min(width - label.length, Math.max(0, column - (label.length >> 1)));
    ruler[column] = "┬";
    if (from < free) continue;
    labels.splice(from, label.length, ...label);
    free = from + label.length + 1;
  }
  return [`└${ruler.join("")}`, ` ${labels.join("")}`];
}
