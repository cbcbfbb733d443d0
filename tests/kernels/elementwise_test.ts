import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ElementwiseOperation, ElementwiseProgram } from "../../src/kernels/elementwise.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { assertSameBits, freshKernels, KINDS, numbers } from "../_simd.ts";

const { fround } = Math;
const f32 = referenceKernels("f32");
const f64 = referenceKernels("f64");
const kernels = freshKernels();

const TWO: readonly ElementwiseOperation[] = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "min",
  "max",
];
const ONE: readonly ElementwiseOperation[] = ["negate", "sqrt", "abs", "sign"];

/** Random programs in which every operation stands. */
const programs: fc.Arbitrary<ElementwiseProgram> = fc
  .record({ vectors: fc.integer({ min: 1, max: 5 }), scalars: fc.integer({ min: 0, max: 4 }) })
  .chain(({ vectors, scalars }) =>
    fc.record({
      vectors: fc.constant(vectors),
      scalars: fc.constant(scalars),
      order: fc.shuffledSubarray([...TWO, ...ONE], { minLength: 10 }),
      picks: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
      outputs: fc.uniqueArray(fc.nat(vectors - 1), { minLength: 1 }),
    })
  )
  .map(({ vectors, scalars, order, picks, outputs }) => ({
    vectors,
    scalars,
    steps: order.map((name, i) => {
      const [a, b] = [picks[2 * i], picks[2 * i + 1]].map((one) => one % (vectors + scalars + i));
      return ONE.includes(name) ? [name, a] as const : [name, a, b] as const;
    }),
    outputs: outputs.map((one, i) => [one, vectors + scalars + 9 - i % 10] as const),
  }));

Deno.test("elementwise() compiled gives the bits of the reference, of any program and length", () => {
  fc.assert(
    fc.property(
      programs,
      fc.integer({ min: 0, max: 70 }),
      fc.constantFrom(...KINDS),
      fc.nat(),
      fc.boolean(),
      (program, length, kind, seed, isSkewed) => {
        const scalars = Float64Array.from(numbers(program.scalars, kind, seed), (one) => one / 3);
        assertSameBits(kernels, (kernels: Kernels, place) => {
          const vectors = Array.from(
            { length: program.vectors },
            (_, i) => place(numbers(length, kind, seed + 1 + i), isSkewed ? 1 : 0),
          );
          kernels.elementwise(program)(vectors, scalars);
        });
      },
    ),
    { seed: 1, numRuns: 400 },
  );
});

for (
  const [name, expected] of [
    ["add", (a: number, b: number) => a + b],
    ["subtract", (a: number, b: number) => a - b],
    ["multiply", (a: number, b: number) => a * b],
    ["divide", (a: number, b: number) => a / b],
    ["min", (a: number, b: number) => Math.min(a, b)],
    ["max", (a: number, b: number) => Math.max(a, b)],
    ["negate", (a: number) => -a],
    ["sqrt", (a: number) => Math.sqrt(a)],
    ["abs", (a: number) => Math.abs(a)],
    ["sign", (a: number) => Math.sign(a)],
  ] as const
) {
  Deno.test(`elementwise() of ${name} is that of each pair, rounded once`, () => {
    const program: ElementwiseProgram = {
      vectors: 3,
      scalars: 0,
      steps: [ONE.includes(name) ? [name, 0] : [name, 0, 1]],
      outputs: [[2, 3]],
    };
    for (const one of [f32, f64, kernels]) {
      const round = one.precision === "f32" ? fround : (x: number) => x;
      const [a, b, out] = [7, 8, 9].map((seed) => {
        const vector = one.allocate(1030);
        vector.set(numbers(1030, seed === 9 ? "plain" : "special", seed));
        return vector;
      });
      one.elementwise(program)([a, b, out], new Float64Array(0));
      for (let k = 0; k < 1030; k++) {
        assert(
          Object.is(out[k], round(expected(a[k], b[k]))),
          `${name}(${a[k]}, ${b[k]}): ${out[k]}`,
        );
      }
    }
  });
}

Deno.test("elementwise() rounds scalars to the precision, and may write what it reads", () => {
  const program: ElementwiseProgram = {
    vectors: 2,
    scalars: 1,
    steps: [["multiply", 2, 1], ["add", 0, 3]],
    outputs: [[0, 4], [1, 0]], // the old value of the first: all is read before anything is written
  };
  for (const one of [f32, f64, kernels]) {
    const [y, x] = [one.allocate(5), one.allocate(5)];
    y.set([1, 2, 3, 4, 5]);
    x.set([1, 1, 1, 1, 3]);
    const expected = one.allocate(5);
    one.copy(expected, y);
    one.addScaled(expected, 0.1, x);
    one.elementwise(program)([y, x], Float64Array.of(0.1));
    assertEquals(y, expected);
    assertEquals([...x], [1, 2, 3, 4, 5]);
  }
});
