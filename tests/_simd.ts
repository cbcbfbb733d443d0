import { assert } from "@std/assert";
import type { Kernels } from "../src/kernels/kernels.ts";
import { referenceKernels } from "../src/kernels/reference.ts";
import type { Address, Shareable, SimdKernels } from "../src/kernels/simd.ts";
import { simdKernels, simdModule } from "../src/kernels/simd.ts";
import { stream } from "../src/exact/rng.ts";
import type { Vector } from "../src/types.ts";

const module = await WebAssembly.compile(await simdModule());
const reference = referenceKernels("f32");

/** SIMD kernels over a memory of their own. */
export function freshKernels(
  { limit, pages = 1 }: { limit?: number; pages?: number } = {},
): SimdKernels {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
  return simdKernels({ module, memory }, limit);
}

/** The bits of f32 numbers, with one pattern for NaN: processors differ in the one they produce. */
export function bits(vector: Vector): Uint32Array {
  const numbers = Float32Array.from(vector, (value) => Number.isNaN(value) ? NaN : value);
  return new Uint32Array(numbers.buffer);
}

/** Puts an array where the kernels can read it, `skew` elements off any alignment. */
export type Place = <Values extends Shareable>(values: Values, skew?: number) => Values;

const GUARD = 64;
/**
 * The bytes of a guard: as numbers 7e19 to 8e37, so that reading one shows in a sum, each another,
 * so that copying one over the next shows too.
 */
const canaryOf = (guard: number) => 0x61 + (guard % 30);

/** Places arrays between guards; `check` throws when a guard has been written on. */
export function guarded(kernels: SimdKernels): { place: Place; check(): void } {
  const guards: { readonly bytes: Uint8Array; readonly canary: number }[] = [];
  const place: Place = (values, skew = 0) => {
    const start = GUARD + skew * values.BYTES_PER_ELEMENT;
    const end = start + values.byteLength;
    const room = kernels.allocateBytes(end + GUARD);
    for (const bytes of [room.subarray(0, start), room.subarray(end)]) {
      const canary = canaryOf(guards.length);
      guards.push({ bytes: bytes.fill(canary), canary });
    }
    const type = values.constructor.name as Address["type"];
    const own = kernels.arrayAt({ type, offset: room.byteOffset + start, length: values.length });
    own.set(values);
    return own as typeof values;
  };
  function check(): void {
    for (const { bytes, canary } of guards) {
      assert(bytes.every((byte) => byte === canary), "something was written outside");
    }
  }
  return { place, check };
}

/** Computes something with arrays that it places. */
type Act = (kernels: Kernels, place: Place) => number | void;

/** What `act` returned, and all arrays that it placed as they are then. */
function traced(kernels: Kernels, place: Place, act: Act): [unknown, Shareable[]] {
  const arrays: Shareable[] = [];
  const number = act(kernels, (values, skew) => {
    const own = place(values, skew);
    arrays.push(own);
    return own;
  });
  return [number, arrays];
}

/**
 * Does the same with the reference and with `kernels`: the returned numbers and all placed arrays,
 * inputs among them, must have the same bits in the end, and nothing else be written on.
 */
export function assertSameBits(kernels: SimdKernels, act: Act): void {
  using _ = kernels.scope();
  const { place, check } = guarded(kernels);
  const [number, arrays] = traced(kernels, place, act);
  const [truth, expected] = traced(reference, (values) => values.slice() as typeof values, act);
  assert(Object.is(number, truth), `${number} instead of ${truth}`);
  for (const [i, array] of expected.entries()) {
    const [is, was] = [arrays[i], array].map((one) =>
      one instanceof Float32Array ? bits(one) : one
    );
    const at = was.findIndex((value, k) => value !== is[k]);
    assert(at < 0, `array ${i} at ${at}: ${arrays[i][at]} instead of ${array[at]}`);
  }
  check();
}

const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 2 ** -149, -(2 ** -149), 3e38, -3e38, 1];

/** How the numbers of a kind are made from random words. */
const MAKERS = {
  /** Sizes from 2⁻³⁹ to 2⁷, so that every sum rounds. */
  plain: (word: number) => (word - 2 ** 31) * 2 ** -(24 + (word & 15)),
  /** Few values, so that many are equal, zeros of both signs among them. */
  quarters: (word: number) => ((word % 17) - 8) / (word & 32 ? 4 : -4),
  /** Mostly below the least normal number, 2⁻¹²⁶. */
  tiny: (word: number) => ((word >>> 8) - 2 ** 23) * 2 ** -149,
  /** Sizes so far apart that sums in f64 round, too. */
  wide: (word: number) => (word - 2 ** 31) * 2 ** ((word & 63) - 48),
  /** Sums and products overflow. */
  huge: (word: number) => (word - 2 ** 31) * 2 ** 96,
  /** As plain, with a few that are not finite, zeros with a sign, the least and the largest. */
  special: (word: number) => MAKERS.plain(word),
};

export type NumberKind = keyof typeof MAKERS;
export const KINDS = Object.keys(MAKERS) as NumberKind[];
/** Kinds without infinities and NaN. */
export const FINITE = KINDS.filter((kind) => kind !== "special");

/** Random numbers; fast-check would take minutes to make as many. */
export function numbers(length: number, kind: NumberKind, seed: number): Float32Array {
  const { uint32, below } = stream(seed, "data");
  const made = Float32Array.from({ length }, () => MAKERS[kind](uint32()));
  if (kind === "special" && length > 0) {
    for (const value of SPECIAL) if (below(3) === 0) made[below(length)] = value;
  }
  return made;
}

/** Random bytes. */
export function randomBytes(length: number, limit: number, seed: number): Uint8Array {
  const { uint32 } = stream(seed, "data");
  return Uint8Array.from({ length }, () => uint32() % limit);
}
