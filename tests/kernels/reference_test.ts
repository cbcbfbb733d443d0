import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { all, create, type Matrix } from "mathjs";
import { referenceKernels } from "../../src/kernels/reference.ts";
import type { Split, Vector } from "../../src/types.ts";

const math = create(all);
const f32 = referenceKernels("f32");
const f64 = referenceKernels("f64");
const { fround } = Math;
const BIG = 2 ** 24; // in f32, BIG + 1 is a tie and rounds back to BIG

const of = (...values: number[]) => Float32Array.of(...values);

/** What is in `out` after `act`. */
function after(out: Vector, act: (out: Vector) => void): number[] {
  act(out);
  return [...out];
}

/** The sum of given products, in the order of dot(). */
const sum = (...products: number[]) => f32.dot(of(...products), of(...products.map(() => 1)));

const IMAGES: Split = {
  examples: 3,
  features: Uint8Array.of(10, 20, 30, 40, 50, 60),
  labels: Uint8Array.of(4, 5, 6),
};

/** A block of the rows `examples[from … to − 1]` and their labels, written over sevens. */
function gathered(
  length: number,
  mean: Vector,
  examples: number[],
  [from, to]: readonly [number, number],
  { kernels = f32, split = IMAGES } = {},
): { block: Vector; labels: Uint8Array } {
  const block = kernels.allocate(length).fill(7);
  const labels = new Uint8Array(3).fill(7);
  kernels.gather(block, labels, split, mean, Uint32Array.from(examples), from, to);
  return { block, labels };
}

/** What was found, and what is right. */
type Fact = () => readonly [found: unknown, expected: unknown];

const BY_HAND: Readonly<Record<string, Fact>> = {
  "referenceKernels() says which precision it has": () => [
    [f32.precision, f64.precision],
    ["f32", "f64"],
  ],
  "allocate() and allocateBlock() give zeros in the precision of the kernels": () => [
    [f32.allocate(2), f64.allocate(2), f32.allocateBlock(2, 3, 4), f64.allocateBlock(2, 3, 4)],
    [new Float32Array(2), new Float64Array(2), new Float32Array(6), new Float64Array(6)],
  ],
  "adopt() of the reference takes examples as they are": () => [f32.adopt(IMAGES) === IMAGES, true],
  "round() gives the nearest number of the precision": () => [
    [f32.round(BIG + 1), f64.round(BIG + 1)],
    [BIG, BIG + 1],
  ],

  // Rows (1, 2, 3) and (−1, 0, 2); classes (1, 0, 1) and (2, −1, 0.5).
  "scores() is each row times each class, over what was there": () => [
    after(of(99, 0, 0, 0), (scores) => {
      f32.scores(scores, of(1, 0, 1, 2, -1, 0.5), of(1, 2, 3, -1, 0, 2), 2, 3, 2);
    }),
    [4, 1.5, 1, -1],
  ],
  "scores() writes nothing beyond rows × classes": () => [
    after(of(9, 9, 9, 9), (scores) => f32.scores(scores, of(1, 2), of(3, 4), 1, 1, 2)),
    [3, 6, 9, 9],
  ],
  // Rows (1, 2) and (3, 4); coefficients (1, −1) and (0, 2) for two classes.
  "accumulate() adds each coefficient times its row to the row of its class": () => [
    after(of(10, 20, 30, 40), (gradient) => {
      f32.accumulate(gradient, of(1, -1, 0, 2), of(1, 2, 3, 4), 2, 2, 2, false);
    }),
    [10 + 1, 20 + 2, 30 - 1 + 6, 40 - 2 + 8],
  ],
  "accumulate() reads nothing beyond its rows": () => [
    after(of(0, 0), (gradient) => {
      f32.accumulate(gradient, of(1, 5), of(1, 2, 7, 7), 1, 2, 1, false);
    }),
    [1, 2],
  ],
  "accumulate() takes what was there for zeros when the gradient is fresh": () => [
    after(of(NaN, 20, 9), (gradient) => {
      f32.accumulate(gradient, of(2), of(1, -3), 1, 2, 1, true);
    }),
    [2, -6, 9],
  ],
  "accumulate() of no rows leaves zeros when the gradient is fresh": () => [
    after(of(NaN, 20, 9), (gradient) => f32.accumulate(gradient, of(), of(), 0, 2, 1, true)),
    [0, 0, 9],
  ],
  "accumulate() of zero coefficients leaves the bits of zeros": () => [
    after(of(0, 0, 0), (gradient) => {
      f32.accumulate(gradient, of(0, -0), of(-1, 1, 0, -1, 1, 0), 2, 3, 1, false);
    }).map((value) => Object.is(value, 0)),
    [true, true, true],
  ],
  "accumulate() of a zero coefficient and an infinite row is no number": () => [
    after(of(0, 0), (gradient) => f32.accumulate(gradient, of(0), of(Infinity, 1), 1, 2, 1, true)),
    [NaN, 0],
  ],
  "relu() takes 0 for what is below, and appends a 1": () => [
    after(of(9, 9, 9, 9, 9, 9, 9), (block) => f32.relu(block, of(-1, 2, 3, -0), 2, 2)),
    [0, 2, 1, 3, 0, 1, 9],
  ],
  "relu() leaves NaN": () => [
    after(of(9, 9, 9), (block) => f32.relu(block, of(NaN, Infinity), 1, 2)),
    [NaN, Infinity, 1],
  ],
  // Classes (1, 2 | 5) and (3, 4 | 6): the bias takes no part, nor does a unit that is off.
  "throughRelu() adds each coefficient times its row of weights, where a unit is on": () => [
    after(of(9, 9, 9, 9, 9), (out) => {
      f32.throughRelu(out, of(1, 10, -1, 1), of(1, 2, 5, 3, 4, 6), of(1, 0, -1, 2), 2, 2, 2);
    }),
    [1 + 30, 0, 0, -2 + 4, 9],
  ],
  "throughRelu() adds classes in rising order": () => [
    after(of(9), (out) => {
      f32.throughRelu(out, of(1, 1, 1), of(1, 0, BIG, 0, -BIG, 0), of(1), 1, 1, 3);
    }),
    [0],
  ],
  "throughRelu() lets NaN of a unit pass the derivative": () => [
    after(of(9), (out) => f32.throughRelu(out, of(2), of(3, 1), of(NaN), 1, 1, 1)),
    [6],
  ],
  "addScaled() adds a times x": () => [
    after(of(1, 2, 3), (y) => f32.addScaled(y, -0.5, of(2, 4, 8))),
    [0, 0, -1],
  ],
  // The factor 1 + 2⁻³⁰ becomes 1, so that 2²⁴ times it is cancelled whole.
  "addScaled() in f32 is not the sum rounded once": () => [
    after(of(-BIG), (y) => f32.addScaled(y, 1 + 2 ** -30, of(BIG))),
    [0],
  ],
  "addMean() adds a times each coefficient times the row": () => [
    after(of(1, 2, 3, 4, 9), (y) => f32.addMean(y, -0.5, of(2, -4), of(3, 1), 1, 2, 2)),
    [1 - 3, 2 - 1, 3 + 6, 4 + 2, 9],
  ],
  "addMean() divides the sum over rows by their number": () => [
    after(of(1, 2, 3, 4, 9), (y) => f32.addMean(y, -0.5, of(2, -4, 6, 0), of(3, 1, 1, 5), 2, 2, 2)),
    [1 - (6 + 6) / 4, 2 - (2 + 30) / 4, 3 + 12 / 4, 4 + 4 / 4, 9],
  ],
  "average() adds the parts and divides": () => [
    after(of(9, 9), (out) => f32.average(out, of(1, -2, 3, 4, 6, 8), 3, 4)),
    [(1 + 3 + 6) / 4, (-2 + 4 + 8) / 4],
  ],
  "average() of one part in place divides it": () => [
    after(of(1, -2, 3), (y) => f32.average(y, y, 1, 4)),
    [0.25, -0.5, 0.75],
  ],
  // 5 ∕ 3 by way of fround(1 ∕ 3) is one unit in the last place too large.
  "average() is not multiplication with the reciprocal": () => {
    const [y] = after(of(5), (y) => f32.average(y, y, 1, 3));
    return [[y, y === fround(5 * fround(1 / 3))], [fround(5 / 3), false]];
  },
  "copy() writes x over y": () => [after(of(1, 2), (y) => f32.copy(y, of(3, -0))), [3, -0]],
  // Rows (1, 2, 0) of class 0 and (1, 5, 3) of class 1, with a margin of 1½:
  // 2 − 1 + 1½ and 0 − 1 + 1½; 1 − 5 + 1½ < 0 and 3 − 5 + 1½ < 0.
  "hinge() gives each row its loss and its coefficients": () => {
    const [losses, coefficients] = [of(9, 9, 9), new Float32Array(7).fill(9)];
    f32.hinge(losses, coefficients, of(1, 2, 0, 1, 5, 3), Uint8Array.of(0, 1), 2, 3, 1.5);
    return [[[...losses], [...coefficients]], [[3, 0, 9], [-2, 1, 1, 0, 0, 0, 9]]];
  },
  "correct() counts the rows whose label has the largest score": () => [
    f32.correct(of(1, 2, 2, 1, 0, 3), Uint8Array.of(1, 1, 0), 3, 2),
    1,
  ],
  "correct() gives a tie to the first class": () => [
    [0, 1].map((label) => f32.correct(of(2, 2, 2, 2), Uint8Array.of(label, label), 2, 2)),
    [2, 0],
  ],
  "correct() takes a score that is NaN for no largest one": () => [
    [of(NaN, 1), of(1, NaN)].flatMap((row) =>
      [0, 1].map((label) => f32.correct(row, Uint8Array.of(label), 1, 2))
    ),
    [0, 0, 0, 0],
  ],
  "dot() is the sum of products": () => [f32.dot(of(1, 2, 3, 4, 5), of(5, 4, 3, 2, 1)), 35],
  "dot() of nothing is 0": () => [f32.dot(of(), of()), 0],
  // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last term is lost in f32; fused, it would remain.
  "dot() in f32 rounds the product before it is added": () => {
    const x = 1 + 2 ** -12;
    return [f32.dot(of(x, -1, 0, 0), of(x, 1 + 2 ** -11, 0, 0)), 0];
  },
  "rampSum() adds what is above 0 of base + a·slope, and does not round the sum": () => [
    f32.rampSum(of(BIG, 1, -5, 2, 1), -2, of(0, 0, 1, 3, -1)),
    BIG + 1 + 0 + 0 + 3,
  ],
  // 2⁵³ + (1 + 1); pairing neighbours, 2⁵³ + 1 would lose the 1.
  "rampSum() adds lane 0 to lane 2 and lane 1 to lane 3, then both, in f64": () => [
    f32.rampSum(of(2 ** 53, 1, 0, 1), 0, of(0, 0, 0, 0)),
    2 ** 53 + 2,
  ],
  "rampSum() of what is not a number is not a number": () => [f32.rampSum(of(NaN), 1, of(1)), NaN],

  "gather() picks the rows and their labels, subtracts the mean and appends a 1": () => {
    const { block, labels } = gathered(6, of(5, 0.5), [0, 2, 1], [1, 3]);
    return [[[...block], [...labels]], [[50 - 5, 60 - 0.5, 1, 30 - 5, 40 - 0.5, 1], [6, 5, 7]]];
  },
  "gather() writes from the start of the block and no further than its rows": () => {
    const { block, labels } = gathered(9, of(0, 0), [0, 1, 2], [2, 3]);
    return [[[...block], [...labels]], [[50, 60, 1, 7, 7, 7, 7, 7, 7], [6, 7, 7]]];
  },
  "gather() may take a row twice": () => [
    [...gathered(6, of(0, 0), [1, 1], [0, 2]).block],
    [30, 40, 1, 30, 40, 1],
  ],
  "gather() of images in f64 does not round to f32": () => [
    [...gathered(3, Float64Array.of(0.1, 0.2), [0], [0, 1], { kernels: f64 }).block],
    [10 - 0.1, 20 - 0.2, 1],
  ],

  "dot() in f64 keeps what f32 loses": () => [
    [f64.dot(Float64Array.of(BIG, 1), Float64Array.of(1, 1)), sum(BIG, 0, 1)],
    [BIG + 1, BIG],
  ],
  // (BIG − BIG) + (1 + 1) = 2. Pairing neighbours, (BIG + 1) + (−BIG + 1), gives
  // BIG + (−BIG + 1) = 1, and so do ((BIG + 1) − BIG) + 1 and (BIG + 1) + (1 − BIG).
  "dot() adds lane 0 to lane 2 and lane 1 to lane 3, then both": () => [sum(BIG, 1, -BIG, 1), 2],
  // Lanes BIG − BIG, 1, 1, 1: 3. In one sweep each 1 is lost in BIG: 0. In four runs of two,
  // (BIG + 1 → BIG), (1 + 1), −BIG, 0: (BIG − BIG) + (2 + 0) = 2.
  "dot() puts column k into lane k mod 4": () => [sum(BIG, 1, 1, 1, -BIG, 0, 0, 0), 3],
  // Lane 0: (1 + BIG) − BIG = 0. Falling, (−BIG + BIG) + 1 = 1.
  "dot() adds within a lane by rising column": () => [sum(1, 0, 0, 0, BIG, 0, 0, 0, -BIG), 0],
  // Lanes BIG − BIG and 1; a tail in lanes of its own would lose the 1 in BIG.
  "dot() goes on with lanes 0, 1 and 2 in a tail of one, two and three columns": () => [
    [sum(BIG, 1, 0, 0, -BIG), sum(1, BIG, 0, 0, 0, -BIG), sum(0, 1, BIG, 0, 0, 0, -BIG)],
    [1, 1, 1],
  ],
  // The second row is that of the lanes above, off any multiple of four.
  "scores() adds in the order of dot()": () => [
    after(of(0, 0), (scores) => {
      const block = of(1, 0, 0, 0, BIG, 0, 0, 0, -BIG, BIG, 1, 1, 1, -BIG, 0, 0, 0, 0);
      f32.scores(scores, new Float32Array(9).fill(1), block, 2, 9, 1);
    }),
    [0, 3],
  ],
  // (1 + BIG) − BIG = 0; any other first pair keeps the 1.
  "accumulate() adds the rows of a block in rising order": () => [
    after(of(0), (gradient) => {
      f32.accumulate(gradient, of(1, 1, 1), of(1, BIG, -BIG), 3, 1, 1, false);
    }),
    [0],
  ],
  "average() adds the parts in rising order": () => [
    after(of(9), (out) => f32.average(out, of(1, BIG, -BIG), 3, 1)),
    [0],
  ],
};
for (const [name, fact] of Object.entries(BY_HAND)) {
  Deno.test(name, () => assertEquals(...fact()));
}

// For any numbers.

function property<Case>(name: string, cases: fc.Arbitrary<Case>, check: (of: Case) => void): void {
  Deno.test(name, () => fc.assert(fc.property(cases, check), { seed: 1, numRuns: 100 }));
}

function assertSameBits(found: Vector, truth: Vector): void {
  assertEquals(new Uint8Array(found.buffer), new Uint8Array(truth.buffer));
}

const exactly = (length: number) => ({ minLength: length, maxLength: length });
/** Small, so that every sum is exact in any order and results have to be equal. */
const wholes = (length: number) => fc.array(fc.integer({ min: -99, max: 99 }), exactly(length));
const floats = (length: number) =>
  fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), exactly(length))
    .map((values) => Float32Array.from(values));

/** A block, weights and coefficients, in odd sizes, no rows among them. */
function products<Values>(values: (length: number) => fc.Arbitrary<Values>) {
  return fc.record({
    rows: fc.integer({ min: 0, max: 67 }),
    columns: fc.integer({ min: 1, max: 37 }),
    classes: fc.integer({ min: 1, max: 17 }),
  }).chain(({ rows, columns, classes }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      classes: fc.constant(classes),
      block: values(rows * columns),
      weights: values(classes * columns),
      coefficients: values(rows * classes),
    })
  );
}

function matrix(values: readonly number[], rows: number, columns: number): Matrix {
  return math.reshape(math.matrix([...values]), [rows, columns]);
}

/** The numbers of a matrix; + 0, since mathjs may leave a −0 where −0 · x was all there is. */
const flat = (result: Matrix) => (result.toArray() as number[][]).flat().map((x) => x + 0);

property("scores() in f64 is block · weightsᵀ of mathjs", products(wholes), (of) => {
  const { rows, columns, classes } = of;
  const scores = f64.allocate(rows * classes);
  const [weights, block] = [of.weights, of.block].map((values) => Float64Array.from(values));
  f64.scores(scores, weights, block, rows, columns, classes);
  const truth = rows === 0 ? [] : flat(math.multiply(
    matrix(of.block, rows, columns),
    math.transpose(matrix(of.weights, classes, columns)),
  ));
  assertEquals([...scores].map((x) => x + 0), truth);
});

property(
  "accumulate() in f64 is gradient + coefficientsᵀ · block of mathjs",
  products(wholes),
  (of) => {
    const { rows, columns, classes } = of;
    const [gradient, coefficients, block] = [of.weights, of.coefficients, of.block]
      .map((values) => Float64Array.from(values));
    f64.accumulate(gradient, coefficients, block, rows, columns, classes, false);
    const truth = rows === 0 ? of.weights.map((x) => x + 0) : flat(math.add(
      matrix(of.weights, classes, columns),
      math.multiply(
        math.transpose(matrix(of.coefficients, rows, classes)),
        matrix(of.block, rows, columns),
      ),
    ));
    assertEquals([...gradient].map((x) => x + 0), truth);
  },
);

const pairs = fc.integer({ min: 1, max: 67 }).chain((n) => fc.tuple(wholes(n), wholes(n)));
property("dot() in f64 is that of mathjs", pairs, ([a, b]) => {
  assertEquals(f64.dot(Float64Array.from(a), Float64Array.from(b)), math.dot(a, b));
});

// Rounding at every operation, derived again with Math.fround.

function plainDot(a: Vector, b: Vector): number {
  const lanes = [0, 0, 0, 0];
  for (let k = 0; k < a.length; k++) lanes[k % 4] = fround(lanes[k % 4] + fround(a[k] * b[k]));
  return fround(fround(lanes[0] + lanes[2]) + fround(lanes[1] + lanes[3]));
}

property("scores() in f32 rounds every product and every sum", products(floats), (of) => {
  const { rows, columns, classes, weights, block } = of;
  const scores = new Float32Array(rows * classes);
  f32.scores(scores, weights, block, rows, columns, classes);
  const row = (of: Vector, i: number) => of.subarray(i * columns, (i + 1) * columns);
  const truth = scores.map((_, i) =>
    plainDot(row(block, Math.floor(i / classes)), row(weights, i % classes))
  );
  assertSameBits(scores, truth);
});

property(
  "accumulate() in f32 rounds every product and every sum, zeros and all",
  products(floats),
  (of) => {
    const { rows, columns, classes, block } = of;
    // Every third coefficient is 0: leaving it out has to give the bits of adding 0·x.
    const sparse = of.coefficients.map((value, i) => (i % 3 === 0 ? 0 : value));
    const gradient = of.weights.map((value) => value + 0);
    const truth = gradient.slice();
    f32.accumulate(gradient, sparse, block, rows, columns, classes, false);
    for (let i = 0; i < rows; i++) {
      for (let at = 0; at < truth.length; at++) {
        const [c, k] = [Math.floor(at / columns), at % columns];
        truth[at] += fround(sparse[i * classes + c] * block[i * columns + k]);
      }
    }
    assertSameBits(gradient, truth);
  },
);

const scaled = fc.tuple(floats(9), floats(9), fc.double({ min: -1, max: 1, noNaN: true }));
property("addScaled() in f32 rounds the factor, the product and the sum", scaled, ([y, x, a]) => {
  const truth = y.map((value, k) => fround(value + fround(fround(a) * x[k])));
  f32.addScaled(y, a, x);
  assertSameBits(y, truth);
});

const parted = fc.tuple(floats(9), fc.double({ min: 1, max: 1e6, noNaN: true }));
property(
  "average() in f32 rounds every sum, the divisor and the quotient",
  parted,
  ([parts, by]) => {
    const out = new Float32Array(3);
    f32.average(out, parts, 3, by);
    const truth = out.map((_, k) =>
      fround(fround(parts[k] + parts[k + 3]) + parts[k + 6]) / fround(by)
    );
    assertSameBits(out, truth);
  },
);

const imaged = fc.tuple(fc.uint8Array(exactly(9)), floats(3));
property("gather() in f32 rounds the difference to f32", imaged, ([features, mean]) => {
  const split = { examples: 3, features, labels: new Uint8Array(3) };
  const { block } = gathered(12, mean, [0, 1, 2], [0, 3], { split });
  const truth = block.map((_, at) =>
    at % 4 === 3 ? 1 : features[3 * Math.floor(at / 4) + at % 4] - mean[at % 4]
  );
  assertSameBits(block, truth);
});

const padded = fc.tuple(
  fc.integer({ min: 0, max: 21 }).chain((n) => fc.tuple(floats(n), floats(n))),
  fc.integer({ min: 0, max: 9 }),
);
for (const { precision, allocate, dot } of [f32, f64]) {
  property(`dot() in ${precision} has the same bits after padding with zeros`, padded, (of) => {
    const [[a, b], padding] = of;
    const vector = (values: Vector, length: number) => {
      const longer = allocate(length);
      longer.set(values);
      return longer;
    };
    const plain = dot(vector(a, a.length), vector(b, a.length));
    // The other factor may hold anything: its products are 0 or −0.
    const other = vector(b, a.length + padding).fill(-3, a.length);
    assertEquals(Object.is(dot(vector(a, a.length + padding), other), plain), true);
  });
}
