/** Data as other threads can have it, without a copy for each. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Address, Shareable, SimdKernels } from "../kernels/simd.ts";
import { isRecord } from "../registry.ts";

/** An array in the kernels' memory. */
interface Located {
  readonly address: Address;
}

/** Kernels whose memory threads can share; null of others. */
export function sharing(kernels: Kernels): SimdKernels | null {
  // The contract of kernels does not say of which kind they are; only these have `shared`.
  return "shared" in kernels ? kernels as unknown as SimdKernels : null;
}

/** Data that can be sent: with addresses for arrays of the kernels, the others in shared memory. */
export function toShared(data: unknown, kernels: SimdKernels | null): unknown {
  return withEach(data, (value) => {
    if (!ArrayBuffer.isView(value)) return undefined;
    const array = value as Shareable;
    if (!(array.buffer instanceof SharedArrayBuffer)) return inSharedMemory(array);
    return kernels === null ? array : { address: kernels.addressOf(array) } satisfies Located;
  });
}

/** The data that `toShared` made, over the same memory. */
export function fromShared(data: unknown, kernels: SimdKernels | null): unknown {
  return withEach(data, (value) => {
    if (ArrayBuffer.isView(value)) return value;
    if (kernels === null || !isRecord(value) || !isRecord(value.address)) return undefined;
    return kernels.arrayAt((value as unknown as Located).address); // as `toShared` made it
  });
}

/** Bytes in memory that threads can share. */
export function sharedBytes(length: number): Uint8Array {
  // As in `_memory.ts`: TypeScript takes arrays over an ArrayBuffer only.
  return new Uint8Array(new SharedArrayBuffer(length) as unknown as ArrayBuffer);
}

function inSharedMemory(array: Shareable): Shareable {
  const { buffer } = sharedBytes(array.byteLength);
  const copy = new (array.constructor as new (buffer: ArrayBufferLike) => Shareable)(buffer);
  copy.set(array);
  return copy;
}

/** Plain data with others in the place of some parts: those for which there is one. */
function withEach(value: unknown, other: (value: unknown) => unknown): unknown {
  const instead = other(value);
  if (instead !== undefined) return instead;
  if (Array.isArray(value)) return value.map((one) => withEach(one, other));
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withEach(inner, other)]),
  );
}
