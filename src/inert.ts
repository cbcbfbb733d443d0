/** Text from outside, made harmless: it can neither steer a terminal nor look like other lines. */

/** Characters that a line may have, when nothing else is said. */
const LINE = 1000;
/** Characters of a word, a key or a value in the midst of a line. */
const WORD = 100;

/**
 * What a terminal obeys or does not show: controls but ends of lines, marks of direction and other
 * formats but the joiners that scripts are written with, separators, halves of characters.
 */
const ACTIVE = /(?![\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text in which each such character is written out, such as `\u{1b}`. Ends of lines stay. */
export function inert(text: string): string {
  return text.replace(ACTIVE, escapeOf);
}

function escapeOf(one: string): string {
  return SHORT[one] ?? `\\u{${one.codePointAt(0)?.toString(16)}}`;
}

/** The same on one line. */
export function oneLine(text: string): string {
  return inert(text).replaceAll("\n", escapeOf);
}

/** The same, cut to so many characters. */
export function inertLine(text: string, most = LINE): string {
  // Twice as many units have at least so many characters.
  const characters = [...oneLine(text.slice(0, 2 * most))];
  const isWhole = characters.length <= most && text.length <= 2 * most;
  return isWhole ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}

/** A word, a key or a value to stand in a sentence. */
export function inertWord(text: string): string {
  return inertLine(text, WORD);
}

/** JSON, indented, in whose texts each such character is an escape that JSON has. */
export function inertJson(value: unknown, indent = 2): string {
  const escape = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(value, null, indent);
  return text.replace(ACTIVE, (one) => one.split("").map(escape).join(""));
}

/** What a spreadsheet would compute; with quotes before it, as such a text itself gets one more. */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * A text as a cell of a table that is no formula to a spreadsheet, which takes a quote at the start for
 * the sign of a text. Numbers stay as they are.
 */
export function plainCell(text: string): string {
  return FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

/** The text that `plainCell` may have put a quote before. */
export function fromPlainCell(cell: string): string {
  return FORMULA.test(cell) && cell.startsWith("'") ? cell.slice(1) : cell;
}

/** A text as a cell, on one line and inert. */
export function inertCell(text: string): string {
  return plainCell(oneLine(text));
}
