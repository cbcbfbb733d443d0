/** Columns that a text takes on a screen. */
export function visibleLength(text: string): number {
  // deno-lint-ignore no-control-regex -- the escape codes for colours are what is not counted
  return [...text.replace(/\x1b\[[\d;]+m/g, "")].length;
}

/**
 * Rows of at most `width` columns, broken between words but not beside a `=`. `before` stands at
 * the start of the first row and leaves as much room in the others.
 */
export function wrapped(text: string, width: number, before = ""): string[] {
  const indent = visibleLength(before);
  const room = Math.max(1, width - indent);
  const rows = [""];
  const pieces = new RegExp(`.{1,${room}}`, "gs"); // of a word too long for a row
  for (const word of text.split(/(?<!=) (?!=)/).flatMap((word) => word.match(pieces) ?? [])) {
    const row = rows[rows.length - 1];
    if (row === "") rows[rows.length - 1] = word;
    else if (row.length + 1 + word.length > room) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows.map((row, i) => `${i === 0 ? before : " ".repeat(indent)}${row}`);
}
