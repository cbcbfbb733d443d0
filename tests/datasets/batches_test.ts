import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { batches, checkBatchSize } from "../../src/datasets/batches.ts";
import { InputError } from "../../src/errors.ts";
import { stream } from "../../src/exact/rng.ts";
import type { Rng } from "../../src/types.ts";

/** The batches of one pass, copied, since a batch is valid until the next call only. */
function pass(next: () => Uint32Array, examples: number): number[][] {
  const drawn: number[][] = [];
  for (let seen = 0; seen < examples; seen += drawn[drawn.length - 1].length) {
    drawn.push([...next()]);
  }
  return drawn;
}

const rising = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Numbers of examples with a batch size that fits. */
const sizes = fc.integer({ min: 1, max: 60 }).chain((examples) =>
  fc.tuple(fc.constant(examples), fc.integer({ min: 1, max: examples }), fc.nat())
);

const refused = (name: string) => () => {
  throw new Error(`${name}() was called`);
};
const untouched: Rng = {
  uint32: refused("uint32"),
  below: refused("below"),
  gaussian: refused("gaussian"),
  fillGaussian: refused("fillGaussian"),
};

Deno.test("batches() of each pass are full but for the last, rising, and have every example once", () => {
  fc.assert(
    fc.property(sizes, ([examples, batchSize, seed]) => {
      const next = batches(examples, batchSize, stream(seed, "batches"));
      const expected = new Array(Math.floor(examples / batchSize)).fill(batchSize);
      if (examples % batchSize > 0) expected.push(examples % batchSize);
      for (let i = 0; i < 3; i++) {
        const drawn = pass(next, examples);
        assertEquals(drawn.map(({ length }) => length), expected);
        assertEquals(drawn, drawn.map(rising));
        assertEquals(rising(drawn.flat()), upTo(examples));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("batches() are the same for the same seed, and others in each pass and for another seed", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => batches(100, 7, stream(seed, "batches")));
  const passes = [pass(one, 100), pass(one, 100)];
  assertEquals([pass(same, 100), pass(same, 100)], passes);
  assertNotEquals(passes[0], passes[1]);
  assertNotEquals(pass(other, 100), passes[0]);
});

Deno.test("batches() that drops the last one leaves out the rest of each order, another in each pass", () => {
  const [keeping, dropping] = (["keep", "drop"] as const)
    .map((lastBatch) => batches(5, 2, stream(3, "batches"), lastBatch));
  const kept = Array.from({ length: 3 }, () => pass(keeping, 5));
  assertEquals(kept.map((drawn) => drawn.map(({ length }) => length)), Array(3).fill([2, 2, 1]));
  const dropped = Array.from({ length: 3 }, () => pass(dropping, 4));
  assertEquals(dropped, kept.map((drawn) => drawn.slice(0, 2)));
  assertEquals(new Set(kept.map(([, , [rest]]) => rest)).size > 1, true);
});

Deno.test("batches() that drops the last one drops none where all are full, and none of a single one", () => {
  for (const [examples, size] of [[6, 2], [5, 5], [3, 1]]) {
    const [keeping, dropping] = (["keep", "drop"] as const)
      .map((lastBatch) => batches(examples, size, stream(1, "batches"), lastBatch));
    for (let i = 0; i < 2; i++) assertEquals(pass(dropping, examples), pass(keeping, examples));
  }
});

Deno.test("batches() gives every order as often as every other", () => {
  const next = batches(3, 1, stream(1, "batches"));
  const counts = new Map<string, number>();
  const passes = 6000;
  for (let i = 0; i < passes; i++) {
    const order = pass(next, 3).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const expected = passes / 6;
  const all = [...counts.values(), ...new Array(6 - counts.size).fill(0)];
  const chiSquare = all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // With 5 degrees of freedom, a fair shuffle stays below 20.5 in 999 of 1,000 cases.
  assert(chiSquare < 20.5, `${chiSquare}`);
});

Deno.test("batches() of all examples are the examples in order, always", () => {
  const next = batches(5, 5, untouched);
  assertEquals([[...next()], [...next()]], [upTo(5), upTo(5)]);
});

Deno.test("batches() draws only the words that a shuffle needs", () => {
  // Fisher–Yates over n examples draws n − 1 numbers, below n, n − 1, … 2.
  const limits: number[] = [];
  const next = batches(4, 2, { ...untouched, below: (limit) => limits.push(limit) * 0 });
  pass(next, 4);
  assertEquals(limits, [4, 3, 2]);
});

for (const batchSize of [0, -1, 6, 1.5, Infinity, NaN]) {
  Deno.test(`batches() of ${batchSize} out of 5 examples is an InputError`, () => {
    const message = 'batchSize: must be 1 to 5, the number of training examples, or "full": ' +
      `current value is ${batchSize}`;
    assertThrows(() => batches(5, batchSize, untouched), InputError, message);
  });
}

Deno.test("checkBatchSize() lets 1 and the number of examples pass", () => {
  for (const batchSize of [1, 5]) checkBatchSize(batchSize, 5);
});

Deno.test("batches() takes examples in the same order whatever the batch size", () => {
  const single = batches(6, 1, stream(3, "batches"));
  const order = Array.from({ length: 18 }, () => single()[0]);
  for (const size of [2, 4]) {
    const next = batches(6, size, stream(3, "batches"));
    let seen = 0;
    while (seen < order.length) {
      const batch = [...next()];
      assertEquals(batch, order.slice(seen, seen + batch.length).sort((a, b) => a - b));
      seen += batch.length;
    }
  }
});
