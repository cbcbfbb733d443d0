/** Text with separators, record by record, with the line on which each begins. */
// @ts-types="../_csv.d.ts"
import { parse } from "@std/csv";
import { InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { linesOf } from "./_files.ts";
import type { DatasetStorage } from "./dataset.ts";

/** The cells of one row, and the number of its first line. */
export interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What may separate cells; the first that separates all lines alike does. */
const SEPARATORS = ["\t", ";", "|", ","];
/** Lines that are looked at for it. */
const LOOKED_AT = 10;
/** Characters of a record of several lines: more, and a quote has been forgotten. */
const LONGEST = 1 << 20;

/** Where an error is: `Cannot read "a.csv" at line 3`. */
export function atLine(path: string, line: number, column = ""): string {
  return `Cannot read "${path}" at line ${line}${column}`;
}

/** The records of a file, many at a time; blank lines are none. Without a separator, it is found. */
export async function* recordsOf(
  path: string,
  given: string | undefined,
  storage: DatasetStorage,
): AsyncGenerator<readonly Record[]> {
  let separator = given;
  let open: string | null = null; // a record whose quotes have not ended
  let line = 1;
  const forgotten = () => new InputError(`${atLine(path, line)}: a quote must end`);
  for await (const { from, lines } of linesOf(path, storage)) {
    separator ??= separatorOf(lines);
    const records: Record[] = [];
    for (const [i, text] of lines.entries()) {
      if (open === null) line = from + i;
      const whole: string = open === null ? text : `${open}\n${text}`;
      open = (open === null) === hasOddQuotes(text) ? whole : null;
      if (whole.length > LONGEST && open !== null) throw forgotten();
      if (open !== null || whole.trim() === "") continue;
      const by = separator ?? ",";
      const cells = whole.includes('"') ? quoted(whole, by, path, line) : whole.split(by);
      records.push({ line, cells });
    }
    yield records;
  }
  if (open !== null) throw forgotten();
}

function hasOddQuotes(text: string): boolean {
  return text.includes('"') && text.split('"').length % 2 === 0;
}

/** The cells of a record with quotes. */
function quoted(text: string, separator: string, path: string, line: number): string[] {
  try {
    return parse(text, { separator })[0];
  } catch {
    const shown = inertWord(text);
    throw new InputError(
      `${atLine(path, line)}: a cell with a quote must begin and end with one: ${shown}`,
    );
  }
}

/** What separates the cells of the first lines; undefined where nothing does. */
function separatorOf(lines: readonly string[]): string | undefined {
  const looked = lines.filter((line) => line.trim() !== "").slice(0, LOOKED_AT)
    .map((line) => line.replaceAll(/"[^"]*"?/g, ""));
  const counts = (separator: string) => looked.map((line) => line.split(separator).length - 1);
  const isEven = ([first, ...rest]: number[]) => first > 0 && rest.every((one) => one === first);
  return SEPARATORS.find((one) => isEven(counts(one))) ??
    SEPARATORS.find((one) => counts(one)[0] > 0);
}
