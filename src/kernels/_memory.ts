import { type Rooms, roomsIn } from "./_rooms.ts";
import type { Memory } from "./kernels.ts";

export { MOST_PAGES, type Room } from "./_rooms.ts";

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
export interface SharedMemory
  extends Omit<Memory, "allocateBlock" | "scope">, Omit<Rooms, "reserve"> {
  /** Where an array is. */
  addressOf(array: Shareable): Address;
  /** The array at an address. */
  arrayAt(address: Address): Shareable;
}

const ARRAYS = { Uint8Array, Uint32Array, Int32Array, Float32Array, Float64Array };
type ArrayType = keyof typeof ARRAYS;
type ArrayOf<Type extends ArrayType> = InstanceType<typeof ARRAYS[Type]>;

/** Arrays in a memory, which grows for them, and `at`, the offset of one of them. */
export function arraysIn(
  memory: WebAssembly.Memory,
  limit: number,
): SharedMemory & { at(array: ArrayBufferView): number } {
  const { reserve, scope, rooms } = roomsIn(memory, limit);
  // A shared memory that grows gets a new buffer; arrays over the ones before stay what they are.
  const buffers = new Set<ArrayBufferLike>([memory.buffer]);

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
    scope,
    rooms,
    addressOf: (array) => ({
      type: array[Symbol.toStringTag],
      offset: at(array),
      length: array.length,
    }),
    allocate: (length) => allocateOf("Float32Array", length),
    allocateBytes: (length) => allocateOf("Uint8Array", length),
    allocateIndices: (length) => allocateOf("Uint32Array", length),
    allocateDoubles: (length) => allocateOf("Float64Array", length),
    adopt: ({ examples, features, labels }) => ({
      examples,
      features: owned(features, features instanceof Uint8Array ? "Uint8Array" : "Float32Array"),
      labels: owned(labels, "Uint8Array"),
    }),
  };
}
