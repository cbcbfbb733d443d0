import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { type Plane, planeOf } from "../../../src/kinds/slice/_plane.ts";
import { sliceFields, type SliceSpec } from "../../../src/kinds/slice/spec.ts";
import { gram, squaredNorm } from "../../../src/problems/gram.ts";
import type { Vector } from "../../../src/types.ts";
import type { Fields } from "../../_done.ts";
import {
  dot,
  moved,
  networkOver,
  norm,
  normals,
  randomPoints,
  randomWeights,
  svmOver,
  toyOf,
} from "../../_toy.ts";

const schema = z.strictObject(sliceFields);
/** The four rows of four. */
const rowsOf = (vector: Vector) => [0, 4, 8, 12].map((at) => vector.subarray(at, at + 4));

/** A plane through random weights of four classes and three features. */
async function planeFor(seed: number, fields: Fields, center?: Vector): Promise<Plane> {
  const spec = schema.parse({ a: { points: 2 }, b: { points: 2 }, ...fields });
  const plan = { run: 1, seed, values: {}, spec: spec as unknown as SliceSpec };
  const weights = center ?? Float32Array.from(randomWeights(seed, 16, 0.01));
  return planeOf(
    { weights, snapshots: [], ways: new Map() },
    plan,
    svmOver(await toyOf(randomPoints(seed))),
  );
}

const seeds = fc.integer({ min: 0, max: 1e9 });

Deno.test("planeOf() leaves directions as they are drawn when nothing else is said", async () => {
  const { vectors } = await planeFor(3, {});
  assertEquals(vectors.slice(1), [0, 1].map((index) => normals(3, "directions", 16, index)));
});

Deno.test("planeOf() makes directions as long as the centre, by layer", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const { vectors: [w, ...directions], norms } = await planeFor(seed, {
        normalization: "layer",
      });
      for (const [i, one] of directions.entries()) {
        // Entries are rounded to f32 by 2⁻²⁴, and so is their norm, at most.
        assertAlmostEquals(norm(one) / norm(w), 1, 2 ** -23);
        const drawn = normals(seed, "directions", 16, i);
        assertAlmostEquals(dot(one, drawn) / (norm(one) * norm(drawn)), 1, 1e-12); // the same way
      }
      assertAlmostEquals(norms.center / norm(w), 1, 1e-15); // a sum of 16 in another order
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("planeOf() makes each row as long as the centre's, by row", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const { vectors: [w, ...directions] } = await planeFor(seed, { normalization: "row" });
      for (const [i, one] of directions.entries()) {
        for (const [row, part] of rowsOf(one).entries()) {
          assertAlmostEquals(norm(part) / norm(rowsOf(w)[row]), 1, 2 ** -23);
          const drawn = rowsOf(normals(seed, "directions", 16, i))[row];
          assertAlmostEquals(dot(part, drawn) / (norm(part) * norm(drawn)), 1, 1e-12);
        }
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("planeOf() by row has zeros where the centre or the direction has a row of zeros", async () => {
  const center = Float32Array.from({ length: 16 }, (_, k) => k < 4 ? 0 : 2);
  const direction = [[1, 1, 1, 1], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, -3]];
  const { vectors: [, u] } = await planeFor(1, {
    a: { direction, points: 2 },
    normalization: "row",
  }, center);
  // Each row of the centre is 4 long.
  assertEquals([...u], [0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, -4]);
});

Deno.test("planeOf() by row of a network has each unit of each layer as long as the centre's, by hand", async () => {
  // W₁ is (2, 1 + 1), W₂ is (2, 2 + 1); a row is what comes into one unit, with its bias.
  const center = Float64Array.of(...[3, 4], ...[0, 0], ...[0, 0, 2], ...[1, 2, 2]);
  const direction = [[1, 0], [5, 5], [0, 3, 4], [0, 0, -7]];
  const expected = [[5, 0], [0, 0], [0, 1.2, 1.6], [0, 0, -3]];
  const problem = await networkOver({ points: [[1], [2]], labels: [0, 1] }, 2);
  const spec = schema.parse({ a: { direction, points: 2 }, normalization: "row" });
  const plan = { run: 1, seed: 1, values: {}, spec: spec as unknown as SliceSpec };
  const { vectors: [, u] } = planeOf(
    { weights: center, snapshots: [], ways: new Map() },
    plan,
    problem,
  );
  for (const [k, one] of u.entries()) assertAlmostEquals(one, expected.flat()[k], 1e-15);
});

for (const normalization of ["none", "row", "layer"]) {
  Deno.test(`planeOf() (${normalization}) makes the second direction perpendicular, as long as before`, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const [plain, plane] = await Promise.all(
          [false, true].map((orthogonal) => planeFor(seed, { normalization, orthogonal })),
        );
        const [, u, v] = plane.vectors;
        const [, drawnU, drawnV] = plain.vectors;
        assertEquals(u, drawnU);
        assertAlmostEquals(norm(v) / norm(drawnV), 1, 2 ** -22);
        // What is left of V is rounded to f32 twice, by 2⁻²⁴ of its entries; where it is but a
        // part of V, that is more of it.
        const left = Math.sqrt(1 - (plain.cosine ?? NaN) ** 2);
        assertAlmostEquals(dot(u, v) / (norm(u) * norm(v)), 0, 2 ** -22 / left);
        assertAlmostEquals(plane.cosine ?? NaN, dot(u, v) / (norm(u) * norm(v)), 1e-14);
        // It stays in the plane, on the same side.
        const [uu, uv, vv] = [dot(u, u), dot(u, drawnV), dot(drawnV, drawnV)];
        assertAlmostEquals(
          dot(v, drawnV) / (norm(v) * norm(drawnV)),
          Math.sqrt(1 - uv * uv / (uu * vv)),
          1e-6,
        );
      }),
      { seed: 1, numRuns: 50 },
    );
  });
}

Deno.test("planeOf() has the lengths of centre and directions, and their cosine", async () => {
  const { vectors, norms, cosine } = await planeFor(2, {});
  const [ww, uu, vv] = vectors.map((one) => dot(one, one)); // sums in another order
  assertAlmostEquals(norms.center, Math.sqrt(ww), 1e-13);
  assertAlmostEquals(norms.a, Math.sqrt(uu), 1e-13);
  assertAlmostEquals(norms.b ?? NaN, Math.sqrt(vv), 1e-13);
  assertAlmostEquals(cosine ?? NaN, dot(vectors[1], vectors[2]) / Math.sqrt(uu * vv), 1e-15);
});

Deno.test("planeOf() of one direction has no second norm and no cosine", async () => {
  const { vectors, norms, cosine } = await planeFor(2, { b: undefined });
  assertEquals([vectors.length, norms.b, cosine], [2, null, null]);
});

Deno.test("squaredNorm() is ‖W + a·U + b·V‖²", async () => {
  const place = fc.double({ min: -10, max: 10, noNaN: true });
  await fc.assert(
    fc.asyncProperty(seeds, place, place, fc.boolean(), async (seed, a, b, isPlane) => {
      const plane = await planeFor(seed, isPlane ? {} : { b: undefined });
      const [w, u, v] = plane.vectors;
      const at = isPlane ? moved(w, a, u, b, v) : moved(w, a, u);
      // Nine products, at most as large as the sum of the lengths squared, each rounded by 2⁻⁵³.
      const largest = norm(w) + Math.abs(a) * norm(u) + Math.abs(b) * norm(v ?? u);
      const found = squaredNorm(gram(plane.vectors), a, isPlane ? b : 0);
      assertAlmostEquals(found, dot(at, at), 32 * 2 ** -53 * largest ** 2);
    }),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("planeOf() draws directions whose entries are standard normal", async () => {
  let [sum, squares] = [0, 0];
  for (let index = 0; index < 500; index++) {
    const { vectors: [, u] } = await planeFor(1, {
      a: { direction: index, points: 2 },
      b: undefined,
    });
    for (const one of u) [sum, squares] = [sum + one, squares + one * one];
  }
  // 8,000 numbers: the mean has a deviation of 0.011, the variance one of 0.016.
  assertAlmostEquals(sum / 8000, 0, 0.05);
  assertAlmostEquals(squares / 8000, 1, 0.07);
  assert(squares > 0);
});
