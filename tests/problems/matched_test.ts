import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stream } from "../../src/exact/rng.ts";
import { assignment } from "../../src/problems/_assignment.ts";
import type { Vector } from "../../src/types.ts";
import { dot, networkOver, present, randomPoints, randomWeights, svmOver, toyOf } from "../_toy.ts";

/** All orders of 0, 1, … */
function orders(size: number): number[][] {
  if (size === 0) return [[]];
  return orders(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => order.toSpliced(at, 0, size - 1))
  );
}

const matrices = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    costs: fc.array(fc.integer({ min: -50, max: 50 }), {
      minLength: size * size,
      maxLength: size * size,
    }),
  })
);

// By hand: the cheapest entry, 1, is in none of the best: 2 + 3 + 2 beats 1 + 9 + 2.
Deno.test("assignment() by hand goes without the smallest cost", () => {
  const costs = Float64Array.of(1, 2, 9, 3, 9, 9, 9, 9, 2);
  assertEquals([...assignment(costs, 3)], [1, 0, 2]);
});

Deno.test("assignment() costs as little as the best of all orders", () => {
  fc.assert(
    fc.property(matrices, ({ size, costs }) => {
      const sum = (order: Iterable<number>) =>
        [...order].reduce((sum, column, row) => sum + costs[row * size + column], 0);
      const found = assignment(Float64Array.from(costs), size);
      assertEquals([...found].sort(), [...Array(size).keys()]);
      assertEquals(sum(found), Math.min(...orders(size).map(sum)));
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("assignment() ends where costs are no numbers", () => {
  const costs = Float64Array.of(NaN, 1, Infinity, NaN, NaN, 2, 3, 4, -Infinity);
  assertEquals([...assignment(costs, 3)].sort(), [0, 1, 2]);
});

/** Weights of layers between `widths`, with the units of hidden layer n in another order. */
function permuted(weights: Vector, widths: readonly number[], n: number, order: readonly number[]) {
  let from = 0;
  const parts = widths.slice(1).map((rows, layer) => {
    const columns = widths[layer] + 1;
    const part = weights.slice(from, from += rows * columns);
    return Array.from(
      { length: rows },
      (_, row) => [...part.subarray(row * columns, (row + 1) * columns)],
    );
  });
  parts[n] = order.map((unit) => parts[n][unit]);
  parts[n + 1] = parts[n + 1].map((row) => [...order, order.length].map((unit) => row[unit]));
  return Float64Array.from(parts.flat(2));
}

const distance = (a: Vector, b: Vector) => {
  const difference = Float64Array.from(a, (one, k) => one - b[k]);
  return dot(difference, difference);
};

Deno.test("matched() of a network of two layers is the nearest of all orders", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const problem = await networkOver(randomPoints(seed), 5);
    const [weights, to] = [0, 10].map((more) => randomWeights(seed + more, problem.size));
    const found = present(problem.matched)(weights, to);
    const all = orders(5).map((order) => permuted(weights, [3, 5, 4], 0, order));
    const nearest = all.toSorted((a, b) => distance(a, to) - distance(b, to))[0];
    assertEquals(found, nearest);
    // The same sums, of 6 and fewer terms, in another order.
    assertAlmostEquals(problem.loss(found) / problem.loss(weights), 1, 1e-14);
  }
});

for (const widths of [[7], [6, 5], [4, 6, 5]]) {
  Deno.test(`matched() with hidden layers ${widths} undoes any order`, async () => {
    // As of images, what comes in says more of a unit than what goes out.
    const problem = await networkOver(randomPoints(3, { features: 12 }), widths);
    const to = randomWeights(3, problem.size);
    const { below } = stream(3, "data");
    let other: Vector = to;
    for (const [n, width] of widths.entries()) {
      const order = [...Array(width).keys()].map((unit) => [below(1000), unit] as const)
        .sort(([a], [b]) => a - b).map(([, unit]) => unit);
      other = permuted(other, [12, ...widths, 4], n, order);
    }
    assert(distance(other, to) > 1);
    assertEquals(present(problem.matched)(other, to), to);
  });
}

Deno.test("matched() with several hidden layers is no further away, and the same function", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const problem = await networkOver(randomPoints(seed), [6, 5]);
    const [weights, to] = [0, 10].map((more) => randomWeights(seed + more, problem.size));
    const found = present(problem.matched)(weights, to);
    assert(distance(found, to) < distance(weights, to));
    assertAlmostEquals(problem.loss(found) / problem.loss(weights), 1, 1e-14);
    // No other order of one layer alone is nearer.
    for (const [n, width] of [6, 5].entries()) {
      for (const order of orders(width)) {
        const other = permuted(found, [3, 6, 5, 4], n, order);
        assert(distance(other, to) >= distance(found, to) * (1 - 1e-14));
      }
    }
  }
});

Deno.test("matched() leaves weights as they are, and is not there without hidden units", async () => {
  const problem = await networkOver(randomPoints(1), 5);
  const weights = randomWeights(1, problem.size);
  const before = weights.slice();
  present(problem.matched)(weights, randomWeights(2, problem.size));
  assertEquals(weights, before);
  assertEquals(svmOver(await toyOf()).matched, undefined);
});
