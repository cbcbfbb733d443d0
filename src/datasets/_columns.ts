/** What the columns of a table mean. */
import { z } from "zod";
import { ensure, suggest } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { counted } from "../numbers.ts";
import { isNumber, partOptions } from "./_examples.ts";
import { atLine, type Record } from "./_records.ts";

/** A column by its name or its position. */
const column = z.union([z.string().min(1), z.int().refine((at) => at !== 0, "must not be 0")]);

/** The options of a table. */
export const csvOptions = z.strictObject({
  file: z.string().min(1).describe("The file; gzipped or not"),
  testFile: z.string().min(1).optional()
    .describe("A file of test examples, with the same columns"),
  label: column.default(-1).describe(
    "The column with the labels: its name, or its position from 1, or from the end, which is -1",
  ),
  header: z.boolean().default(true).describe("Whether the first line has the names of the columns"),
  separator: z.string().regex(/^[^"\r\n]$/, "must be one character, and no quote or end of line")
    .optional().describe(
      "What stands between cells; comma, semicolon, tab or | are found when left out",
    ),
  decimal: z.enum([".", ","]).default(".").describe("What stands before the fraction of a number"),
  categorical: z.array(column).default([])
    .describe("Columns of texts: each text becomes a feature, which is 1 or 0, in sorted order"),
  ignore: z.array(column).default([]).describe("Columns that are left out"),
  missing: z.enum(["refuse", "drop", "mean"]).default("refuse").describe(
    "What becomes of empty cells and of NA, NaN, null and ?: an error, the row is left out, or the " +
      "mean of the training part stands for a number and 0 for each text",
  ),
  part: column.optional()
    .describe("A column that says train or test of each row; otherwise that is drawn"),
  ...partOptions(true, true),
});

/** What a file says of a table. */
export type CsvOptions = z.output<typeof csvOptions>;

/** The columns of a table, each by its place in a row. */
export interface Columns {
  /** The file that it is in. */
  readonly path: string;
  /** What they are called; without a header, their numbers. */
  readonly names: readonly string[];
  readonly label: number;
  readonly part: number | null;
  /** Those that features are made of. */
  readonly used: readonly { readonly at: number; readonly isCategorical: boolean }[];
}

/**
 * What the columns are, by the first record of a file.
 *
 * @throws {InputError} When one that is named is not there, or is named for two purposes
 */
export function columnsOf(path: string, first: Record, options: CsvOptions): Columns {
  const { header, separator } = options;
  const names = header ? namesIn(first, path) : first.cells.map((_, i) => String(i + 1));
  const line = atLine(path, first.line);
  ensure(
    names.length > 1,
    `${line}: there must be two columns or more, separated by ${
      separator === undefined
        ? "comma, semicolon, tab or |, or by what dataset.separator says"
        : JSON.stringify(separator)
    }: it has ${inertWord(names[0])}`,
  );
  const find = (column: string | number, key: string) => placeOf(column, key, path, names, header);
  const label = find(options.label, "label");
  const part = options.part === undefined ? null : find(options.part, "part");
  const purposes = new Map([[label, "label"]]);
  const take = (at: number, key: string) => {
    const other = purposes.get(at);
    ensure(
      other === undefined,
      `dataset.${key}: column "${inertWord(names[at])}" is in dataset.${other}, too`,
    );
    purposes.set(at, key);
  };
  if (part !== null) take(part, "part");
  for (const key of ["categorical", "ignore"] as const) {
    options[key].forEach((one, i) => take(find(one, `${key}[${i}]`), key));
  }
  const used = names.map((_, at) => ({ at, isCategorical: purposes.get(at) === "categorical" }))
    .filter(({ at, isCategorical }) => isCategorical || !purposes.has(at));
  ensure(used.length > 0, `${line}: there must be a column beside those of label, part and ignore`);
  return { path, names, label, part, used };
}

/** The names in the first line. Numbers are names where they count the columns. */
function namesIn({ cells, line }: Record, path: string): string[] {
  const names = cells.map((cell) => cell.trim());
  const isCount = (name: string, i: number) =>
    /^\d+$/.test(name) && names.indexOf(name) === i &&
    (i === 0 || !names.every(isNumber) || Number(name) === Number(names[i - 1]) + 1);
  const datum = names.find((name, i) => isNumber(name) && !isCount(name, i));
  ensure(
    datum === undefined,
    `${atLine(path, line)}: must be the names of the columns: it has ${datum}; if there are ` +
      "none, set dataset.header=false",
  );
  return names;
}

/** The place of a column, from 0. */
function placeOf(
  column: string | number,
  key: string,
  path: string,
  names: readonly string[],
  hasHeader: boolean,
): number {
  if (typeof column === "number") {
    const at = column < 0 ? names.length + column : column - 1;
    ensure(
      at in names,
      `dataset.${key}: must be 1 to ${names.length}, or -1 to -${names.length} from the end, as ` +
        `"${path}" has ${counted(names.length, "column")}: current value is ${column}`,
    );
    return at;
  }
  ensure(
    hasHeader,
    `dataset.${key}: must be the position of a column, as there is no header: current value is ` +
      `"${inertWord(column)}"`,
  );
  const at = names.indexOf(column);
  ensure(
    at >= 0,
    `dataset.${key}: "${path}" has no column "${inertWord(column)}"${suggest(column, names)}`,
  );
  ensure(
    names.indexOf(column, at + 1) < 0,
    `dataset.${key}: "${path}" has several columns "${inertWord(column)}": give its position`,
  );
  return at;
}

/** @throws {InputError} When columns of a test file are not called as those of training */
export function checkSame({ path, names }: Columns, first: Columns): void {
  ensure(
    names.length === first.names.length,
    `Cannot read "${path}": must have ${counted(first.names.length, "column")}, as ` +
      `"${first.path}" has: it has ${names.length}`,
  );
  const differs = names.findIndex((name, i) => name !== first.names[i]);
  const [found, wanted] = [names, first.names].map((all) => inertWord(`${all[differs]}`));
  ensure(
    differs < 0,
    `Cannot read "${path}": column ${differs + 1} must be "${wanted}", as in "${first.path}": ` +
      `it is "${found}"`,
  );
}
