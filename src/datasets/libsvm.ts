import { z } from "zod";
import { ensure, InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { grouped } from "../numbers.ts";
import type { Vector } from "../types.ts";
import { datasetOf, isNumber, Labels, partOptions } from "./_examples.ts";
import { linesOf } from "./_files.ts";
import { atLine } from "./_records.ts";
import { ensureRoom } from "./_room.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";

const path = z.string().min(1);
/** Rows of more numbers are in no memory. */
const MOST_INDEX = 1 << 30;

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
    const { file, testFile, features: known } = options;
    const rows = new SparseRows(known);
    const labels = new Labels();
    await readRows(file, rows, labels, storage);
    const trainCount = rows.count;
    if (testFile !== undefined) await readRows(testFile, rows, labels, storage);
    const features = known ?? rows.largest;
    ensure(features > 0, `Cannot read "${file}": there must be a row with an index`);
    rows.ensureRoom(features);
    return datasetOf(
      "libsvm",
      {
        count: rows.count,
        features,
        isBytes: false,
        write: (out, at, example) => rows.write(out, at, example),
        labelOf: labels.codes,
        labels: labels.texts,
        isTest: testFile === undefined ? null : labels.codes.map((_, i) => Number(i >= trainCount)),
      },
      options,
      storage,
    );
  },
});

/** Reads the rows of a file. */
async function readRows(
  path: string,
  rows: SparseRows,
  labels: Labels,
  storage: DatasetStorage,
): Promise<void> {
  for await (const { from, lines } of linesOf(path, storage)) {
    for (const [i, line] of lines.entries()) {
      const [label, ...entries] = entriesOf(line);
      if (label === undefined) continue;
      const place = (entry: number) => atLine(path, from + i, `, entry ${entry}`);
      ensure(
        !label.includes(":") && label.toLowerCase() !== "nan",
        `${place(1)}: must be a label: it has ${inertWord(label)}`,
      );
      labels.add(label, () => place(1));
      rows.add(entries, (k) => place(k + 2));
    }
  }
}

/** A line without its comment, cut at spaces; none of a blank one. */
function entriesOf(line: string): string[] {
  const text = line.replace(/#.*/s, "").trim();
  return text === "" ? [] : text.split(/\s+/);
}

/** Rows as they come, with what stands in them alone. */
class SparseRows {
  /** Where the entries of each row begin, and those of the next one. */
  readonly #starts = [0];
  #indices = new Uint32Array(1 << 16);
  #values = new Float32Array(1 << 16);
  /** The largest index, and where it is. */
  largest = 0;
  #largestPlace = () => "";

  /** `features`: what no index may be above, where it is known. */
  constructor(readonly features: number | undefined) {}

  /** How many there are. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** Adds a row; `place` says where an entry is. */
  add(entries: readonly string[], place: (entry: number) => string): void {
    let at = this.#starts[this.count];
    this.#grow(at + entries.length);
    let before = 0;
    for (const [k, entry] of entries.entries()) {
      const [index, value] = parsed(entry, before, this.features, () => place(k));
      this.#indices[at] = before = index;
      this.#values[at++] = value;
      if (index <= this.largest) continue;
      this.largest = index;
      this.#largestPlace = () => place(k);
    }
    this.#starts.push(at);
  }

  #grow(size: number): void {
    if (size <= this.#values.length) return;
    this.#indices = new Uint32Array(this.#indices.buffer.transfer(8 * size));
    this.#values = new Float32Array(this.#values.buffer.transfer(8 * size));
  }

  /** @throws {InputError} When rows of so many numbers fit in no memory */
  ensureRoom(features: number): void {
    const place = this.features === undefined ? this.#largestPlace() : undefined;
    ensureRoom(4 * features * this.count, place);
  }

  /** out[at …] ← what a row says; the rest is 0 already. */
  write(out: Uint8Array | Vector, at: number, row: number): void {
    for (let k = this.#starts[row]; k < this.#starts[row + 1]; k++) {
      out[at + this.#indices[k] - 1] = this.#values[k];
    }
  }
}

/** The index, from 1, and the number of an entry such as `3:0.5`. */
function parsed(
  entry: string,
  before: number,
  features: number | undefined,
  place: () => string,
): [index: number, value: number] {
  const colon = entry.indexOf(":");
  const [text, value] = [entry.slice(0, colon), entry.slice(colon + 1)];
  const index = /^\d+$/.test(text) ? Number(text) : NaN;
  const number = isNumber(value) ? Math.fround(Number(value)) : NaN;
  if (index > before && index <= (features ?? MOST_INDEX) && Number.isFinite(number)) {
    return [index, number];
  }
  const rule = Number.isNaN(index)
    ? "must be a whole number, a colon and a number"
    : index === 0
    ? "indices must begin at 1"
    : index <= before
    ? `indices must rise, and the one before is ${before}`
    : index > (features ?? MOST_INDEX)
    ? `indices must be at most ${
      features === undefined ? grouped(MOST_INDEX) : `${features}, the number of features`
    }`
    : "must have a finite number below 3.4e38 after its colon";
  throw new InputError(`${place()}: ${rule}: it has ${inertWord(entry)}`);
}
