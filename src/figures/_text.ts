import { readable } from "../numbers.ts";

/** A number without the zeros at its end: `0.2`, `−1.5`, `1e-7`. */
export function short(value: number, digits = 3): string {
  return readable(value, digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")
    .replace(/^-/, "−");
}

/** Columns that a text takes on a screen. */
export function visibleLength(text: string): number {
  // deno-lint-ignore no-control-regex -- the escape codes for colours are what is not counted
  return [...text.replace(/\x1b\[[\d;]+m/g, "")].length;
}

/**
 * Rows of at most `width` columns, broken between words but not beside a `=`. `before` stands at the start of the first
 * row and leaves as much room in the others.
 */
export function wrapped(text: string, width: number, before = ""): string[] {
  const indent = visibleLength(before);
  const room = Math.max(1, width - indent);
  const rows = [""];
  for (const word of text.split(/(?<!=) (?!=)/).flatMap((word) => pieces(word, room))) {
    const row = rows[rows.length - 1];
    if (row === "") rows[rows.length - 1] = word;
    else if (row.length + 1 + word.length > room) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows.map((row, i) => `${i === 0 ? before : " ".repeat(indent)}${row}`);
}

/** A word too long for a row, cut. */
function pieces(word: string, room: number): string[] {
  return word.length <= room ? [word] : [word.slice(0, room), ...pieces(word.slice(room), room)];
}

/** Rows as one text, each ended by a line feed and without spaces at its end. */
export function joined(rows: readonly string[]): string {
  return rows.map((row) => `${row.trimEnd()}\n`).join("");
}
