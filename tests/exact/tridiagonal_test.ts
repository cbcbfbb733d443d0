import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eigen } from "../../src/exact/eigen.ts";
import { tridiagonal } from "../../src/exact/tridiagonal.ts";

Deno.test("tridiagonal() has the eigenvalues that eigen() has, and the last row of its eigenvectors", () => {
  const entry = fc.integer({ min: -9, max: 9 });
  const sizes = fc.integer({ min: 1, max: 12 });
  const both = sizes.chain((size) =>
    fc.tuple(
      fc.array(entry, { minLength: size, maxLength: size }),
      fc.array(entry, { minLength: size - 1, maxLength: size - 1 }),
    )
  );
  fc.assert(fc.property(both, ([diagonal, beside]) => {
    const { values, last } = tridiagonal(diagonal, beside);
    const matrix = diagonal.map((one, i) =>
      diagonal.map((_, k) => i === k ? one : Math.abs(i - k) === 1 ? beside[Math.min(i, k)] : 0)
    );
    const { values: expected } = eigen(matrix);
    const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    for (const [i, value] of sorted(expected).entries()) {
      assertAlmostEquals(sorted(values)[i], value, 1e-12);
    }
    // Of Q·Λ·Qᵀ the last entry on the diagonal, and of Q·Qᵀ.
    const sum = (of: (i: number) => number) => values.reduce((all, _, i) => all + of(i), 0);
    assertAlmostEquals(sum((i) => last[i] * last[i]), 1, 1e-12);
    assertAlmostEquals(sum((i) => values[i] * last[i] * last[i]), diagonal.at(-1) ?? NaN, 1e-12);
  }));
});

Deno.test("tridiagonal() of two numbers by hand", () => {
  const { values, last } = tridiagonal([0, 0], [2]);
  assertEquals(values.map((value) => Math.round(value * 1e12) / 1e12).sort(), [-2, 2]);
  for (const one of last) assertAlmostEquals(one * one, 0.5, 1e-15);
});

Deno.test("tridiagonal() ends where nothing is finite", () => {
  assertEquals(tridiagonal([NaN, 1, 2], [NaN, 1]).values.some(Number.isNaN), true);
});
