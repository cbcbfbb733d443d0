/** Binary files of features and labels, byte by byte. */
import { idx } from "../../src/datasets/idx.ts";
import { npy } from "../../src/datasets/npy.ts";
import type { Dataset } from "../../src/datasets/dataset.ts";
import type { DataFiles } from "./_data_files.ts";

/** Options of a dataset. */
export type Options = Readonly<Record<string, unknown>>;

/** The first bytes of a NumPy file. */
export const MAGIC: Uint8Array = Uint8Array.from("\x93NUMPY", (one) => one.charCodeAt(0));

/** A NumPy file with these bytes in it. */
export function npyOf(
  descr: string,
  shape: string,
  body: Uint8Array,
  order = "False",
  version = 1,
): Uint8Array {
  const type = descr.startsWith("[") ? descr : `'${descr}'`;
  const header = `{'descr': ${type}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const sizes = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  const text = Uint8Array.from(header, (one) => one.charCodeAt(0));
  return Uint8Array.of(...MAGIC, ...[version, 0], ...sizes, ...text, ...body);
}

/** An IDX file. */
export function idxOf(type: number, shape: readonly number[], body: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 0, type, shape.length, ...ints(shape), ...body);
}

/** The bytes of numbers, each set by a method of a view. */
export function bytesBy(
  size: number,
  values: readonly number[],
  set: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (const [i, value] of values.entries()) set(view, i * size, value);
  return new Uint8Array(view.buffer);
}

/** The bytes of numbers of f32. */
export function floats(values: readonly number[], isLittle = false): Uint8Array {
  return bytesBy(4, values, (view, at, value) => view.setFloat32(at, value, isLittle));
}

/** The bytes of numbers of i32. */
export function ints(values: readonly number[], isLittle = false): Uint8Array {
  return bytesBy(4, values, (view, at, value) => view.setInt32(at, value, isLittle));
}

/** The files of two arrays: `x.npy` and `y.npy`, say. */
export function filesOf(ending: string, x: Uint8Array, y: Uint8Array): DataFiles {
  return { [`x.${ending}`]: x, [`y.${ending}`]: y };
}

const PLAIN = { center: false, scale: false, test: 0 };
const paths = (folder: string, ending: string) => ({
  file: `${folder}/x.${ending}`,
  labelFile: `${folder}/y.${ending}`,
});

/** What is made of such files in a folder, as the numbers that stand in them. */
export const MADE = {
  idx: async (folder: string, options: Options = {}): Promise<Dataset> =>
    await idx.make({ ...PLAIN, ...options, ...paths(folder, "idx") }, undefined),
  npy: async (folder: string, options: Options = {}): Promise<Dataset> =>
    await npy.make({ ...PLAIN, ...options, ...paths(folder, "npy") }, undefined),
};

/** Features, (3, 2), and labels that most files have, and what is read of them. */
export const SIX = [1, 2, 3, 4, 5, 6];
export const NINE: Uint8Array = Uint8Array.of(9, 2, 9);
export const ROWS = [["2", 3, 4], ["9", 1, 2], ["9", 5, 6]];
/** The same as NumPy files. */
export const FEATURES: Uint8Array = npyOf("<f4", "(3, 2)", floats(SIX, true));
export const LABELS: Uint8Array = npyOf("|u1", "(3,)", NINE);
