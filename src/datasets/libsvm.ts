import { z } from "zod";
import { ensure, InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { datasetOf, isNumber, Labels, partOptions, Rows } from "./_examples.ts";
import { linesOf } from "./_files.ts";
import { atLine } from "./_records.ts";
import { ensureRoom } from "./_room.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";

const path = z.string().min(1);

/** Lines of `label index:value index:value …`: what is not there is 0. */
export const libsvm = defineDataset({
  name: "libsvm",
  summary: "Sparse rows in the format of LIBSVM and SVMlight, made dense",
  options: z.strictObject({
    file: path.describe("The file; gzipped or not"),
    testFile: path.optional().describe("A file of test examples"),
    features: z.int().min(1).optional()
      .describe("Numbers of each example; as many as the largest index says when left out"),
    ...partOptions(true, false),
  }),
  example: { file: "experiments/data/iris.libsvm" },
  async make(options, storage) {
    const { file, testFile } = options;
    const files = testFile === undefined ? [file] : [file, testFile];
    const sizes = await Array.fromAsync(files, (path) => sizesOf(path, storage));
    const features = options.features ?? Math.max(...sizes.map(({ largest }) => largest));
    ensure(features > 0, `Cannot read "${file}": there must be a row with an index`);
    ensureRoom(4 * features * sizes.reduce((sum, { rows }) => sum + rows, 0));
    const rows = new Rows(features);
    const labels = new Labels();
    for (const path of files) await readRows(path, rows, labels, storage);
    const { count } = rows;
    return datasetOf(
      "libsvm",
      {
        count,
        features,
        isBytes: false,
        write: (out, at, example) => out.set(rows.at(example), at),
        labelOf: labels.codes,
        labels: labels.texts,
        isTest: testFile === undefined
          ? null
          : labels.codes.map((_, i) => Number(i >= sizes[0].rows)),
      },
      options,
      storage,
    );
  },
});

/** Reads the rows of a file. */
async function readRows(
  path: string,
  rows: Rows,
  labels: Labels,
  storage: DatasetStorage,
): Promise<void> {
  for await (const { from, lines } of linesOf(path, storage)) {
    for (const [i, line] of lines.entries()) {
      const [label, ...entries] = entriesOf(line);
      if (label === undefined) continue;
      const place = (column: number) => atLine(path, from + i, `, entry ${column}`);
      ensure(!label.includes(":"), `${place(1)}: must be a label: it has ${inertWord(label)}`);
      labels.add(label, () => place(1));
      fill(rows.next(), entries, (column) => place(column + 2));
    }
  }
}

/** row ← what its entries say. */
function fill(
  row: Float32Array,
  entries: readonly string[],
  place: (column: number) => string,
): void {
  let before = 0;
  for (const [column, entry] of entries.entries()) {
    const colon = entry.indexOf(":");
    const [text, value] = [entry.slice(0, colon), entry.slice(colon + 1)];
    const index = /^\d+$/.test(text) ? Number(text) : NaN;
    const number = isNumber(value) ? Math.fround(Number(value)) : NaN;
    if (!(index > before && index <= row.length && Number.isFinite(number))) {
      const rule = Number.isNaN(index)
        ? "must be a whole number, a colon and a number"
        : index === 0
        ? "indices must begin at 1"
        : index <= before
        ? `indices must rise, and the one before is ${before}`
        : index > row.length
        ? `indices must be at most ${row.length}, the number of features`
        : "must have a finite number below 3.4e38 after its colon";
      throw new InputError(`${place(column)}: ${rule}: it has ${inertWord(entry)}`);
    }
    row[index - 1] = number;
    before = index;
  }
}

/** A line without its comment, cut at spaces; none of a blank one. */
function entriesOf(line: string): string[] {
  const text = line.replace(/#.*/s, "").trim();
  return text === "" ? [] : text.split(/\s+/);
}

/** How many rows a file has, and the largest index of any. */
async function sizesOf(path: string, storage: DatasetStorage) {
  let rows = 0;
  let largest = 0;
  for await (const { lines } of linesOf(path, storage)) {
    for (const line of lines) {
      const [label, ...entries] = entriesOf(line);
      if (label !== undefined) rows += 1;
      for (const entry of entries) {
        const index = Number(entry.slice(0, entry.indexOf(":")));
        if (index > largest) largest = index;
      }
    }
  }
  return { rows, largest };
}
