import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eigs } from "mathjs";
import { stream } from "../../../src/exact/rng.ts";
import { lanczos } from "../../../src/kinds/curvature/_lanczos.ts";
import type { Eigenvalue } from "../../../src/kinds/curvature/curvature.ts";

type Matrix = readonly (readonly number[])[];

function eigenvaluesOf(matrix: Matrix): Eigenvalue[] {
  const apply = (v: Float64Array) =>
    Float64Array.from(matrix, (row) => row.reduce((sum, one, k) => sum + one * v[k], 0));
  const search = lanczos(apply, { size: matrix.length, rng: stream(1, "directions") });
  let next = search.next();
  while (!next.done) next = search.next();
  return next.value;
}

const diagonal = (...values: number[]): Matrix =>
  values.map((one, i) => values.map((_, k) => i === k ? one : 0));

for (
  const [what, matrix, expected] of [
    ["a diagonal", diagonal(3, -7, 5, 0.5, 2), [5, 3, 2, 0.5, -7]],
    ["a matrix with eigenvalues that directions share", diagonal(4, 1, 4, 1, 4), [4, 4, 4, 1, 1]],
    ["the unit matrix", diagonal(1, 1, 1, 1), [1, 1, 1, 1]],
    ["zeros", diagonal(0, 0, 0), [0, 0, 0]],
    ["one number", diagonal(-3), [-3]],
    ["a matrix without a diagonal", [[0, 2], [2, 0]], [2, -2]],
  ] as const
) {
  Deno.test(`lanczos() finds the eigenvalues of ${what}`, () => {
    const found = eigenvaluesOf(matrix);
    assertEquals(found.length, expected.length);
    // Sums of a few products of such numbers are as exact as that.
    for (const [i, { value }] of found.entries()) assertAlmostEquals(value, expected[i], 1e-13);
  });
}

Deno.test("lanczos() has all eigenvalues of small matrices, as mathjs has", () => {
  const entry = fc.integer({ min: -9, max: 9 });
  const matrices = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.array(entry, { minLength: size * size, maxLength: size * size }).map((entries) =>
      Array.from(
        { length: size },
        (_, i) =>
          Array.from({ length: size }, (_, k) => entries[Math.min(i, k) * size + Math.max(i, k)]),
      )
    )
  );
  fc.assert(fc.property(matrices, (matrix) => {
    const { values } = eigs(matrix.map((row) => [...row])) as { values: number[] };
    const expected = [...values].sort((a, b) => b - a);
    const found = eigenvaluesOf(matrix);
    assertEquals(found.length, matrix.length);
    // mathjs stops its iterations at 1e-12 of the entries.
    for (const [i, { value }] of found.entries()) assertAlmostEquals(value, expected[i], 1e-8);
  }));
});

Deno.test("lanczos() goes on until both ends are found to 1 %", () => {
  // Beside large ones, the lowest takes longer than 40 products.
  const all = Array.from(
    { length: 400 },
    (_, i) => i < 100 ? 10_000 - 100 * i : i === 100 ? -9 : 0.01,
  );
  const found = eigenvaluesOf(diagonal(...all));
  assert(found.length > 40 && found.length < 200, `${found.length}`);
  const lowest = found[found.length - 1];
  assert(lowest.residual <= 0.09, `${lowest.residual}`);
  assertAlmostEquals(lowest.value, -9, 0.01);
});

Deno.test("lanczos() finds both ends of a large matrix in 40 products", () => {
  const all = Array.from({ length: 200 }, (_, i) => i < 3 ? 100 - i : i === 3 ? -9 : i / 200);
  const found = eigenvaluesOf(diagonal(...all));
  assertEquals(found.length, 40);
  for (const [i, value] of [100, 99, 98].entries()) assertAlmostEquals(found[i].value, value, 1e-9);
  assertAlmostEquals(found[39].value, -9, 1e-9);
});

Deno.test("lanczos() is no farther from an eigenvalue than its residual says", () => {
  const all = Array.from({ length: 500 }, (_, i) => i);
  const found = eigenvaluesOf(diagonal(...all));
  for (const { value, residual } of found) {
    assert(Math.abs(value - Math.round(value)) <= residual + 1e-10, `${value} ± ${residual}`);
  }
});
