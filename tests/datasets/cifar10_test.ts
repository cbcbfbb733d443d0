import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { cifar10 } from "../../src/datasets/cifar10.ts";
import { InputError, MissingDataError } from "../../src/errors.ts";

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

/** Which records a part should hold, as [file, record], and what that makes. */
function expected(places: readonly (readonly [number, number])[]) {
  const records = places.map(([file, record]) => recordOf(file, record));
  return {
    examples: places.length,
    features: join(records.map((one) => one.subarray(1))),
    labels: join(records.map((one) => one.subarray(0, 1))),
  };
}

Deno.test("cifar10() takes the head of each training file, in the order of the files", async () => {
  await withFolder(EVEN, async (directory) => {
    const { train } = await cifar10.make({ directory, train: 10 }, undefined);
    const places = [0, 1, 2, 3, 4].flatMap((file) => [[file, 0], [file, 1]] as const);
    assertEquals(train, expected(places));
  });
});

Deno.test("cifar10() takes the head of the test file", async () => {
  await withFolder([1, 1, 1, 1, 1, 4], async (directory) => {
    const { test } = await cifar10.make({ directory, test: 3 }, undefined);
    assertEquals(test, expected([[5, 0], [5, 1], [5, 2]]));
  });
});

Deno.test("cifar10() takes every record when no number is given, however many a file has", async () => {
  await withFolder([2, 1, 3, 1, 2, 2], async (directory) => {
    const { train, test } = await cifar10.make({ directory }, undefined);
    assertEquals(
      train,
      expected([[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [2, 2], [3, 0], [4, 0], [4, 1]]),
    );
    assertEquals(test, expected([[5, 0], [5, 1]]));
  });
});

Deno.test("cifar10() takes as many of each file as its shortest one has", async () => {
  await withFolder([5, 2, 5, 5, 5, 1], async (directory) => {
    const { train } = await cifar10.make({ directory, train: 10 }, undefined);
    const places = [0, 1, 2, 3, 4].flatMap((file) => [[file, 0], [file, 1]] as const);
    assertEquals(train, expected(places));
  });
});

Deno.test("cifar10() may have no test images", async () => {
  await withFolder(EVEN, async (directory) => {
    const { test } = await cifar10.make({ directory, train: 5, test: 0 }, undefined);
    assertEquals(test, expected([]));
  });
});

Deno.test("cifar10() has the fingerprint of the selected bytes", async () => {
  await withFolder(EVEN, async (directory) => {
    const { fingerprint } = await cifar10.make({ directory, train: 5, test: 1 }, undefined);
    const train = expected([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]]);
    const test = expected([[5, 0]]);
    const hash = createHash("sha256");
    for (const { labels, features } of [train, test]) hash.update(labels).update(features);
    assertEquals(fingerprint, hash.digest("hex"));
  });
});

Deno.test("cifar10() has the same fingerprint when files go on after the selection", async () => {
  const fingerprints: string[] = [];
  for (const records of [EVEN, [4, 9, 3, 5, 6, 7]]) {
    await withFolder(records, async (directory) => {
      const { fingerprint } = await cifar10.make({ directory, train: 15, test: 2 }, undefined);
      fingerprints.push(fingerprint);
    });
  }
  assertEquals(fingerprints[0], fingerprints[1]);
});

Deno.test("cifar10() has another fingerprint when one selected pixel is another", async () => {
  await withFolder(EVEN, async (directory) => {
    const before = await cifar10.make({ directory, train: 15, test: 2 }, undefined);
    const bytes = fileOf(4, 3);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(`${directory}/data_batch_5.bin`, bytes);
    const after = await cifar10.make({ directory, train: 15, test: 2 }, undefined);
    assertNotEquals(after.fingerprint, before.fingerprint);
  });
});

Deno.test("cifar10() subtracts the mean of the selected training images", async () => {
  await withFolder(EVEN, async (directory) => {
    const { mean } = await cifar10.make({ directory, train: 5 }, undefined);
    const first = [0, 1, 2, 3, 4].map((file) => recordOf(file, 0));
    const truth = Float64Array.from(
      { length: PIXELS },
      (_, k) => first.reduce((sum, record) => sum + record[1 + k], 0) / 5,
    );
    assertEquals(mean, truth);
  });
});

Deno.test("cifar10() subtracts nothing when it is not centred", async () => {
  await withFolder(EVEN, async (directory) => {
    const { mean } = await cifar10.make({ directory, train: 5, center: false }, undefined);
    assertEquals(mean, new Float64Array(PIXELS));
  });
});

/** Numbers of records around and beyond the 500 that are read at a time. */
const MANY = [1001, 500, 501, 499, 1, 1001];

Deno.test("cifar10() reads files that take several pieces without a seam", async () => {
  await withFolder(MANY, async (directory) => {
    const { train, test } = await cifar10.make({ directory }, undefined);
    const places = MANY.flatMap((records, file) =>
      Array.from({ length: records }, (_, record) => [file, record] as const)
    );
    for (
      const [part, own] of [[train, places.slice(0, -1001)], [test, places.slice(-1001)]] as const
    ) {
      const { examples, labels, features } = expected(own);
      assertEquals([part.examples, part.labels], [examples, labels]);
      // assertEquals() of millions of bytes would print them all.
      assertEquals(part.features.findIndex((pixel, at) => pixel !== features[at]), -1);
    }
  });
});

Deno.test("cifar10() counts records over all pieces when a label is wrong", async () => {
  await withFolder([1, 1, 1, 1, 1, 1001], async (directory) => {
    const path = `${directory}/test_batch.bin`;
    const bytes = await Deno.readFile(path);
    bytes[700 * RECORD] = 11;
    await Deno.writeFile(path, bytes);
    await assertRejects(
      async () => await cifar10.make({ directory }, undefined),
      InputError,
      `Cannot read "${path}" as labels must be 0 to 9: record 700 has 11`,
    );
  });
});

// Errors

Deno.test("cifar10() without its folder is a MissingDataError that says what to do", async () => {
  await assertRejects(
    async () => await cifar10.make({ directory: "/tmp/no-such-folder-of-images" }, undefined),
    MissingDataError,
    'Cannot read CIFAR-10 as there is no folder "/tmp/no-such-folder-of-images": fetch it ' +
      'with "deno task data cifar10", or give the folder of its .bin files as ' +
      "dataset.directory=FOLDER",
  );
});

Deno.test("cifar10() from a file in place of a folder is an InputError", async () => {
  await withFolder(EVEN, async (directory) => {
    const file = `${directory}/test_batch.bin`;
    await assertRejects(
      async () => await cifar10.make({ directory: file }, undefined),
      InputError,
      `Cannot read CIFAR-10 from "${file}" as it is not a folder`,
    );
  });
});

for (const name of ["data_batch_3.bin", "test_batch.bin"]) {
  Deno.test(`cifar10() without ${name} is an InputError`, async () => {
    await withFolder(EVEN, async (directory) => {
      await Deno.remove(`${directory}/${name}`);
      await assertRejects(
        async () => await cifar10.make({ directory }, undefined),
        InputError,
        `Cannot read "${directory}/${name}": there is no such file`,
      );
    });
  });
}

for (const size of [0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1]) {
  Deno.test(`cifar10() with a file of ${size} bytes is an InputError`, async () => {
    await withFolder(EVEN, async (directory) => {
      const path = `${directory}/data_batch_2.bin`;
      await Deno.writeFile(path, new Uint8Array(size));
      await assertRejects(
        async () => await cifar10.make({ directory, train: 5 }, undefined),
        InputError,
        `Cannot read "${path}" as its size must be a multiple of 3073 bytes (1 label and 3072 ` +
          `pixels): it has ${size} bytes, so it is cut short or of another format`,
      );
    });
  });
}

/** The folder with one label changed. */
async function withLabel(
  label: number,
  use: (directory: string, path: string) => Promise<void>,
): Promise<void> {
  await withFolder(EVEN, async (directory) => {
    const path = `${directory}/data_batch_4.bin`;
    const bytes = fileOf(3, 3);
    bytes[2 * RECORD] = label;
    await Deno.writeFile(path, bytes);
    await use(directory, path);
  });
}

for (const label of [10, 255]) {
  Deno.test(`cifar10() with the label ${label} is an InputError that names record and file`, async () => {
    await withLabel(label, async (directory, path) => {
      await assertRejects(
        async () => await cifar10.make({ directory }, undefined),
        InputError,
        `Cannot read "${path}" as labels must be 0 to 9: record 2 has ${label}`,
      );
    });
  });
}

Deno.test("cifar10() takes the label 9", async () => {
  await withLabel(9, async (directory) => {
    const { train } = await cifar10.make({ directory }, undefined);
    assertEquals(train.labels[3 * 3 + 2], 9);
  });
});

Deno.test("cifar10() does not look at labels that are not selected", async () => {
  await withLabel(255, async (directory) => {
    const { train } = await cifar10.make({ directory, train: 10 }, undefined);
    assertEquals(train.examples, 10);
  });
});

Deno.test("cifar10() with more training images than there are is an InputError", async () => {
  await withFolder([5, 2, 5, 5, 5, 1], async (directory) => {
    await assertRejects(
      async () => await cifar10.make({ directory, train: 15 }, undefined),
      InputError,
      `dataset.train: must be at most 10, as the smallest file in "${directory}" has 2 records: ` +
        "current value is 15",
    );
  });
});

Deno.test("cifar10() with more test images than there are is an InputError", async () => {
  await withFolder(EVEN, async (directory) => {
    await assertRejects(
      async () => await cifar10.make({ directory, test: 3 }, undefined),
      InputError,
      `dataset.test: must be at most 2, as the smallest file in "${directory}" has 2 records: ` +
        "current value is 3",
    );
  });
});

Deno.test("cifar10() takes a fifth from each file, so the number is a multiple of 5", () => {
  const accepted = [5, 50000, 4, 7, 0].map((train) => cifar10.options.safeParse({ train }).success);
  assertEquals(accepted, [true, true, false, false, false]);
});

// Real pixels. The reason stands in the name of an ignored test, as `deno test --quiet` hides
// everything a test prints.

const REAL = "../shared/data/cifar10-subset";
const isThere = await Deno.stat(REAL).then(({ isDirectory }) => isDirectory, () => false);

function realTest(name: string, run: () => Promise<void>): void {
  Deno.test({
    name: isThere ? name : `${name} (skipped: there is no folder ${REAL})`,
    ignore: !isThere,
    fn: run,
  });
}

function realDataset(train: number, test: number) {
  return cifar10.make({ directory: REAL, train, test }, undefined);
}

/** The first bytes of the records of one real file. */
async function realLabels(name: string, records: number): Promise<number[]> {
  const bytes = await Deno.readFile(`${REAL}/${name}`);
  return Array.from({ length: records }, (_, record) => bytes[record * RECORD]);
}

realTest("cifar10() has the labels of the official files", async () => {
  const { train, test } = await realDataset(5000, 1000);
  const labels = await Promise.all(FILES.map((name) => realLabels(name, 1000)));
  assertEquals([...train.labels, ...test.labels], labels.flat());
});

realTest("cifar10() has the pixels of the official files", async () => {
  const { train } = await realDataset(50, 0);
  const third = await Deno.readFile(`${REAL}/data_batch_3.bin`);
  const record = 25 * PIXELS; // record 5 of the third file, after 10 of the first and second each
  assertEquals(
    train.features.slice(record, record + PIXELS),
    third.slice(5 * RECORD + 1, 6 * RECORD),
  );
});

realTest("cifar10() has about as many images of each class", async () => {
  const { train } = await realDataset(5000, 0);
  const counts = new Array(10).fill(0);
  for (const label of train.labels) counts[label] += 1;
  // 500 each, as drawn from a set of 5,000 each: a deviation of √(500 · 0.9 · 0.9) = 20.
  assert(counts.every((count) => Math.abs(count - 500) < 4 * 20), `${counts}`);
});

realTest("cifar10() has the golden fingerprint for 5,000 and 1,000 images", async () => {
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
