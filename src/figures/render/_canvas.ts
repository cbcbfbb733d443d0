import { distinct, type NumberText } from "../../numbers.ts";
import type { Mark, Words } from "../figure.ts";
import type { Scale } from "./_scale.ts";

/** Ticks of an x axis that are tried however narrow it is, and columns of each where it is not. */
const FEW_TICKS = 5;
const COLUMNS_A_TICK = 9;
/** Columns between two labels of an x axis. */
const LABEL_GAP = 2;

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
  minimum: "◆",
  barrier: "▲",
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

/** A ruler with labels below: as many as have room. */
export function xAxis(
  scale: Scale,
  width: number,
  text: NumberText,
  columnOf: (value: number) => number,
): [ruler: string, labels: string] {
  const most = Math.max(FEW_TICKS, Math.floor(width / COLUMNS_A_TICK));
  const choices = Array.from({ length: most - 1 }, (_, i) => {
    const ticks = scale.ticks(most - i);
    return { ticks, ...labelRow(distinct(ticks, text), ticks.map(columnOf), width) };
  });
  const { ticks, row } = choices.find(({ isWhole }) => isWhole) ?? choices[choices.length - 1];
  const ruler = new Array<string>(width).fill("─");
  for (const tick of ticks) ruler[columnOf(tick)] = "┬";
  return [`└${ruler.join("")}`, ` ${row}`];
}

/** Labels at their columns, and whether all of them have room. */
function labelRow(texts: readonly string[], columns: readonly number[], width: number) {
  const cells = new Array<string>(width).fill(" ");
  let free = 0;
  let isWhole = true;
  for (const [i, label] of texts.entries()) {
    const from = Math.min(width - label.length, Math.max(0, columns[i] - (label.length >> 1)));
    if (from < free) {
      isWhole = false;
      continue;
    }
    cells.splice(from, label.length, ...label);
    free = from + label.length + LABEL_GAP;
  }
  return { row: cells.join(""), isWhole };
}
