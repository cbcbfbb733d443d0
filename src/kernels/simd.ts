/**
 * The kernels in WebAssembly with 128-bit vectors, over a memory that threads can share.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { megabytes } from "../numbers.ts";
import type { Split, Vector } from "../types.ts";
import type { Kernels } from "./kernels.ts";

/** The functions of `simd/`; all arguments are addresses, counts and numbers. */
interface Exports {
  blockLength(rows: number, columns: number, classes: number): number;
  gatherBytes(...args: number[]): void;
  gatherFloats(...args: number[]): void;
  scores(...args: number[]): void;
  hinge(...args: number[]): void;
  correct(scores: number, labels: number, rows: number, classes: number): number;
  accumulate(...args: number[]): void;
  average(...args: number[]): void;
  copy(...args: number[]): void;
  addScaled(...args: number[]): void;
  addOuter(...args: number[]): void;
  dot(a: number, b: number, length: number): number;
  rampSum(base: number, a: number, slope: number, length: number): number;
}

/** An array in the kernels' memory, as another thread can find it. */
export interface Address {
  /** Which typed array. */
  readonly type: keyof typeof ARRAYS;
  /** Bytes from the start of the memory. */
  readonly offset: number;
  /** Number of elements. */
  readonly length: number;
}

/** Kernels whose arrays other threads can find. */
export interface SimdKernels extends Kernels {
  /** The compiled kernels, and the memory they work in. */
  readonly shared: SharedKernels;
  /** Where an array is. */
  addressOf(array: Shareable): Address;
  /** The array at an address. */
  arrayAt(address: Address): Shareable;
  /** Words for `Atomics`. */
  allocateWords(length: number): Int32Array;
}

/** What a thread makes its own instance of the kernels from. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** A view that threads may exchange. */
export type Shareable = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const ARRAYS = { Uint8Array, Uint32Array, Int32Array, Float32Array, Float64Array };
const TYPES = Object.keys(ARRAYS) as (keyof typeof ARRAYS)[];

const PAGE = 65536;
/** WebAssembly's addresses have 32 bits. */
export const MOST_PAGES = 65536;
/** A cache line: no two arrays share one. */
const LINE = 64;

/** Whether this host has what the kernels need: WebAssembly with vectors, and shared memory. */
export function hasSimd(bytes: BufferSource): boolean {
  return typeof SharedArrayBuffer === "function" && WebAssembly.validate(bytes);
}

/** The bytes of `simd.wasm`. */
export async function simdModule(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL("./simd.wasm", import.meta.url));
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Kernels in f32. The memory grows as arrays are allocated.
 *
 * @throws {InputError} When an array does not fit the memory: `limit` bytes, at most 4 GiB
 */
export function simdKernels(
  { module, memory }: SharedKernels,
  limit = Infinity,
): SimdKernels {
  // One page less than there is: an array that ended at the very top would end at address 0.
  const most = Math.min(limit, (MOST_PAGES - 1) * PAGE);
  // What a module exports is known to its compiler, not to TypeScript's.
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  // A shared memory that grows gets a new buffer; arrays over the ones before stay what they are.
  const buffers = new Set<ArrayBufferLike>([memory.buffer]);
  let top = LINE; // so that no array has address 0
  let scopes = 0;

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

  function allocateOf<Type extends keyof typeof ARRAYS>(
    type: Type,
    length: number,
  ): InstanceType<typeof ARRAYS[Type]> {
    const offset = reserve(length * ARRAYS[type].BYTES_PER_ELEMENT);
    const array = arrayAt({ type, offset, length });
    array.fill(0); // a scope may have been here
    return array as InstanceType<typeof ARRAYS[Type]>;
  }

  /** The address of an array; one that lies elsewhere would be read and written at random. */
  function at(array: ArrayBufferView): number {
    if (!buffers.has(array.buffer)) {
      throw new TypeError("Cannot compute with an array that these kernels did not allocate");
    }
    return array.byteOffset;
  }

  function gather(
    block: Vector,
    labels: Uint8Array,
    { features, labels: sourceLabels, examples: count }: Split,
    mean: Vector,
    examples: Uint32Array,
    from: number,
    to: number,
  ): void {
    const columns = features.length / count + 1;
    const widen = features instanceof Uint8Array ? wasm.gatherBytes : wasm.gatherFloats;
    widen(
      at(block),
      at(labels),
      at(features),
      at(sourceLabels),
      at(mean),
      at(examples) + 4 * from,
      to - from,
      columns,
    );
  }

  function adopt(split: Split): Split {
    const { features, labels, examples } = split;
    const type = features instanceof Uint8Array ? "Uint8Array" : "Float32Array";
    return {
      examples,
      features: owned(features, type),
      labels: owned(labels, "Uint8Array"),
    };
  }

  /** The array itself if it lies in this memory, otherwise a copy that does. */
  function owned<Type extends keyof typeof ARRAYS>(
    array: Shareable,
    type: Type,
  ): InstanceType<typeof ARRAYS[Type]> {
    if (array instanceof ARRAYS[type] && buffers.has(array.buffer)) {
      return array as InstanceType<typeof ARRAYS[Type]>;
    }
    const copy = allocateOf(type, array.length);
    copy.set(array);
    return copy;
  }

  return {
    shared: { module, memory },
    backend: "simd",
    precision: "f32",
    addressOf: (array) => ({
      type: TYPES.find((type) => array instanceof ARRAYS[type]) as Address["type"],
      offset: at(array),
      length: array.length,
    }),
    arrayAt,
    allocate: (length) => allocateOf("Float32Array", length),
    allocateBlock: (rows, columns, classes) =>
      allocateOf("Float32Array", wasm.blockLength(rows, columns, classes)),
    allocateBytes: (length) => allocateOf("Uint8Array", length),
    allocateIndices: (length) => allocateOf("Uint32Array", length),
    allocateDoubles: (length) => allocateOf("Float64Array", length),
    allocateWords: (length) => allocateOf("Int32Array", length),
    adopt,
    scope() {
      const before = top;
      const depth = ++scopes;
      return {
        [Symbol.dispose]() {
          if (scopes !== depth) throw new Error("Scopes of memory must end in reverse order");
          scopes -= 1;
          top = before;
        },
      };
    },
    round: Math.fround,
    gather,
    scores: (scores, weights, block, rows, columns, classes) =>
      wasm.scores(at(scores), at(weights), at(block), rows, columns, classes),
    hinge: (losses, coefficients, scores, labels, rows, classes, margin) =>
      wasm.hinge(at(losses), at(coefficients), at(scores), at(labels), rows, classes, margin),
    correct: (scores, labels, rows, classes) => wasm.correct(at(scores), at(labels), rows, classes),
    accumulate: (gradient, coefficients, block, rows, columns, classes, isFresh) =>
      wasm.accumulate(
        at(gradient),
        at(coefficients),
        at(block),
        rows,
        columns,
        classes,
        Number(isFresh),
      ),
    average: (out, parts, count, divisor) =>
      wasm.average(at(out), at(parts), count, out.length, divisor),
    copy: (y, x) => wasm.copy(at(y), at(x), x.length),
    addScaled: (y, a, x) => wasm.addScaled(at(y), a, at(x), y.length),
    addOuter: (y, a, coefficients, block, columns, classes) =>
      wasm.addOuter(at(y), a, at(coefficients), at(block), columns, classes),
    dot: (a, b) => wasm.dot(at(a), at(b), a.length),
    rampSum: (base, a, slope) => wasm.rampSum(at(base), a, at(slope), base.length),
  };
}

function noRoom(needed: number, had: number): InputError {
  return new InputError(
    `Not enough memory: ${megabytes(needed)} are needed and ${megabytes(had)} can be had; ` +
      `take fewer examples`,
  );
}
