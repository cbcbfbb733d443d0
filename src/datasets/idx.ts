import { z } from "zod";
import { ensure } from "../errors.ts";
import {
  bodyOf,
  examplesIn,
  type NamedArray,
  numbersIn,
  type NumberType,
  sizeOf,
} from "./_arrays.ts";
import { datasetOf, partOptions } from "./_examples.ts";
import { bytesOf } from "./_files.ts";
import { pairOptions, readPairs } from "./_pairs.ts";
import { defineDataset } from "./dataset.ts";

/** The third byte of a file says what its numbers are, all with their highest byte first. */
const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: "u1",
  0x09: "i1",
  0x0b: "i2",
  0x0c: "i4",
  0x0d: "f4",
  0x0e: "f8",
};

/** MNIST, Fashion-MNIST and the like: files of numbers, which begin with their sizes. */
export const idx = defineDataset({
  name: "idx",
  summary: "Files in the format of MNIST and Fashion-MNIST",
  options: z.strictObject({ ...pairOptions, ...partOptions(true, false) }),
  example: {
    file: "experiments/data/iris-features.idx",
    labelFile: "experiments/data/iris-labels.idx",
  },
  async make(options, storage) {
    const read = async (path: string) => parseIdx(await bytesOf(path, storage), `"${path}"`);
    return datasetOf("idx", examplesIn(await readPairs(options, read)), options, storage);
  },
});

/** An array: two zeros, the type, the number of sizes, each size in four bytes, the numbers. */
function parseIdx(bytes: Uint8Array, place: string): NamedArray {
  const [zero, alsoZero, code, dimensions] = bytes;
  const type = TYPES[code];
  ensure(
    zero === 0 && alsoZero === 0 && type !== undefined && dimensions > 0,
    `Cannot read ${place} as it does not begin as a file in IDX format does: 0, 0, a type and a ` +
      `number of dimensions: it has ${[...bytes.subarray(0, 4)].join(", ") || "no bytes"}`,
  );
  const head = 4 + 4 * dimensions;
  ensure(bytes.length >= head, `Cannot read ${place}: its sizes were cut off`);
  const shape = [...numbersIn(bytes.subarray(4, head), "u4", false)];
  const body = bodyOf(bytes, head, shape, sizeOf(type), place);
  return { place, shape, values: numbersIn(body, type, false) };
}
