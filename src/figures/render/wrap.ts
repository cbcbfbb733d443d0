// deno-lint-ignore no-control-regex -- the escape codes for colours are what is not counted
const COLOR = /\x1b\[[\d;]+m/g;
/** Characters as wide as two: of Chinese, Japanese and Korean, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** Characters that stand over or beside the one before. */
const NO_WIDTH = /\p{M}|[\u200b-\u200d]/u;

function widthOf(character: string): number {
  return NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** Columns that a text takes on a screen. */
export function visibleLength(text: string): number {
  let sum = 0;
  for (const character of text.replace(COLOR, "")) sum += widthOf(character);
  return sum;
}

/** As much of a text without colours as fits so many columns, with `…` where that is not all. */
export function cut(text: string, columns: number): string {
  if (visibleLength(text) <= columns) return text;
  let [left, end] = [Math.max(0, columns - 1), 0];
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    end += character.length;
  }
  return columns > 0 ? `${text.slice(0, end)}…` : "";
}

/**
 * Rows of at most `width` columns, broken between words but not beside a `=`. `before` stands at
 * the start of the first row and leaves as much room in the others.
 */
export function wrapped(text: string, width: number, before = ""): string[] {
  const indent = visibleLength(before);
  const room = Math.max(1, width - indent);
  const rows = [""];
  for (const word of text.split(/(?<!=) (?!=)/).flatMap((word) => pieces(word, room))) {
    const row = rows[rows.length - 1];
    if (row === "") rows[rows.length - 1] = word;
    else if (visibleLength(`${row} ${word}`) > room) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows.map((row, i) => `${i === 0 ? before : " ".repeat(indent)}${row}`);
}

/** A word in pieces that fit so many columns, where that goes after what joins words. */
function pieces(word: string, room: number): string[] {
  if (word === "" || visibleLength(word) <= room) return word === "" ? [] : [word];
  const parts = word.split(/(?<=[(,/=])/);
  const found = [""];
  for (const part of parts.flatMap((part) => visibleLength(part) <= room ? [part] : [...part])) {
    const longer = found[found.length - 1] + part;
    if (visibleLength(longer) <= room || longer === part) found[found.length - 1] = longer;
    else found.push(part);
  }
  return found;
}

/** What stands before the last column of a row, such as a name before its meaning, or its indent. */
const BEFORE = /^ *(?:\S+(?: \S+)* {2,})*(?=\S)/;
/** Columns that are left for the rest of such a row. */
const LEAST_REST = 20;

/** The axis of a chart, after its label, or the line below the names of a table's columns. */
const DRAWN = /^ *\S* *[│┤└]|^ *─+(?: {2,}─+)+$/;

/**
 * A text whose rows fit so many columns; what is left of one begins below its last column. Rows of
 * what was drawn wider, a chart or a table, are cut, as nobody can read pieces of them.
 */
export function fitted(text: string, width: number): string {
  return text.split("\n\n").map((paragraph) => {
    const rows = paragraph.split("\n");
    return (rows.some((row) => DRAWN.test(row) && visibleLength(row) > width)
      ? rows.map((row) => cut(row, width))
      : rows.flatMap((row) => rowsOf(row, width))).join("\n");
  }).join("\n\n");
}

function rowsOf(row: string, width: number): string[] {
  if (visibleLength(row) <= width) return [row];
  const [before, indent] = [BEFORE, /^ */].map((pattern) => pattern.exec(row)?.[0] ?? "");
  const start = [before, indent, ""].find((one) => visibleLength(one) + LEAST_REST <= width) ?? "";
  return wrapped(row.slice(start.length), width, start);
}
