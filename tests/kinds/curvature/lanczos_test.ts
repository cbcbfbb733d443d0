import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eigs } from "mathjs";
import { stream } from "../../../src/exact/rng.ts";
import { lanczos, type Spectrum } from "../../../src/kinds/curvature/_lanczos.ts";

type Matrix = readonly (readonly number[])[];

function spectrumOf(matrix: Matrix, wanted: number): Spectrum {
  const apply = (v: Float64Array) =>
    Float64Array.from(matrix, (row) => row.reduce((sum, one, k) => sum + one * v[k], 0));
  const size = matrix.length;
  const search = lanczos(apply, { size, wanted, rng: stream(1, "directions") });
  let next = search.next();
  while (!next.done) next = search.next();
  return next.value;
}

const diagonal = (...values: number[]): Matrix =>
  values.map((one, i) => values.map((_, k) => i === k ? one : 0));

/** Numbers that are the same to 12 digits of the largest: sums of a few products are that exact. */
function assertSame(actual: readonly number[], expected: readonly number[]) {
  assertEquals(actual.length, expected.length);
  const tolerance = 1e-12 * Math.max(1, ...expected.map(Math.abs));
  for (const [i, one] of actual.entries()) assertAlmostEquals(one, expected[i], tolerance);
}

const values = ({ largest, lowest }: Spectrum) => [...largest, lowest].map(({ value }) => value);

for (
  const [what, matrix, wanted, expected] of [
    ["different eigenvalues", diagonal(3, -7, 5, 0.5, 2), 2, [5, 3, -7]],
    ["eigenvalues that several directions share", diagonal(4, 4, 4, 1, 1), 4, [4, 4, 4, 1, 1]],
    ["the unit matrix", diagonal(1, 1, 1, 1), 2, [1, 1, 1]],
    ["zeros", diagonal(0, 0, 0), 2, [0, 0, 0]],
    ["one number", diagonal(-3), 1, [-3, -3]],
    ["two numbers that are not on the diagonal", [[0, 2], [2, 0]], 1, [2, -2]],
  ] as const
) {
  Deno.test(`lanczos() finds the eigenvalues of ${what}`, () => {
    assertSame(values(spectrumOf(matrix, wanted)), expected);
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
    const found = spectrumOf(matrix, matrix.length).largest.map(({ value }) => value);
    assertEquals(found.length, matrix.length);
    const expected = [...values].sort((a, b) => b - a);
    // mathjs stops its iterations at 1e-12 of the entries.
    for (const [i, one] of found.entries()) assertAlmostEquals(one, expected[i], 1e-8);
  }));
});

Deno.test("lanczos() is within its residual of an eigenvalue, and stops before it has taken them all", () => {
  const all = Array.from({ length: 200 }, (_, i) => i < 3 ? 100 - i : i / 200);
  const { largest, lowest, products } = spectrumOf(diagonal(...all), 3);
  assert(products < 40, String(products));
  for (const { value, residual } of [...largest, lowest]) {
    assert(residual <= 0.1);
    const nearest = Math.min(...all.map((one) => Math.abs(one - value)));
    assert(nearest <= residual + 1e-12, `${value} ± ${residual}`);
  }
  assertSame(largest.map(({ value }) => Math.round(1e3 * value) / 1e3), [100, 99, 98]);
});

Deno.test("lanczos() takes 60 products at most, and says how far off it is", () => {
  const all = Array.from({ length: 500 }, (_, i) => i);
  const { largest: [{ value, residual }], products } = spectrumOf(diagonal(...all), 1);
  assertEquals(products, 60);
  assert(residual > 0.1 && Math.abs(value - 499) <= residual, `${value} ± ${residual}`);
});
