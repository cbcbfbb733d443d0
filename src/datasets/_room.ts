/** Room for examples: where kernels can read them, if they say so. */
import { ensure } from "../errors.ts";
import { megabytes } from "../numbers.ts";
import type { DatasetStorage } from "./dataset.ts";

/** Bytes that a dataset may have: more are in no memory that kernels can address. */
const MOST_BYTES = 0x1_0000_0000;

/**
 * Requires that kernels could address so many bytes; `place` says what they are needed for.
 *
 * @throws {InputError} When no memory has them
 */
export function ensureRoom(bytes: number, place?: string): void {
  ensure(
    bytes <= MOST_BYTES,
    `${place === undefined ? "Not" : `${place}: not`} enough memory: ${
      megabytes(bytes)
    } are needed and ${megabytes(MOST_BYTES)} can be ` +
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
