import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { normalQuantile } from "../../src/exact/math.ts";
import { type Purpose, stream, threefry4x32 } from "../../src/exact/rng.ts";

const PURPOSES: Purpose[] = ["init", "batches", "search", "directions", "data", "resamples"];

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

// Random123, file kat_vectors: "threefry 4 32 20", counter, key, result.
const KNOWN_ANSWERS = [
  ["0 0 0 0", "0 0 0 0", "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
  [
    "ffffffff ffffffff ffffffff ffffffff",
    "ffffffff ffffffff ffffffff ffffffff",
    "2a881696 57012287 f6c7446e a16a6732",
  ],
  [
    "243f6a88 85a308d3 13198a2e 03707344",
    "a4093822 299f31d0 082efa98 ec4e6c89",
    "59cd1dbb b8879579 86b5d00c ac8b6d84",
  ],
];
const wordsOf = (text: string) => Uint32Array.from(text.split(" "), (word) => parseInt(word, 16));
for (const [counter, key, words] of KNOWN_ANSWERS) {
  Deno.test(`threefry4x32() gives the published answer for counter ${counter}`, () => {
    const result = threefry4x32(new Uint32Array(4), wordsOf(counter), wordsOf(key));
    assertEquals(result, wordsOf(words));
  });
}

Deno.test("threefry4x32() leaves counter and key as they are", () => {
  const counter = Uint32Array.of(1, 2, 3, 4);
  const key = Uint32Array.of(5, 6, 7, 8);
  threefry4x32(new Uint32Array(4), counter, key);
  assertEquals([[...counter], [...key]], [[1, 2, 3, 4], [5, 6, 7, 8]]);
});

/** FNV-1a by its definition: exclusive or, then times 16777619 modulo 2³². */
function fnv1a(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return Number(
    bytes.reduce((value, byte) => ((value ^ BigInt(byte)) * 16777619n) % 2n ** 32n, 2166136261n),
  );
}

Deno.test("stream() numbers its words as documented", () => {
  const seed = 7 * 2 ** 32 + 5;
  const key = Uint32Array.of(5, 7, fnv1a("search"), 0);
  const expected = [0, 1, 2].flatMap((block) => [
    ...threefry4x32(new Uint32Array(4), Uint32Array.of(block, 3, 0, 0), key),
  ]);
  assertEquals(draw(12, stream(seed, "search", 3).uint32), expected);
});

Deno.test("stream() goes on after 2³⁴ words with others than at its start", () => {
  // Nobody draws as many: its counter is caught as it is made, and moved to the last of 2³² blocks.
  const index = 12_345;
  const made: Uint32Array[] = [];
  const { of } = Uint32Array;
  Uint32Array.of = (...words) => {
    const array = of.apply(Uint32Array, words);
    made.push(array);
    return array;
  };
  let words: ReturnType<typeof stream>;
  try {
    words = stream(5, "search", index);
  } finally {
    Uint32Array.of = of;
  }
  const [counter, ...others] = made.filter((array) => array[1] === index);
  assertEquals([counter.length, others.length], [4, 0]);
  counter[0] = 2 ** 32 - 1;
  const key = Uint32Array.of(5, 0, fnv1a("search"), 0);
  const blockAt = (...at: number[]) => [
    ...threefry4x32(new Uint32Array(4), Uint32Array.from(at), key),
  ];
  assertEquals(draw(12, words.uint32), [
    ...blockAt(2 ** 32 - 1, index, 0, 0),
    ...blockAt(0, index, 1, 0),
    ...blockAt(1, index, 1, 0),
  ]);
});

Deno.test("stream() is the same for the same seed, purpose and index, which is 0 where none is given", () => {
  for (const [one, other] of [[9, 9], [undefined, 0]]) {
    const words = [one, other].map((index) => draw(100, stream(3, "data", index).uint32));
    assertEquals(words[0], words[1]);
  }
});

Deno.test("stream() differs in all words from seed to seed, purpose to purpose, index to index", () => {
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 33, Number.MAX_SAFE_INTEGER];
  const words = seeds.flatMap((seed) =>
    PURPOSES.flatMap((purpose) =>
      [0, 1, 2].flatMap((index) => draw(8, stream(seed, purpose, index).uint32))
    )
  );
  // 840 words: two of them being equal by chance has probability 840² ∕ 2³³ = 8·10⁻⁵.
  assertEquals(new Set(words).size, words.length);
});

Deno.test("stream() is not changed by making another, nor by drawing from it", () => {
  const alone = draw(50, stream(1, "init").gaussian);
  const init = stream(1, "init");
  const others = [stream(1, "batches"), stream(1, "init"), stream(2, "init")];
  const interleaved = draw(50, () => {
    for (const other of others) other.below(7);
    stream(1, "init");
    return init.gaussian();
  });
  assertEquals(interleaved, alone);
});

Deno.test("uint32() is a whole number below 2³²", () => {
  const { uint32 } = stream(1, "search");
  assert(draw(1000, uint32).every((x) => Number.isInteger(x) && x >= 0 && x < 2 ** 32));
});

Deno.test("below() is a whole number from 0 to limit − 1", () => {
  const limits = fc.integer({ min: 1, max: 2 ** 21 });
  fc.assert(
    fc.property(fc.nat(), fc.oneof(fc.constant(1), limits), (seed, limit) => {
      const { below } = stream(seed, "batches");
      assert(draw(20, () => below(limit)).every((x) => Number.isInteger(x) && x >= 0 && x < limit));
    }),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("below() rejects just the words that would make some numbers likelier", () => {
  // 2³² mod 2092045 = 2090956: one word in 2,054 is one too many, which 50,000 draws show.
  const limit = 2092045n;
  const { uint32 } = stream(1, "batches");
  let rejected = 0;
  const lemire = () => {
    for (;;) {
      const product = BigInt(uint32()) * limit;
      if (product % 2n ** 32n >= 2n ** 32n % limit) return Number(product / 2n ** 32n);
      rejected += 1;
    }
  };
  const expected = draw(50_000, lemire);
  const { below } = stream(1, "batches");
  assertEquals(draw(50_000, () => below(Number(limit))), expected);
  assert(rejected > 0);
});

Deno.test("below() is as likely to give each number as every other", () => {
  const limit = 10;
  const draws = 100_000;
  const { below } = stream(1, "batches");
  const counts = new Array(limit).fill(0);
  for (let i = 0; i < draws; i++) counts[below(limit)] += 1;
  const expected = draws / limit;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // With 9 degrees of freedom, a fair source stays below 27.88 in 999 of 1,000 cases.
  assert(chiSquare < 27.88, `${chiSquare}`);
});

Deno.test("gaussian() takes one word per number", () => {
  const words = stream(1, "init");
  const numbers = stream(1, "init");
  for (let i = 0; i < 5; i++) {
    words.uint32();
    numbers.gaussian();
  }
  assertEquals(numbers.uint32(), words.uint32());
});

Deno.test("gaussian() is the normal quantile of the middle of its word", () => {
  const words = draw(1000, stream(5, "init").uint32);
  const numbers = draw(1000, stream(5, "init").gaussian);
  assertEquals(numbers, words.map((word) => normalQuantile((word + 0.5) / 2 ** 32)));
});

for (const Type of [Float32Array, Float64Array]) {
  Deno.test(`fillGaussian() is a scaled gaussian() for each number of a ${Type.name}`, () => {
    const [one, other] = [stream(1, "search"), stream(1, "search")];
    // Lengths that begin and end within four words, and none at all.
    for (const length of [3, 0, 6, 500]) {
      const filled = new Type(length);
      one.fillGaussian(filled, 1e-4);
      assertEquals(filled, new Type(draw(length, () => 1e-4 * other.gaussian())));
    }
    assertEquals(one.uint32(), other.uint32());
  });
}

const NORMAL = draw(200_000, stream(1, "init").gaussian);
const N = NORMAL.length;
const moment = (power: number) => NORMAL.reduce((sum, x) => sum + x ** power, 0) / N;
// Each moment of N normal numbers scatters with the deviation given; 4 of them are passed by
// chance once in 16,000 cases, and with a fixed seed always or never.
const MOMENTS = [
  { name: "mean 0", power: 1, truth: 0, deviation: Math.sqrt(1 / N) },
  { name: "variance 1", power: 2, truth: 1, deviation: Math.sqrt(2 / N) },
  { name: "third moment 0", power: 3, truth: 0, deviation: Math.sqrt(15 / N) },
  { name: "fourth moment 3", power: 4, truth: 3, deviation: Math.sqrt(96 / N) },
];
for (const { name, power, truth, deviation } of MOMENTS) {
  Deno.test(`gaussian() has ${name}`, () => {
    assertAlmostEquals(moment(power), truth, 4 * deviation);
  });
}

// P(|x| > z) of the normal distribution, from its tables.
for (const [z, probability] of [[1, 0.317311], [2, 0.0455003], [3, 0.0026998]]) {
  Deno.test(`gaussian() is beyond ±${z} as often as the normal distribution says`, () => {
    const share = NORMAL.filter((x) => Math.abs(x) > z).length / N;
    // 4 deviations of a share of N.
    assertAlmostEquals(share, probability, 4 * Math.sqrt(probability * (1 - probability) / N));
  });
}

Deno.test("gaussian() is always finite", () => {
  // The least and the largest word give the quantiles of 2⁻³³ and 1 − 2⁻³³: ±6.3.
  assert(NORMAL.every((x) => Math.abs(x) < 6.5));
});

Deno.test("below() refuses limits for which it could not be fair", () => {
  for (const limit of [0, -1, NaN, 2 ** 21 + 1]) {
    assertThrows(() => stream(1, "batches").below(limit), RangeError, "must be 1 to 2097152");
  }
});
