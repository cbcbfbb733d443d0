import { InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { counted, grouped } from "../numbers.ts";
import type { Vector } from "../types.ts";
import { checkSame, type Columns, type CsvOptions } from "./_columns.ts";
import { Codes, type Examples, isNumber, Labels, sorted } from "./_examples.ts";
import { atLine, type Record } from "./_records.ts";
import { Rows } from "./_rows.ts";

/** What stands for no value. */
const MISSING = new Set(["", "NA", "N/A", "NaN", "nan", "null", "?"]);
/** Different texts that a column may have: each becomes a feature. */
const MOST_TEXTS = 10_000;
const isMissing = (text: string) => MISSING.has(text.trim());

/** Where a cell of a row is, for errors. */
type Place = (at: number) => string;

/** The rows of a table as they come: numbers as they are, texts by their codes, NaN where nothing is. */
export class Table {
  readonly #labels = new Labels();
  readonly #isTest: number[] = [];
  #first: Columns | null = null;
  /** The texts of each column that is used. */
  #texts: readonly Codes[] = [];
  #rows = new Rows(0);
  #dropped = 0;
  #hasGaps = false;

  constructor(readonly options: CsvOptions) {}

  /**
   * Begins a file.
   *
   * @throws {InputError} When its columns are not those of the file before it
   */
  begin(columns: Columns): void {
    if (this.#first !== null) return checkSame(columns, this.#first);
    this.#first = columns;
    this.#texts = columns.used.map(() => new Codes());
    this.#rows = new Rows(columns.used.length);
  }

  /**
   * Adds a row.
   *
   * @throws {InputError} When it has too few cells or too many, or one of them is wrong
   */
  add({ line, cells }: Record, columns: Columns, isTest: boolean): void {
    const { path, names, used, label, part } = columns;
    const { missing, header } = this.options;
    if (cells.length !== names.length) {
      throw new InputError(
        `${atLine(path, line)}: must have ${counted(names.length, "cell")}, as the first line ` +
          `has: it has ${cells.length}`,
      );
    }
    if (missing === "drop") {
      if (isMissing(cells[label]) || used.some(({ at }) => isMissing(cells[at]))) {
        this.#dropped += 1;
        return;
      }
    }
    const place = (at: number) => {
      const name = header ? ` ("${inertWord(names[at])}")` : "";
      return atLine(path, line, `, column ${at + 1}${name}`);
    };
    if (isMissing(cells[label])) throw noValue(cells[label], place(label), `"drop"`);
    this.#labels.add(cells[label].trim(), () => place(label));
    this.#isTest.push(Number(part === null ? isTest : isForTest(cells[part], part, place)));
    const row = this.#rows.next();
    for (let i = 0; i < used.length; i++) {
      const { at, isCategorical } = used[i];
      row[i] = isCategorical
        ? this.#code(i, cells[at], at, place)
        : this.#number(cells[at], at, place);
      if (!Number.isNaN(row[i])) continue;
      if (missing === "refuse") throw noValue(cells[at], place(at), `"drop" or "mean"`);
      this.#hasGaps = true;
    }
  }

  /** The rows, with a feature for each text. */
  examples(): Examples {
    const { used = [], names = [], part = null } = this.#first ?? {};
    const categories = this.#texts.map((codes) => {
      const texts = sorted(codes.texts);
      const placeOf = new Map(texts.map((text, place) => [text, place]));
      return { texts, places: codes.texts.map((text) => placeOf.get(text) ?? 0) };
    });
    const { header } = this.options;
    const featureNames = used.flatMap(({ at, isCategorical }, i) => {
      const name = header ? names[at] : `column ${names[at]}`;
      return isCategorical ? categories[i].texts.map((text) => `${name}=${text}`) : [name];
    });
    const rows = this.#rows;
    const isPlain = used.every(({ isCategorical }) => !isCategorical);
    const write = (out: Uint8Array | Vector, from: number, example: number) => {
      const row = rows.at(example);
      if (isPlain) return out.set(row, from);
      let at = from;
      for (let i = 0; i < used.length; i++) {
        if (!used[i].isCategorical) out[at++] = row[i];
        else {
          const { texts, places } = categories[i];
          if (!Number.isNaN(row[i])) out[at + places[row[i]]] = 1;
          at += texts.length;
        }
      }
    };
    const isKnown = part !== null || this.options.testFile !== undefined;
    return {
      count: rows.count,
      features: featureNames.length,
      isBytes: false,
      write,
      labelOf: this.#labels.codes,
      labels: this.#labels.texts,
      isTest: isKnown ? this.#isTest : null,
      featureNames,
      hasGaps: this.#hasGaps,
      remarks: this.#dropped === 0 ? [] : [`rows left out as a value is missing: ${this.#dropped}`],
    };
  }

  /** The code of a text in a column that is used; NaN where there is none. */
  #code(column: number, cell: string, at: number, place: Place): number {
    if (isMissing(cell)) return NaN;
    const code = this.#texts[column].of(cell.trim());
    if (code < MOST_TEXTS) return code;
    const most = `one of at most ${grouped(MOST_TEXTS)} texts`;
    throw new InputError(`${place(at)}: must be ${most}, each of which becomes a feature`);
  }

  /** The number in a cell; NaN where there is none. */
  #number(cell: string, at: number, place: Place): number {
    const { decimal } = this.options;
    let text = decimal === "," ? cell.replaceAll(/[.,]/g, (one) => one === "," ? "." : ",") : cell;
    if (!isNumber(text)) {
      text = text.trim();
      if (MISSING.has(text)) return NaN;
      if (!isNumber(text)) throw noNumber(cell.trim(), decimal, place(at));
    }
    const number = Number(text);
    if (Number.isFinite(Math.fround(number))) return number;
    const shown = inertWord(cell.trim());
    throw new InputError(`${place(at)}: must be a number below 3.4e38: it has ${shown}`);
  }
}

function noValue(cell: string, place: string, rules: string): InputError {
  const text = cell.trim();
  const what = text === "" ? "it is empty" : `"${text}" stands for none`;
  return new InputError(
    `${place}: must have a value: ${what}; dataset.missing may be ${rules}`,
  );
}

function noNumber(text: string, decimal: "." | ",", place: string): InputError {
  const [other, mark] = decimal === "." ? [",", "comma"] : [".", "point"];
  const hint = /^[+-]?\d*[.,]\d+$/.test(text)
    ? `; if that is a decimal ${mark}, dataset.decimal must be "${other}"`
    : /^[+-]?inf/i.test(text)
    ? ""
    : "; a column of texts must be in dataset.categorical or dataset.ignore";
  return new InputError(`${place}: must be a finite number: it has "${inertWord(text)}"${hint}`);
}

/** Whether a row is for testing, by the column that says it. */
function isForTest(cell: string, at: number, place: Place): boolean {
  const text = cell.trim();
  if (text === "train" || text === "test") return text === "test";
  throw new InputError(`${place(at)}: must be train or test: it has "${inertWord(text)}"`);
}
