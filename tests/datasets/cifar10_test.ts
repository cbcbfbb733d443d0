import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { cifar10 } from "../../src/datasets/cifar10.ts";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { InputError, MissingDataError } from "../../src/errors.ts";
import { present, REAL, testOfPixels } from "../_toy.ts";

const PIXELS = 3072;
const RECORD = 1 + PIXELS;
const FILES = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`).concat("test_batch.bin");

/** Record `record` of file `file`: a label and pixels that tell both. */
function recordOf(file: number, record: number): Uint8Array {
  const bytes = new Uint8Array(RECORD);
  for (let k = 0; k < PIXELS; k++) bytes[1 + k] = 50 * file + 7 * record + k; // modulo 256
  bytes[0] = (3 * file + record) % 10;
  bytes[1] = file;
  bytes[2] = record >> 8;
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function fileOf(file: number, records: number): Uint8Array<ArrayBuffer> {
  return join(Array.from({ length: records }, (_, record) => recordOf(file, record)));
}

/** Numbers of records: five training files, one test file. */
const EVEN = [3, 3, 3, 3, 3, 2];

/** A folder in the official layout, gone after `use`. */
async function withFolder(
  records: readonly number[],
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ dir: "/tmp" });
  try {
    for (const [file, name] of FILES.entries()) {
      await Deno.writeFile(`${directory}/${name}`, fileOf(file, records[file]));
    }
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The dataset of a folder, after `change` has been there. */
async function made(
  records: readonly number[],
  options: Readonly<Record<string, unknown>> = {},
  change: (directory: string) => unknown = () => {},
): Promise<Dataset> {
  let dataset: Dataset | undefined;
  await withFolder(records, async (directory) => {
    await change(directory);
    dataset = await cifar10.make({ directory, ...options }, undefined);
  });
  return present(dataset);
}

/** Sets one byte of a file; of a negative place, counted from the end. */
const setByte = (name: string, at: number, value: number) => async (directory: string) => {
  const path = `${directory}/${name}`;
  await Deno.writeFile(path, (await Deno.readFile(path)).with(at, value));
};

type Places = readonly (readonly [number, number])[];

/** Which records a part should hold, as [file, record], and what that makes. */
function expected(places: Places) {
  const records = places.map(([file, record]) => recordOf(file, record));
  return {
    examples: places.length,
    features: join(records.map((one) => one.subarray(1))),
    labels: join(records.map((one) => one.subarray(0, 1))),
  };
}

const TRAIN = [0, 1, 2, 3, 4];
const HEADS: Places = TRAIN.map((file) => [file, 0]);
const PAIRS: Places = TRAIN.flatMap((file) => [[file, 0], [file, 1]] as const);

const SELECTIONS: readonly {
  readonly what: string;
  readonly records: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly train?: Places;
  readonly test?: Places;
}[] = [
  {
    what: "the head of each training file, in the order of the files",
    records: EVEN,
    options: { train: 10 },
    train: PAIRS,
  },
  {
    what: "the head of the test file",
    records: [1, 1, 1, 1, 1, 4],
    options: { test: 3 },
    test: [[5, 0], [5, 1], [5, 2]],
  },
  {
    what: "every record when no number is given, however many a file has",
    records: [2, 1, 3, 1, 2, 2],
    train: [[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [2, 2], [3, 0], [4, 0], [4, 1]],
    test: [[5, 0], [5, 1]],
  },
  {
    what: "as many of each file as its shortest one has",
    records: [5, 2, 5, 5, 5, 1],
    options: { train: 10 },
    train: PAIRS,
  },
  { what: "no test images where none are wanted", records: EVEN, options: { test: 0 }, test: [] },
];
for (const { what, records, options, train, test } of SELECTIONS) {
  Deno.test(`cifar10() takes ${what}`, async () => {
    const dataset = await made(records, options);
    if (train !== undefined) assertEquals(dataset.train, expected(train));
    if (test !== undefined) assertEquals(dataset.test, expected(test));
  });
}

Deno.test("cifar10() has the fingerprint of the selected bytes", async () => {
  const { fingerprint } = await made(EVEN, { train: 5, test: 1 });
  const hash = createHash("sha256");
  for (const places of [HEADS, [[5, 0]] as Places]) {
    const { labels, features } = expected(places);
    hash.update(labels).update(features);
  }
  assertEquals(fingerprint, hash.digest("hex"));
});

Deno.test("cifar10() has the fingerprint of nothing but the selection", async () => {
  const options = { train: 15, test: 2 };
  const { fingerprint } = await made(EVEN, options);
  assertEquals((await made([4, 9, 3, 5, 6, 7], options)).fingerprint, fingerprint);
  const changed = await made(EVEN, options, setByte("data_batch_5.bin", -1, 0));
  assertNotEquals(changed.fingerprint, fingerprint); // one pixel is another
});

Deno.test("cifar10() subtracts the mean of the selected training images, unless it is not centred", async () => {
  const truth = Float64Array.from(
    { length: PIXELS },
    (_, k) => TRAIN.reduce((sum, file) => sum + recordOf(file, 0)[1 + k], 0) / 5,
  );
  assertEquals((await made(EVEN, { train: 5 })).mean, truth);
  assertEquals((await made(EVEN, { train: 5, center: false })).mean, new Float64Array(PIXELS));
});

Deno.test("cifar10() takes the label 9", async () => {
  const { train } = await made(EVEN, {}, setByte("data_batch_4.bin", 2 * RECORD, 9));
  assertEquals(train.labels[3 * 3 + 2], 9);
});

Deno.test("cifar10() does not look at labels that are not selected", async () => {
  const change = setByte("data_batch_4.bin", 2 * RECORD, 255);
  assertEquals((await made(EVEN, { train: 10 }, change)).train.examples, 10);
});

Deno.test("cifar10() takes a fifth from each file, so the number is a multiple of 5", () => {
  const accepted = [5, 50000, 4, 7, 0].map((train) => cifar10.options.safeParse({ train }).success);
  assertEquals(accepted, [true, true, false, false, false]);
});

// Errors. DIR stands for the folder.

Deno.test("cifar10() without its folder is a MissingDataError that says what to do", async () => {
  await assertRejects(
    async () => await cifar10.make({ directory: "/tmp/no-such-folder-of-images" }, undefined),
    MissingDataError,
    'Cannot read CIFAR-10 as there is no folder "/tmp/no-such-folder-of-images": fetch it ' +
      'with "deno task data cifar10", or give the folder of its .bin files as ' +
      "dataset.directory=FOLDER",
  );
});

const ERRORS: readonly {
  readonly what: string;
  readonly records?: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly change?: (directory: string) => unknown;
  readonly inside?: string;
  readonly message: string;
}[] = [
  {
    what: "from a file in place of a folder",
    inside: "/test_batch.bin",
    message: 'Cannot read CIFAR-10 from "DIR/test_batch.bin" as it is not a folder',
  },
  ...[0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1].map((size) => ({
    what: `with a file of ${size} bytes`,
    options: { train: 5 },
    change: (directory: string) =>
      Deno.writeFile(`${directory}/data_batch_2.bin`, new Uint8Array(size)),
    message: 'Cannot read "DIR/data_batch_2.bin" as its size must be a multiple of 3073 bytes ' +
      `(1 label and 3072 pixels): it has ${size} bytes, so it is incomplete or of another format`,
  })),
  ...[10, 255].map((label) => ({
    what: `with the label ${label}`,
    change: setByte("data_batch_4.bin", 2 * RECORD, label),
    message: `Cannot read "DIR/data_batch_4.bin" as labels must be 0 to 9: record 2 has ${label}`,
  })),
  {
    what: "with a wrong label deep in a file",
    records: [1, 1, 1, 1, 1, 1001],
    change: setByte("test_batch.bin", 700 * RECORD, 11),
    message: 'Cannot read "DIR/test_batch.bin" as labels must be 0 to 9: record 700 has 11',
  },
  {
    what: "with more test images than there are",
    options: { test: 3 },
    message: 'dataset.test: must be at most 2, as the smallest file in "DIR" has 2 records: ' +
      "current value is 3",
  },
];
for (const { what, records = EVEN, options, change, inside = "", message } of ERRORS) {
  Deno.test(`cifar10() ${what} is an InputError`, async () => {
    await withFolder(records, async (directory) => {
      await change?.(directory);
      await assertRejects(
        async () =>
          await cifar10.make({ directory: `${directory}${inside}`, ...options }, undefined),
        InputError,
        message.replace("DIR", directory),
      );
    });
  });
}

// Real pixels.

function realDataset(train: number, test: number) {
  return cifar10.make({ directory: REAL, train, test }, undefined);
}

/** The first bytes of the records of one real file. */
async function realLabels(name: string, records: number): Promise<number[]> {
  const bytes = await Deno.readFile(`${REAL}/${name}`);
  return Array.from({ length: records }, (_, record) => bytes[record * RECORD]);
}

testOfPixels("cifar10() has the labels of the official files", async () => {
  const { train, test } = await realDataset(5000, 1000);
  const labels = await Promise.all(FILES.map((name) => realLabels(name, 1000)));
  assertEquals([...train.labels, ...test.labels], labels.flat());
});

testOfPixels("cifar10() has the pixels of the official files", async () => {
  const { train } = await realDataset(50, 0);
  const third = await Deno.readFile(`${REAL}/data_batch_3.bin`);
  const record = 25 * PIXELS; // record 5 of the third file, after 10 of the first and second each
  assertEquals(
    train.features.slice(record, record + PIXELS),
    third.slice(5 * RECORD + 1, 6 * RECORD),
  );
});

testOfPixels("cifar10() has the golden fingerprint for 5,000 and 1,000 images", async () => {
  // A golden value, copied from this program and checked against a plain SHA-256 of the bytes below.
  const golden = "ea62bf787f11c78fbbe07b7f12b33563d512105bd642b92956c20bd5c41e2da9";
  const hash = createHash("sha256");
  for (const names of [FILES.slice(0, 5), FILES.slice(5)]) {
    const heads = await Promise.all(
      names.map(async (name) =>
        (await Deno.readFile(`${REAL}/${name}`)).subarray(0, 1000 * RECORD)
      ),
    );
    const records = heads.flatMap((head) =>
      Array.from({ length: 1000 }, (_, i) => head.subarray(i * RECORD, (i + 1) * RECORD))
    );
    for (const record of records) hash.update(record.subarray(0, 1));
    for (const record of records) hash.update(record.subarray(1));
  }
  const { fingerprint } = await realDataset(5000, 1000);
  assertEquals([fingerprint, hash.digest("hex")], [golden, golden]);
});
