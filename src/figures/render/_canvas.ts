import type { Mark, Words } from "../figure.ts";

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
