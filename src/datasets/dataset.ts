import { ensure } from "../errors.ts";
import type { Memory } from "../kernels/kernels.ts";
import { megabytes } from "../numbers.ts";
import { type Define, leaf, type Registry } from "../registry.ts";
import type { PictureSize, Split } from "../types.ts";

/** Labelled examples in three parts, and the mean that is subtracted from all. */
export interface Dataset {
  /** Registry name: `synthetic`, `cifar10`, … */
  readonly name: string;
  /** Numbers per example, without the bias. */
  readonly features: number;
  /** Their size, where examples are pictures. */
  readonly picture?: PictureSize;
  /** Number of classes. */
  readonly classes: number;
  /** The examples that are learnt from. */
  readonly train: Split;
  /** Those that are chosen by, such as a step size; may be empty. */
  readonly validation: Split;
  /** Those that judge what was chosen; may be empty. */
  readonly test: Split;
  /** (features): the mean of the training part, or zeros when the data is not centred. */
  readonly mean: Float64Array;
  /** SHA-256 of labels and features in hexadecimal, as they were read, whichever are for validation. */
  readonly fingerprint: string;
  /** What the data calls its classes, in their order; left out where it has numbers alone. */
  readonly classNames?: readonly string[];
  /** What it calls its features, in their order. */
  readonly featureNames?: readonly string[];
  /** What whoever runs it should know, such as columns that never change: a line each. */
  readonly remarks?: readonly string[];
}

/** Where bytes are put, so that kernels need no copy of them. */
export interface DatasetMemory extends Pick<Memory, "allocateBytes"> {
  /** Waited for now and then while much is made: others have a turn. Throws to end it early. */
  turn?(): Promise<void>;
  /** Folder of the experiment's file: where a path leads to nothing, it is looked up there, too. */
  readonly folder?: string;
}

/** The heap when left out. */
export type DatasetStorage = DatasetMemory | undefined;

/** Bytes that a dataset may have: more are in no memory that kernels can address. */
const MOST_BYTES = 0x1_0000_0000;

/**
 * Requires that kernels could address so many bytes.
 *
 * @throws {InputError} When no memory has them
 */
export function ensureRoom(bytes: number): void {
  ensure(
    bytes <= MOST_BYTES,
    `Not enough memory: ${megabytes(bytes)} are needed and ${megabytes(MOST_BYTES)} can be ` +
      "had; take fewer examples",
  );
}

/**
 * Room for bytes; all are zeros.
 *
 * @throws {InputError} When there is none
 */
export function allocateBytes(length: number, storage: DatasetStorage): Uint8Array {
  ensureRoom(length);
  return storage === undefined ? new Uint8Array(length) : storage.allocateBytes(length);
}

/** The same for numbers of f32. */
export function allocateFloats(length: number, storage: DatasetStorage): Float32Array {
  const { buffer, byteOffset } = allocateBytes(4 * length, storage);
  return new Float32Array(buffer, byteOffset, length);
}

/** Datasets by name. */
export type Datasets = Registry<DatasetStorage, Promise<Dataset>>;

/** Declares a dataset: `make` reads or draws it. */
export const defineDataset: Define<DatasetStorage, Promise<Dataset>> = leaf;
