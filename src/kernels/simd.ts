/** The kernels in WebAssembly with 128-bit vectors, over a memory that threads can share. */
import { arraysIn, MOST_PAGES, type SharedMemory } from "./_memory.ts";
import { compiler } from "./_emit.ts";
import type { Dense, Kernels, Vectors } from "./kernels.ts";

export { type Address, MOST_PAGES, type Room, type Shareable } from "./_memory.ts";

/** The functions of `simd/`; all arguments are addresses, counts and numbers. */
type Exports = Record<
  | Exclude<keyof (Vectors & Dense), "backend" | "precision" | "round" | "gather" | "elementwise">
  | "blockLength"
  | "gatherBytes"
  | "gatherFloats",
  (...args: number[]) => number
>;

/** Kernels whose arrays other threads can find. */
export interface SimdKernels extends Omit<Kernels, "scope">, SharedMemory {
  /** The compiled kernels, and the memory they work in. */
  readonly shared: SharedKernels;
}

/** What a thread makes its own instance of the kernels from. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Whether this host has what the kernels need: WebAssembly with vectors, and shared memory. */
export function hasSimd(bytes: BufferSource): boolean {
  return typeof SharedArrayBuffer === "function" && WebAssembly.validate(bytes);
}

/** The bytes of `simd.wasm`. */
export async function simdModule(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL("./simd.wasm", import.meta.url));
  return await response.bytes();
}

/**
 * Kernels in f32. The memory grows as arrays are allocated.
 *
 * @throws {InputError} When an array does not fit the memory: `limit` bytes, at most 4 GiB
 */
export function simdKernels({ module, memory }: SharedKernels, limit = Infinity): SimdKernels {
  const { at, ...arrays } = arraysIn(memory, limit);
  // What a module exports is known to its compiler, not to TypeScript's.
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  return {
    ...arrays,
    shared: { module, memory },
    backend: "simd",
    precision: "f32",
    round: Math.fround,
    allocateBlock(rows, columns, classes) {
      const least = rows * (columns + 4 * classes);
      // Lengths that cannot be had would not fit the 32 bits in there.
      const isCounted = least < MOST_PAGES * 8192;
      return arrays.allocate(isCounted ? wasm.blockLength(rows, columns, classes) : least);
    },
    gather(block, labels, split, mean, examples, from, to) {
      const gather = split.features instanceof Uint8Array ? wasm.gatherBytes : wasm.gatherFloats;
      gather(
        at(block),
        at(labels),
        at(split.features),
        at(split.labels),
        at(mean),
        at(examples) + 4 * from,
        to - from,
        split.features.length / split.examples + 1,
      );
    },
    scores: (scores, weights, block, rows, columns, classes) =>
      wasm.scores(at(scores), at(weights), at(block), rows, columns, classes),
    relu: (block, sums, rows, units) => wasm.relu(at(block), at(sums), rows, units),
    throughRelu: (out, coefficients, weights, sums, rows, units, classes) =>
      wasm.throughRelu(at(out), at(coefficients), at(weights), at(sums), rows, units, classes),
    hinge: (losses, coefficients, scores, labels, rows, classes, margin) =>
      wasm.hinge(at(losses), at(coefficients), at(scores), at(labels), rows, classes, margin),
    correct: (scores, labels, rows, classes) => wasm.correct(at(scores), at(labels), rows, classes),
    accumulate: (
      gradient,
      coefficients,
      block,
      rows,
      columns,
      classes,
      isFresh,
      isFinite = false,
    ) =>
      wasm.accumulate(
        at(gradient),
        at(coefficients),
        at(block),
        rows,
        columns,
        classes,
        Number(isFresh),
        Number(isFinite),
      ),
    average: (out, parts, count, divisor) =>
      wasm.average(at(out), at(parts), count, out.length, divisor),
    copy: (y, x) => wasm.copy(at(y), at(x), x.length),
    addScaled: (y, a, x) => wasm.addScaled(at(y), a, at(x), y.length),
    addMean: (y, a, coefficients, block, rows, columns, classes) =>
      wasm.addMean(at(y), a, at(coefficients), at(block), rows, columns, classes),
    dot: (a, b) => wasm.dot(at(a), at(b), a.length),
    rampSum: (base, a, slope) => wasm.rampSum(at(base), a, at(slope), base.length),
    elementwise: compiler(memory, at),
  };
}
