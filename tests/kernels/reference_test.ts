import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { all, create, type Matrix } from "mathjs";
import { referenceKernels } from "../../src/kernels/reference.ts";
import type { Precision } from "../../src/kernels/kernels.ts";
import type { Split, Vector } from "../../src/types.ts";

const math = create(all);
const f32 = referenceKernels("f32");
const f64 = referenceKernels("f64");
const BIG = 2 ** 24; // in f32, BIG + 1 is a tie and rounds back to BIG

function bytes(vector: Vector): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

// Precision and storage

Deno.test("referenceKernels() says which precision it has", () => {
  assertEquals([f32.precision, f64.precision], ["f32", "f64"]);
});

Deno.test("allocate() gives zeros in the precision of the kernels", () => {
  assertEquals([f32.allocate(2), f64.allocate(2)], [new Float32Array(2), new Float64Array(2)]);
});

Deno.test("allocateBlock() has room for the rows in the precision of the kernels", () => {
  assertEquals([f32.allocateBlock(2, 3, 4), f64.allocateBlock(2, 3, 4)], [
    new Float32Array(6),
    new Float64Array(6),
  ]);
});

Deno.test("adopt() of the reference takes examples as they are", () => {
  assertEquals(f32.adopt(IMAGES) === IMAGES, true);
});

Deno.test("round() gives the nearest number of the precision", () => {
  assertEquals([f32.round(BIG + 1), f64.round(BIG + 1)], [BIG, BIG + 1]);
});

// By hand

Deno.test("scores() is each row times each class", () => {
  const scores = new Float32Array(4);
  // Rows (1, 2, 3) and (−1, 0, 2); classes (1, 0, 1) and (2, −1, 0.5).
  f32.scores(
    scores,
    Float32Array.of(1, 0, 1, 2, -1, 0.5),
    Float32Array.of(1, 2, 3, -1, 0, 2),
    2,
    3,
    2,
  );
  assertEquals([...scores], [4, 1.5, 1, -1]);
});

Deno.test("scores() writes over what was there", () => {
  const scores = Float32Array.of(99);
  f32.scores(scores, Float32Array.of(2), Float32Array.of(3), 1, 1, 1);
  assertEquals([...scores], [6]);
});

Deno.test("scores() writes nothing beyond rows × classes", () => {
  const scores = Float32Array.of(9, 9, 9, 9);
  f32.scores(scores, Float32Array.of(1, 2), Float32Array.of(3, 4), 1, 1, 2);
  assertEquals([...scores], [3, 6, 9, 9]);
});

Deno.test("accumulate() adds each coefficient times its row to the row of its class", () => {
  const gradient = Float32Array.of(10, 20, 30, 40);
  // Rows (1, 2) and (3, 4); coefficients (1, −1) and (0, 2) for two classes.
  f32.accumulate(
    gradient,
    Float32Array.of(1, -1, 0, 2),
    Float32Array.of(1, 2, 3, 4),
    2,
    2,
    2,
    false,
  );
  assertEquals([...gradient], [10 + 1, 20 + 2, 30 - 1 + 6, 40 - 2 + 8]);
});

Deno.test("accumulate() reads nothing beyond its rows", () => {
  const gradient = new Float32Array(2);
  f32.accumulate(gradient, Float32Array.of(1, 5), Float32Array.of(1, 2, 7, 7), 1, 2, 1, false);
  assertEquals([...gradient], [1, 2]);
});

Deno.test("accumulate() takes what was there for zeros when the gradient is fresh", () => {
  const gradient = Float32Array.of(NaN, 20, 9);
  f32.accumulate(gradient, Float32Array.of(2), Float32Array.of(1, -3), 1, 2, 1, true);
  assertEquals([...gradient], [2, -6, 9]);
});

Deno.test("accumulate() of no rows leaves zeros when the gradient is fresh", () => {
  const gradient = Float32Array.of(NaN, 20, 9);
  f32.accumulate(gradient, new Float32Array(), new Float32Array(), 0, 2, 1, true);
  assertEquals([...gradient], [0, 0, 9]);
});

Deno.test("addScaled() adds a times x", () => {
  const y = Float32Array.of(1, 2, 3);
  f32.addScaled(y, -0.5, Float32Array.of(2, 4, 8));
  assertEquals([...y], [0, 0, -1]);
});

Deno.test("addOuter() adds a times each coefficient times the row", () => {
  const y = Float32Array.of(1, 2, 3, 4, 9);
  f32.addOuter(y, -0.5, Float32Array.of(2, -4), Float32Array.of(3, 1), 2, 2);
  assertEquals([...y], [1 - 3, 2 - 1, 3 + 6, 4 + 2, 9]);
});

Deno.test("average() adds the parts and divides", () => {
  const out = Float32Array.of(9, 9);
  f32.average(out, Float32Array.of(1, -2, 3, 4, 6, 8), 3, 4);
  assertEquals([...out], [(1 + 3 + 6) / 4, (-2 + 4 + 8) / 4]);
});

Deno.test("average() of one part in place divides it", () => {
  const y = Float32Array.of(1, -2, 3);
  f32.average(y, y, 1, 4);
  assertEquals([...y], [0.25, -0.5, 0.75]);
});

Deno.test("copy() writes x over y", () => {
  const y = Float32Array.of(1, 2);
  f32.copy(y, Float32Array.of(3, -0));
  assertEquals([...y], [3, -0]);
});

Deno.test("hinge() gives each row its loss and its coefficients", () => {
  const losses = Float32Array.of(9, 9, 9);
  const coefficients = new Float32Array(7).fill(9);
  // Rows (1, 2, 0) of class 0 and (1, 5, 3) of class 1, with a margin of 1½:
  // 2 − 1 + 1½ and 0 − 1 + 1½; 1 − 5 + 1½ < 0 and 3 − 5 + 1½ < 0.
  const scores = Float32Array.of(1, 2, 0, 1, 5, 3);
  f32.hinge(losses, coefficients, scores, Uint8Array.of(0, 1), 2, 3, 1.5);
  assertEquals([[...losses], [...coefficients]], [[3, 0, 9], [-2, 1, 1, 0, 0, 0, 9]]);
});

Deno.test("correct() counts the rows whose label has the largest score", () => {
  const scores = Float32Array.of(1, 2, 2, 1, 0, 3);
  assertEquals(f32.correct(scores, Uint8Array.of(1, 1, 0), 3, 2), 1);
});

Deno.test("correct() gives a tie to the first class", () => {
  const scores = Float32Array.of(2, 2, 2, 2);
  const counts = [0, 1].map((label) => f32.correct(scores, Uint8Array.of(label, label), 2, 2));
  assertEquals(counts, [2, 0]);
});

Deno.test("correct() takes a score that is NaN for no largest one", () => {
  const counts = [[NaN, 1], [1, NaN]].flatMap((row) =>
    [0, 1].map((label) => f32.correct(Float32Array.from(row), Uint8Array.of(label), 1, 2))
  );
  assertEquals(counts, [0, 0, 0, 0]);
});

Deno.test("dot() is the sum of products", () => {
  assertEquals(f32.dot(Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(5, 4, 3, 2, 1)), 35);
});

Deno.test("dot() of nothing is 0", () => {
  assertEquals(f32.dot(new Float32Array(), new Float32Array()), 0);
});

const IMAGES: Split = {
  examples: 3,
  features: Uint8Array.of(10, 20, 30, 40, 50, 60),
  labels: Uint8Array.of(4, 5, 6),
};

/** A block of the rows `examples[from … to − 1]`, written over sevens. */
function gathered(
  length: number,
  split: Split,
  mean: Vector,
  examples: number[],
  from: number,
  to: number,
  kernels = f32,
): { block: Vector; labels: Uint8Array } {
  const block = kernels.allocate(length).fill(7);
  const labels = new Uint8Array(3).fill(7);
  kernels.gather(block, labels, split, mean, Uint32Array.from(examples), from, to);
  return { block, labels };
}

Deno.test("gather() picks the rows, subtracts the mean and appends a 1", () => {
  const { block } = gathered(6, IMAGES, Float32Array.of(5, 0.5), [0, 2, 1], 1, 3);
  assertEquals([...block], [50 - 5, 60 - 0.5, 1, 30 - 5, 40 - 0.5, 1]);
});

Deno.test("gather() writes from the start of the block and no further than its rows", () => {
  const { block, labels } = gathered(9, IMAGES, new Float32Array(2), [0, 1, 2], 2, 3);
  assertEquals([...block], [50, 60, 1, 7, 7, 7, 7, 7, 7]);
  assertEquals([...labels], [6, 7, 7]);
});

Deno.test("gather() picks the labels of the rows", () => {
  const { labels } = gathered(6, IMAGES, new Float32Array(2), [0, 2, 1], 1, 3);
  assertEquals([...labels], [6, 5, 7]);
});

Deno.test("gather() may take a row twice", () => {
  const { block } = gathered(6, IMAGES, new Float32Array(2), [1, 1], 0, 2);
  assertEquals([...block], [30, 40, 1, 30, 40, 1]);
});

Deno.test("gather() of images in f64 does not round to f32", () => {
  const { block } = gathered(3, IMAGES, Float64Array.of(0.1, 0.2), [0], 0, 1, f64);
  assertEquals([...block], [10 - 0.1, 20 - 0.2, 1]);
});

// Against mathjs. The numbers are whole and small, so every sum is exact in any order and the
// results have to be equal.

const wholes = (length: number) =>
  fc.array(fc.integer({ min: -99, max: 99 }), { minLength: length, maxLength: length });

/** Products of (rows, columns) with (classes, columns), odd sizes and no rows among them. */
const shapes = fc.record({
  rows: fc.integer({ min: 0, max: 67 }),
  columns: fc.integer({ min: 1, max: 37 }),
  classes: fc.integer({ min: 1, max: 17 }),
});
const SAMPLE = { seed: 1, numRuns: 100 };

function matrix(values: readonly number[], rows: number, columns: number): Matrix {
  return math.reshape(math.matrix([...values]), [rows, columns]);
}

function flat(result: Matrix): number[] {
  return (result.toArray() as number[][]).flat();
}

Deno.test("scores() in f64 is block · weightsᵀ of mathjs", () => {
  const cases = shapes.chain(({ rows, columns, classes }) =>
    fc.tuple(
      fc.constant({ rows, columns, classes }),
      wholes(rows * columns),
      wholes(classes * columns),
    )
  );
  fc.assert(
    fc.property(cases, ([{ rows, columns, classes }, block, weights]) => {
      const scores = f64.allocate(rows * classes);
      const given = [weights, block].map((values) => Float64Array.from(values));
      f64.scores(scores, given[0], given[1], rows, columns, classes);
      const truth = rows === 0 ? [] : flat(math.multiply(
        matrix(block, rows, columns),
        math.transpose(matrix(weights, classes, columns)),
      ));
      assertEquals([...scores], truth);
    }),
    SAMPLE,
  );
});

Deno.test("accumulate() in f64 is gradient + coefficientsᵀ · block of mathjs", () => {
  const cases = shapes.chain(({ rows, columns, classes }) =>
    fc.tuple(
      fc.constant({ rows, columns, classes }),
      wholes(rows * columns),
      wholes(rows * classes),
      wholes(classes * columns),
    )
  );
  fc.assert(
    fc.property(cases, ([{ rows, columns, classes }, block, coefficients, before]) => {
      const gradient = Float64Array.from(before);
      const given = [coefficients, block].map((values) => Float64Array.from(values));
      f64.accumulate(gradient, given[0], given[1], rows, columns, classes, false);
      const truth = rows === 0 ? before : flat(math.add(
        matrix(before, classes, columns),
        math.multiply(
          math.transpose(matrix(coefficients, rows, classes)),
          matrix(block, rows, columns),
        ),
      ));
      // + 0, since mathjs may leave a −0 where −0 · x was all there is.
      assertEquals([...gradient].map((x) => x + 0), truth.map((x) => x + 0));
    }),
    SAMPLE,
  );
});

Deno.test("dot() in f64 is that of mathjs", () => {
  const pairs = fc.integer({ min: 1, max: 67 }).chain((n) => fc.tuple(wholes(n), wholes(n)));
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      assertEquals(f64.dot(Float64Array.from(a), Float64Array.from(b)), math.dot(a, b));
    }),
    SAMPLE,
  );
});

// The order of a sum. `sum` adds given products.

function sum(...products: number[]): number {
  return f32.dot(Float32Array.from(products), new Float32Array(products.length).fill(1));
}

Deno.test("dot() adds lane 0 to lane 2 and lane 1 to lane 3, then both", () => {
  // (BIG − BIG) + (1 + 1) = 2. Pairing neighbours, (BIG + 1) + (−BIG + 1), gives
  // BIG + (−BIG + 1) = 1, and so do ((BIG + 1) − BIG) + 1 and (BIG + 1) + (1 − BIG).
  assertEquals(sum(BIG, 1, -BIG, 1), 2);
});

Deno.test("dot() puts column k into lane k mod 4", () => {
  // Lanes BIG − BIG, 1, 1, 1: 3. In one sweep each 1 is lost in BIG: 0. In four runs of two,
  // (BIG + 1 → BIG), (1 + 1), −BIG, 0: (BIG − BIG) + (2 + 0) = 2.
  assertEquals(sum(BIG, 1, 1, 1, -BIG, 0, 0, 0), 3);
});

Deno.test("dot() adds within a lane by rising column", () => {
  // Lane 0: (1 + BIG) − BIG = 0. Falling, (−BIG + BIG) + 1 = 1.
  assertEquals(sum(1, 0, 0, 0, BIG, 0, 0, 0, -BIG), 0);
});

Deno.test("dot() goes on with lane 0 in a tail of one column", () => {
  // Lanes BIG − BIG and 1; the tail in a lane of its own would lose the 1 in BIG.
  assertEquals(sum(BIG, 1, 0, 0, -BIG), 1);
});

Deno.test("dot() goes on with lane 1 in a tail of two columns", () => {
  assertEquals(sum(1, BIG, 0, 0, 0, -BIG), 1);
});

Deno.test("dot() goes on with lane 2 in a tail of three columns", () => {
  assertEquals(sum(0, 1, BIG, 0, 0, 0, -BIG), 1);
});

Deno.test("scores() adds in the order of dot()", () => {
  const scores = new Float32Array(2);
  const ones = new Float32Array(9).fill(1);
  // The second row is that of the tail test above, off any multiple of four.
  const block = Float32Array.of(1, 0, 0, 0, BIG, 0, 0, 0, -BIG, BIG, 1, 1, 1, -BIG, 0, 0, 0, 0);
  f32.scores(scores, ones, block, 2, 9, 1);
  assertEquals([...scores], [0, 3]);
});

Deno.test("accumulate() adds the rows of a block in rising order", () => {
  const gradient = new Float32Array(1);
  // (1 + BIG) − BIG = 0; any other first pair keeps the 1.
  f32.accumulate(gradient, Float32Array.of(1, 1, 1), Float32Array.of(1, BIG, -BIG), 3, 1, 1, false);
  assertEquals([...gradient], [0]);
});

// Rounding at every operation, re-derived with Math.fround.

const fround = Math.fround;
const floats = (length: number) =>
  fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
    minLength: length,
    maxLength: length,
  }).map((values) => Float32Array.from(values));

function plainDot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lanes = [0, 0, 0, 0];
  for (let k = 0; k < a.length; k++) lanes[k % 4] = fround(lanes[k % 4] + fround(a[k] * b[k]));
  return fround(fround(lanes[0] + lanes[2]) + fround(lanes[1] + lanes[3]));
}

const floatCases = shapes.chain(({ rows, columns, classes }) =>
  fc.tuple(
    fc.constant({ rows, columns, classes }),
    floats(rows * columns),
    floats(classes * columns),
    floats(rows * classes),
  )
);

Deno.test("scores() in f32 rounds every product and every sum", () => {
  fc.assert(
    fc.property(floatCases, ([{ rows, columns, classes }, block, weights]) => {
      const scores = f32.allocate(rows * classes);
      f32.scores(scores, weights, block, rows, columns, classes);
      const row = (of: Vector, i: number) => of.subarray(i * columns, (i + 1) * columns);
      const truth = Float32Array.from(
        scores,
        (_, i) => plainDot(row(block, Math.floor(i / classes)), row(weights, i % classes)),
      );
      assertEquals(bytes(scores), bytes(truth));
    }),
    SAMPLE,
  );
});

Deno.test("dot() in f32 rounds the product before it is added", () => {
  // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last term is lost in f32; fused, it would remain.
  const x = 1 + 2 ** -12;
  assertEquals(f32.dot(Float32Array.of(x, -1, 0, 0), Float32Array.of(x, 1 + 2 ** -11, 0, 0)), 0);
});

Deno.test("accumulate() in f32 rounds every product and every sum, zeros and all", () => {
  // Every third coefficient is 0: leaving it out has to give the bits of adding 0·x.
  fc.assert(
    fc.property(floatCases, ([{ rows, columns, classes }, block, before, coefficients]) => {
      const sparse = coefficients.map((value, i) => (i % 3 === 0 ? 0 : value));
      const gradient = Float32Array.from(before, (value) => value + 0);
      const truth = Float32Array.from(gradient);
      f32.accumulate(gradient, sparse, block, rows, columns, classes, false);
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < classes; c++) {
          for (let k = 0; k < columns; k++) {
            const product = fround(sparse[i * classes + c] * block[i * columns + k]);
            truth[c * columns + k] = fround(truth[c * columns + k] + product);
          }
        }
      }
      assertEquals(bytes(gradient), bytes(truth));
    }),
    SAMPLE,
  );
});

Deno.test("accumulate() of zero coefficients leaves the bits of zeros", () => {
  const gradient = new Float32Array(3);
  f32.accumulate(
    gradient,
    Float32Array.of(0, -0),
    Float32Array.of(-1, 1, 0, -1, 1, 0),
    2,
    3,
    1,
    false,
  );
  assertEquals(bytes(gradient), new Uint8Array(12));
});

Deno.test("addScaled() in f32 rounds the factor, the product and the sum", () => {
  fc.assert(
    fc.property(floats(9), floats(9), fc.double({ min: -1, max: 1, noNaN: true }), (y, x, a) => {
      const truth = y.map((value, k) => fround(value + fround(fround(a) * x[k])));
      f32.addScaled(y, a, x);
      assertEquals(bytes(y), bytes(truth));
    }),
    SAMPLE,
  );
});

Deno.test("addScaled() in f32 is not the sum rounded once", () => {
  // The factor 1 + 2⁻³⁰ becomes 1, so that 2²⁴ times it is cancelled whole.
  const y = Float32Array.of(-BIG);
  f32.addScaled(y, 1 + 2 ** -30, Float32Array.of(BIG));
  assertEquals([...y], [0]);
});

Deno.test("average() in f32 rounds every sum, the divisor and the quotient", () => {
  fc.assert(
    fc.property(floats(9), fc.double({ min: 1, max: 1e6, noNaN: true }), (parts, divisor) => {
      const out = new Float32Array(3);
      f32.average(out, parts, 3, divisor);
      const truth = out.map((_, k) => {
        const sum = fround(fround(parts[k] + parts[k + 3]) + parts[k + 6]);
        return fround(sum / fround(divisor));
      });
      assertEquals(bytes(out), bytes(truth));
    }),
    SAMPLE,
  );
});

Deno.test("average() adds the parts in rising order", () => {
  const out = new Float32Array(1);
  // (1 + BIG) − BIG = 0; any other first pair keeps the 1.
  f32.average(out, Float32Array.of(1, BIG, -BIG), 3, 1);
  assertEquals([...out], [0]);
});

Deno.test("average() is not multiplication with the reciprocal", () => {
  // 5 ∕ 3 by way of fround(1 ∕ 3) is one unit in the last place too large.
  const y = Float32Array.of(5);
  f32.average(y, y, 1, 3);
  assertEquals([[...y], y[0] === fround(5 * fround(1 / 3))], [[fround(5 / 3)], false]);
});

Deno.test("gather() in f32 rounds the difference to f32", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 9, maxLength: 9 }), floats(3), (features, mean) => {
      const split = { examples: 3, features, labels: new Uint8Array(3) };
      const { block } = gathered(12, split, mean, [0, 1, 2], 0, 3);
      const rows = [0, 1, 2].map((row) => [
        ...[0, 1, 2].map((k) => fround(features[3 * row + k] - mean[k])),
        1,
      ]);
      assertEquals(bytes(block), bytes(Float32Array.from(rows.flat())));
    }),
    SAMPLE,
  );
});

// Padding

for (const precision of ["f32", "f64"] satisfies Precision[]) {
  Deno.test(`dot() in ${precision} has the same bits after padding with zeros`, () => {
    const kernels = referenceKernels(precision);
    const vector = (values: ArrayLike<number>, length: number) => {
      const padded = kernels.allocate(length);
      padded.set(values);
      return padded;
    };
    const pairs = fc.integer({ min: 0, max: 21 }).chain((n) => fc.tuple(floats(n), floats(n)));
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 9 }), ([a, b], padding) => {
        const { length } = a;
        const plain = kernels.dot(vector(a, length), vector(b, length));
        // The other factor may hold anything: its products are 0 or −0.
        const other = vector(b, length + padding).fill(-3, length);
        assertEquals(Object.is(kernels.dot(vector(a, length + padding), other), plain), true);
      }),
      SAMPLE,
    );
  });
}

Deno.test("dot() in f64 keeps what f32 loses", () => {
  const ones = new Float64Array(3).fill(1);
  assertNotEquals(f64.dot(Float64Array.of(BIG, 1, 0), ones), sum(BIG, 1, 0));
});
