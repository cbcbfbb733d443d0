/**
 * Random numbers that are the same everywhere: a counter-based generator and named streams.
 *
 * @module
 */
import { normalQuantile } from "./exact_math.ts";
import type { Rng, Vector } from "./types.ts";

/**
 * What a stream is drawn for. A new purpose, or more numbers drawn for one, never changes another.
 *
 * `init`: starting weights · `batches`: the order of examples · `search`: tries of a search ·
 * `directions`: directions of a slice · `data`: synthetic datasets.
 */
export type Purpose = "init" | "batches" | "search" | "directions" | "data";

const ROTATIONS = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
];
const ROUNDS = 20;
const PARITY = 0x1bd11bda;
/** 2³² */
const WORDS = 0x1_0000_0000;
/** 2²¹: a word times this is below 2⁵³ and therefore exact. */
const LARGEST_LIMIT = 0x20_0000;

/**
 * Threefry-4x32 with 20 rounds: scrambles a 128-bit counter with a 128-bit key into four words.
 *
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Any word
 * of any stream can be had without drawing those before it, so threads need no common state.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const words = threefry4x32(new Uint32Array(4), new Uint32Array(4), new Uint32Array(4));
 * assertEquals([...words], [0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8]);
 * ```
 */
export function threefry4x32(
  words: Uint32Array,
  counter: Uint32Array,
  key: Uint32Array,
): Uint32Array {
  const parity = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
  const word = (i: number) => (i % 5 === 4 ? parity : key[i % 5]);
  let a = (counter[0] + key[0]) | 0;
  let b = (counter[1] + key[1]) | 0;
  let c = (counter[2] + key[2]) | 0;
  let d = (counter[3] + key[3]) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const [left, right] = ROTATIONS[round % 8];
    a = (a + b) | 0;
    b = ((b << left) | (b >>> (32 - left))) ^ a;
    c = (c + d) | 0;
    d = ((d << right) | (d >>> (32 - right))) ^ c;
    const swap = b;
    b = d;
    d = swap;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      a = (a + word(injection)) | 0;
      b = (b + word(injection + 1)) | 0;
      c = (c + word(injection + 2)) | 0;
      d = (d + word(injection + 3) + injection) | 0;
    }
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

/**
 * The stream of random numbers for one seed, purpose and index.
 *
 * Word i of a stream is word i mod 4 of Threefry-4x32 at counter (⌊i ∕ 4⌋, index, 0, 0) with key
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
  const key = Uint32Array.of(seed, Math.floor(seed / WORDS), hash(purpose), 0);
  const counter = Uint32Array.of(0, index, 0, 0);
  const words = new Uint32Array(4);
  let used = 4;

  function uint32(): number {
    if (used === 4) {
      threefry4x32(words, counter, key);
      counter[0] += 1;
      used = 0;
    }
    return words[used++];
  }

  /** Lemire's multiply and reject, without a division by `limit`. For limits up to 2²¹. */
  function below(limit: number): number {
    if (!(limit >= 1 && limit <= LARGEST_LIMIT)) {
      throw new RangeError(`Cannot draw below ${limit} as it must be 1 to ${LARGEST_LIMIT}`);
    }
    const reject = WORDS % limit;
    for (;;) {
      const product = uint32() * limit; // exact: below 2⁵³
      if (product % WORDS >= reject) return Math.floor(product / WORDS);
    }
  }

  // One word gives one number, so the i-th number of a stream can be had by itself.
  const gaussian = () => normalQuantile((uint32() + 0.5) / WORDS);

  function fillGaussian(out: Vector, scale: number): void {
    for (let i = 0; i < out.length; i++) out[i] = scale * gaussian();
  }

  return { uint32, below, gaussian, fillGaussian };
}
