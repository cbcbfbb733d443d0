import { z } from "zod";
import { ensure, InputError, MissingDataError } from "../errors.ts";
import type { Split } from "../types.ts";
import { build, CLASSES, emptyImages, PICTURE, PIXELS } from "./_build.ts";
import { placeOf, unreadable } from "./_files.ts";
import { standardising } from "./_standardise.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";
import { validation } from "./validation.ts";

const RECORD = 1 + PIXELS;
const TRAIN_FILES = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const TEST_FILES = ["test_batch.bin"];

/**
 * CIFAR-10 in its official binary layout: files of records, each 1 label byte and 3,072 pixel
 * bytes (red, green and blue planes, row-major).
 *
 * A selection takes the same number of first records from each of the five training files, so
 * every folder that begins like the official one gives the same examples.
 */
export const cifar10 = defineDataset({
  name: "cifar10",
  summary: "CIFAR-10 from a folder with the official binary files",
  options: z.strictObject({
    directory: z.string().min(1).default("data/cifar-10-batches-bin")
      .describe("Folder with data_batch_1.bin … data_batch_5.bin and test_batch.bin"),
    train: z.int().min(5).multipleOf(TRAIN_FILES.length).optional()
      .describe("Training images, a fifth from the head of each file; all when left out"),
    test: z.int().min(0).optional()
      .describe("Test images from the head of the test file; all when left out"),
    validation,
    ...standardising(true),
  }),
  example: { directory: "../shared/data/cifar10-subset", train: 50, test: 20 },
  async make({ directory, train, test, validation, center, scale }, storage) {
    const folder = await folderAt(directory, storage);
    return build({
      name: "cifar10",
      features: PIXELS,
      picture: PICTURE,
      classes: CLASSES,
      train: await readSplit(folder, "train", TRAIN_FILES, train, storage),
      test: await readSplit(folder, "test", TEST_FILES, test, storage),
      validation,
      center,
      scale,
    }, storage);
  },
});

/** Where the folder is. */
async function folderAt(directory: string, storage: DatasetStorage): Promise<string> {
  const place = await placeOf(directory, storage);
  if (place === null) {
    throw new MissingDataError(
      `Cannot read CIFAR-10 as there is no folder "${directory}": fetch it with ` +
        '"deno task data cifar10", or give the folder of its .bin files as ' +
        "dataset.directory=FOLDER",
    );
  }
  const { isDirectory } = await Deno.stat(place).catch(unreadable(place));
  ensure(isDirectory, `Cannot read CIFAR-10 from "${place}" as it is not a folder`);
  return place;
}

/** Reads the first `count` records of a part, the same number from each file. */
async function readSplit(
  directory: string,
  key: string,
  files: readonly string[],
  count: number | undefined,
  storage: DatasetStorage,
): Promise<Split> {
  const paths = files.map((file) => `${directory}/${file}`);
  const available = await Promise.all(paths.map(countRecords));
  const fewest = Math.min(...available);
  ensure(
    count === undefined || count / files.length <= fewest,
    `dataset.${key}: must be at most ${files.length * fewest}, as the smallest file in ` +
      `"${directory}" has ${fewest} records: current value is ${count}`,
  );
  const wanted = available.map((all) => count === undefined ? all : count / files.length);
  const split = emptyImages(wanted.reduce((sum, records) => sum + records, 0), storage);
  let at = 0;
  for (const [i, path] of paths.entries()) {
    const bytes = await readHead(path, wanted[i] * RECORD);
    for (let record = 0; record < wanted[i]; record++, at++) {
      const label = bytes[record * RECORD];
      if (label >= CLASSES) {
        const rule = `labels must be 0 to ${CLASSES - 1}`;
        throw new InputError(`Cannot read "${path}" as ${rule}: record ${record} has ${label}`);
      }
      split.labels[at] = label;
      const pixels = bytes.subarray(record * RECORD + 1, (record + 1) * RECORD);
      split.features.set(pixels, at * PIXELS);
    }
  }
  return split;
}

async function countRecords(path: string): Promise<number> {
  const { size } = await Deno.stat(path).catch(unreadable(path));
  ensure(
    size > 0 && size % RECORD === 0,
    `Cannot read "${path}" as its size must be a multiple of ${RECORD} bytes (1 label and ` +
      `${PIXELS} pixels): it has ${size} bytes, so it is incomplete or of another format`,
  );
  return size / RECORD;
}

/** The first `length` bytes of a file. */
async function readHead(path: string, length: number): Promise<Uint8Array> {
  using file = await Deno.open(path).catch(unreadable(path));
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const read = await file.read(bytes.subarray(filled)).catch(unreadable(path));
    filled += read ?? unreadable(path)(new Error("the file ended early"));
  }
  return bytes;
}
