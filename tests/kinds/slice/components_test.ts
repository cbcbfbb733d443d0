import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eigs } from "mathjs";
import { eigen } from "../../../src/exact/eigen.ts";
import { components } from "../../../src/kinds/slice/_components.ts";
import type { CurveRecord } from "../../../src/kinds/train/curve.ts";

/** The path of a run through these points; records are not looked at. */
const pathOf = (...points: number[][]) =>
  points.map((weights) => ({ record: {} as CurveRecord, weights: Float64Array.from(weights) }));

const dot = (a: number[], b: number[]) => a.reduce((sum, one, i) => sum + one * b[i], 0);

/** Symmetric matrices of 1 to 8 rows with entries from −8 to 8: their norm is at most 64. */
const symmetric = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.array(fc.integer({ min: -64, max: 64 }), { minLength: size * size, maxLength: size * size })
    .map((entries) => {
      const at = (i: number, j: number) => entries[Math.min(i, j) * size + Math.max(i, j)] / 8;
      const indices = Array.from({ length: size }, (_, i) => i);
      return indices.map((i) => indices.map((j) => at(i, j)));
    })
);

Deno.test("eigen() has the eigenvalues that mathjs finds", () => {
  fc.assert(
    fc.property(symmetric, (matrix) => {
      const found = eigen(matrix).values.toSorted((a, b) => a - b);
      const { values } = eigs(matrix, { eigenvectors: false });
      const expected = (values as number[]).toSorted((a, b) => a - b);
      // mathjs stops at 1e-12 of the entries; some of these, and of ours, times the norm.
      for (const [i, value] of found.entries()) assertAlmostEquals(value, expected[i], 1e-9);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("eigen() has vectors v with A·v = λ·v that are orthonormal", () => {
  fc.assert(
    fc.property(symmetric, (matrix) => {
      const { values, vectors } = eigen(matrix);
      const column = (at: number) => vectors.map((row) => row[at]);
      for (const [i, value] of values.entries()) {
        for (const [row, entry] of column(i).entries()) {
          // A few hundred rotations, each good to 2⁻⁵³ of the norm.
          assertAlmostEquals(dot(matrix[row], column(i)), value * entry, 1e-11);
        }
        for (const j of values.keys()) {
          assertAlmostEquals(dot(column(i), column(j)), Number(i === j), 1e-12);
        }
      }
    }),
    { seed: 2, numRuns: 200 },
  );
});

Deno.test("components() follow a path along two axes, the longer one first", () => {
  // From (4, 0) over (0, 1) to the end at 0: 4 along the first axis, 1 along the second.
  const [first, second, ...none] = components(pathOf([4, 0], [0, 1], [0, 0]), new Float64Array(2));
  assertEquals([none.length, [...first()], [...second()].map(Math.abs)], [0, [4, 0], [0, 1]]);
});

Deno.test("components() are on the side of the start, and as long as the path reaches", () => {
  // Along (3, 4) ∕ 5, from −5 over 10 to the end at 0: 10 long, and turned to −5.
  const [only, ...none] = components(pathOf([-3, -4], [6, 8], [0, 0]), new Float64Array(2));
  const [x, y] = only();
  assertEquals(none.length, 0);
  assertAlmostEquals(x, -6, 1e-12); // rounding of some sums
  assertAlmostEquals(y, -8, 1e-12);
});

Deno.test("components() are seen from the end, wherever it lies", () => {
  const [only] = components(pathOf([9, 2], [5, 2]), Float64Array.of(5, 2));
  assertEquals([...only()], [4, 0]);
});

Deno.test("components() of a path that stands still are none", () => {
  assertEquals(components(pathOf([1, 1], [1, 1]), Float64Array.of(1, 1)).length, 0);
});

Deno.test("components() of a path in four dimensions are four at right angles", () => {
  const points = Array.from({ length: 12 }, (_, i) => [i * i, 3 * i, (i % 3) - 1, i % 5]);
  const all = components(pathOf(...points, [0, 0, 0, 0]), new Float64Array(4));
  const vectors = all.map((one) => [...one()]);
  assertEquals(vectors.length, 4);
  for (const [i, one] of vectors.entries()) {
    for (const other of vectors.slice(i + 1)) {
      const cosine = dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
      // Eigenvalues differ by up to 1e4, and small ones keep the rounding of the largest.
      assert(Math.abs(cosine) < 1e-9, `${cosine}`);
    }
  }
});
