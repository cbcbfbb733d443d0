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
const SAMPLE = { seed: 1, numRuns: 200 };

const untouched: Rng = {
  uint32: () => {
    throw new Error("uint32() was called");
  },
  below: () => {
    throw new Error("below() was called");
  },
  gaussian: () => {
    throw new Error("gaussian() was called");
  },
  fillGaussian: () => {
    throw new Error("fillGaussian() was called");
  },
};

Deno.test("batches() gives every example once in each pass", () => {
  fc.assert(
    fc.property(sizes, ([examples, batchSize, seed]) => {
      const next = batches(examples, batchSize, stream(seed, "batches"));
      for (let i = 0; i < 3; i++) {
        assertEquals(rising(pass(next, examples).flat()), upTo(examples));
      }
    }),
    SAMPLE,
  );
});

Deno.test("batches() gives full batches, and what is left over last", () => {
  fc.assert(
    fc.property(sizes, ([examples, batchSize, seed]) => {
      const next = batches(examples, batchSize, stream(seed, "batches"));
      const full = Math.floor(examples / batchSize);
      const expected = new Array(full).fill(batchSize);
      if (examples % batchSize > 0) expected.push(examples % batchSize);
      for (let i = 0; i < 2; i++) {
        assertEquals(pass(next, examples).map(({ length }) => length), expected);
      }
    }),
    SAMPLE,
  );
});

Deno.test("batches() gives the indices of a batch in rising order", () => {
  fc.assert(
    fc.property(sizes, ([examples, batchSize, seed]) => {
      const next = batches(examples, batchSize, stream(seed, "batches"));
      for (const batch of pass(next, examples)) assertEquals(batch, rising(batch));
    }),
    SAMPLE,
  );
});

Deno.test("batches() shuffles anew for each pass", () => {
  const next = batches(100, 10, stream(1, "batches"));
  assertNotEquals(pass(next, 100), pass(next, 100));
});

Deno.test("batches() gives the same batches for the same seed", () => {
  const first = batches(100, 7, stream(1, "batches"));
  const second = batches(100, 7, stream(1, "batches"));
  assertEquals([pass(first, 100), pass(first, 100)], [pass(second, 100), pass(second, 100)]);
});

Deno.test("batches() gives other batches for another seed", () => {
  const first = batches(100, 7, stream(1, "batches"));
  const second = batches(100, 7, stream(2, "batches"));
  assertNotEquals(pass(first, 100), pass(second, 100));
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

for (const batchSize of [0, -1, 6, Infinity, NaN]) {
  Deno.test(`batches() of ${batchSize} out of 5 examples is an InputError`, () => {
    assertThrows(
      () => batches(5, batchSize, untouched),
      InputError,
      'batchSize: must be 1 to 5, the number of training examples, or "full": ' +
        `current value is ${batchSize}`,
    );
  });
}

Deno.test("checkBatchSize() lets 1 and the number of examples pass", () => {
  const results = [1, 5].map((batchSize) => checkBatchSize(batchSize, 5));
  assertEquals(results, [undefined, undefined]);
});

Deno.test("batches() refuses a batch size that is not whole", () => {
  assertThrows(() => batches(5, 1.5, stream(1, "batches")), InputError, "current value is 1.5");
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
