import { normalQuantile } from "./math.ts";
import type { Rng, Vector } from "../types.ts";

/**
 * What a stream is drawn for. A new purpose, or more numbers drawn for one, never changes another.
 *
 * `init`: starting weights · `batches`: the order of examples · `search`: tries of a search ·
 * `directions`: directions of a slice, coordinates of a gradient check, lines · `chords`: ends of
 * chords · `data`: synthetic datasets · `resamples`: what chance would make of measured times, and of
 * seeds · `noise`: errors of derivatives · `tuning`: values that are tried.
 */
export type Purpose =
  | "init"
  | "batches"
  | "search"
  | "directions"
  | "chords"
  | "data"
  | "resamples"
  | "noise"
  | "tuning";

const PARITY = 0x1bd11bda;
/** 2³² */
const WORDS = 0x1_0000_0000;
/** 2²¹: a word times this is below 2⁵³ and therefore exact. */
const LARGEST_LIMIT = 0x20_0000;

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));

/**
 * Threefry-4x32 with 20 rounds: scrambles a 128-bit counter with a 128-bit key into four words.
 *
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Any word
 * of any stream can be had without drawing those before it, so threads need no common state.
 */
export function threefry4x32(
  words: Uint32Array,
  counter: Uint32Array,
  key: Uint32Array,
): Uint32Array {
  // The words of the key take turns; the fifth is the parity of the others.
  let [k0, k1, k2, k3] = [key[0] | 0, key[1] | 0, key[2] | 0, key[3] | 0];
  let k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
  let a = (counter[0] + k0) | 0;
  let b = (counter[1] + k1) | 0;
  let c = (counter[2] + k2) | 0;
  let d = (counter[3] + k3) | 0;
  // 20 rounds of two mixes a ← a + b, b ← (b ⋘ bits) ⊕ a, and the key after every four of them.
  // Written out, since only with constant bits a rotation becomes one instruction.
  for (let injection = 1; injection <= 5; injection++) {
    if (injection % 2 === 1) {
      b = rotate(b, 10) ^ (a = (a + b) | 0);
      d = rotate(d, 26) ^ (c = (c + d) | 0);
      d = rotate(d, 11) ^ (a = (a + d) | 0);
      b = rotate(b, 21) ^ (c = (c + b) | 0);
      b = rotate(b, 13) ^ (a = (a + b) | 0);
      d = rotate(d, 27) ^ (c = (c + d) | 0);
      d = rotate(d, 23) ^ (a = (a + d) | 0);
      b = rotate(b, 5) ^ (c = (c + b) | 0);
    } else {
      b = rotate(b, 6) ^ (a = (a + b) | 0);
      d = rotate(d, 20) ^ (c = (c + d) | 0);
      d = rotate(d, 17) ^ (a = (a + d) | 0);
      b = rotate(b, 11) ^ (c = (c + b) | 0);
      b = rotate(b, 25) ^ (a = (a + b) | 0);
      d = rotate(d, 10) ^ (c = (c + d) | 0);
      d = rotate(d, 18) ^ (a = (a + d) | 0);
      b = rotate(b, 20) ^ (c = (c + b) | 0);
    }
    [k0, k1, k2, k3, k4] = [k1, k2, k3, k4, k0];
    a = (a + k0) | 0;
    b = (b + k1) | 0;
    c = (c + k2) | 0;
    d = (d + k3 + injection) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
  return words;
}

/** FNV-1a, 32 bits: turns the name of a purpose into a key word. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** The key of the streams for one seed and purpose. */
export function keyOf(seed: number, purpose: Purpose): Uint32Array {
  return Uint32Array.of(seed, Math.floor(seed / WORDS), hash(purpose), 0);
}

/**
 * The stream of random numbers for one seed, purpose and index.
 *
 * Word i of a stream is word i mod 4 of Threefry-4x32 at counter (⌊i ∕ 4⌋ mod 2³², index, ⌊i ∕ 2³⁴⌋, 0) with key
 * (seed mod 2³², ⌊seed ∕ 2³²⌋, FNV-1a of the purpose, 0).
 *
 * @param seed A whole number from 0 to 2⁵³ − 1
 * @param purpose What the numbers are for
 * @param index Picks one of 2³² streams of that purpose, such as one for each image
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stream } from "@descent-bench/descent-bench";
 *
 * assertEquals(stream(1, "init").gaussian(), stream(1, "init").gaussian());
 * ```
 */
export function stream(seed: number, purpose: Purpose, index = 0): Rng {
  const key = keyOf(seed, purpose);
  const counter = Uint32Array.of(0, index, 0, 0);
  const words = new Uint32Array(4);
  let used = 4;

  function uint32(): number {
    if (used === 4) {
      threefry4x32(words, counter, key);
      counter[0] += 1;
      if (counter[0] === 0) counter[2] += 1; // after 2³⁴ words
      used = 0;
    }
    return words[used++];
  }

  /** Lemire's multiply and reject, as a rule without a division by `limit`. For limits up to 2²¹. */
  function below(limit: number): number {
    if (!(limit >= 1 && limit <= LARGEST_LIMIT)) {
      throw new RangeError(`Cannot draw below ${limit} as it must be 1 to ${LARGEST_LIMIT}`);
    }
    for (;;) {
      const product = uint32() * limit; // exact: below 2⁵³
      const low = product >>> 0; // product mod 2³²
      if (low >= limit || low >= WORDS % limit) return Math.floor(product / WORDS);
    }
  }

  // One word gives one number, so the i-th number of a stream can be had by itself.
  const gaussian = () => normalQuantile((uint32() + 0.5) / WORDS);

  function fillGaussian(out: Vector, scale: number): void {
    for (let i = 0; i < out.length; i++) out[i] = scale * gaussian();
  }

  return { uint32, below, gaussian, fillGaussian };
}
