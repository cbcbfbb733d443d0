import { InputError } from "../errors.ts";
import { megabytes } from "../numbers.ts";
import type { Memory } from "./kernels.ts";

/** An array in the kernels' memory, as another thread can find it. */
export interface Address {
  readonly type: ArrayType;
  /** Bytes from the start of the memory. */
  readonly offset: number;
  readonly length: number;
}

/** A view that threads may exchange. */
export type Shareable = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Arrays that other threads can find. */
export interface SharedMemory extends Omit<Memory, "allocateBlock"> {
  /** Words for `Atomics`. */
  allocateWords(length: number): Int32Array;
  /** Where an array is. */
  addressOf(array: Shareable): Address;
  /** The array at an address. */
  arrayAt(address: Address): Shareable;
}

const ARRAYS = { Uint8Array, Uint32Array, Int32Array, Float32Array, Float64Array };
type ArrayType = keyof typeof ARRAYS;
type ArrayOf<Type extends ArrayType> = InstanceType<typeof ARRAYS[Type]>;

const PAGE = 65536;
/** WebAssembly's addresses have 32 bits. */
export const MOST_PAGES = 65536;
/** A cache line: no two arrays share one. */
const LINE = 64;

/** Arrays in a memory, which grows for them, and `at`, the offset of one of them. */
export function arraysIn(
  memory: WebAssembly.Memory,
  limit: number,
): SharedMemory & { at(array: ArrayBufferView): number } {
  // One page less than there is: an array that ended at the very top would end at address 0.
  const most = Math.min(limit, (MOST_PAGES - 1) * PAGE);
  // A shared memory that grows gets a new buffer; arrays over the ones before stay what they are.
  const buffers = new Set<ArrayBufferLike>([memory.buffer]);
  let top = LINE; // so that no array has address 0

  /** Room for `bytes`, rounded up to whole cache lines. */
  function reserve(bytes: number): number {
    const start = top;
    const end = start + Math.ceil(bytes / LINE) * LINE;
    if (end > most) throw noRoom(end, most);
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      try {
        memory.grow(missing);
      } catch {
        throw noRoom(end, memory.buffer.byteLength);
      }
      buffers.add(memory.buffer);
    }
    top = end;
    return start;
  }

  function arrayAt({ type, offset, length }: Address): Shareable {
    buffers.add(memory.buffer);
    // Of a union of constructors TypeScript lets through only what the oldest of them took.
    return new ARRAYS[type](memory.buffer as unknown as ArrayBuffer, offset, length);
  }

  function allocateOf<Type extends ArrayType>(type: Type, length: number): ArrayOf<Type> {
    const offset = reserve(length * ARRAYS[type].BYTES_PER_ELEMENT);
    const array = arrayAt({ type, offset, length });
    array.fill(0); // a scope may have been here
    return array as ArrayOf<Type>;
  }

  /** The address of an array; one that lies elsewhere would be read and written at random. */
  function at(array: ArrayBufferView): number {
    if (!buffers.has(array.buffer)) {
      throw new TypeError("Cannot compute with an array that these kernels did not allocate");
    }
    return array.byteOffset;
  }

  /** The array itself if it lies in this memory, otherwise a copy that does. */
  function owned<Type extends ArrayType>(array: Shareable, type: Type): ArrayOf<Type> {
    const isHere = array[Symbol.toStringTag] === type && buffers.has(array.buffer);
    if (isHere) return array as ArrayOf<Type>;
    const copy = allocateOf(type, array.length);
    copy.set(array);
    return copy;
  }

  return {
    at,
    arrayAt,
    addressOf: (array) => ({
      type: array[Symbol.toStringTag],
      offset: at(array),
      length: array.length,
    }),
    allocate: (length) => allocateOf("Float32Array", length),
    allocateBytes: (length) => allocateOf("Uint8Array", length),
    allocateIndices: (length) => allocateOf("Uint32Array", length),
    allocateDoubles: (length) => allocateOf("Float64Array", length),
    allocateWords: (length) => allocateOf("Int32Array", length),
    adopt: ({ examples, features, labels }) => ({
      examples,
      features: owned(features, features instanceof Uint8Array ? "Uint8Array" : "Float32Array"),
      labels: owned(labels, "Uint8Array"),
    }),
    scope: scopesOf(() => top, (before) => top = before),
  };
}

/** Scopes over a place that rises: at the end of one it is where it was at the beginning. */
function scopesOf(place: () => number, reset: (place: number) => void): () => Disposable {
  let scopes = 0;
  return () => {
    const before = place();
    const depth = ++scopes;
    return {
      [Symbol.dispose]() {
        if (scopes !== depth) throw new Error("Scopes of memory must end in reverse order");
        scopes -= 1;
        reset(before);
      },
    };
  };
}

function noRoom(needed: number, had: number): InputError {
  return new InputError(
    `Not enough memory: ${megabytes(needed)} are needed and ${megabytes(had)} can be had; ` +
      `take fewer examples`,
  );
}
