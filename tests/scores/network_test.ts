import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { all, create, type Matrix } from "mathjs";
import { stream } from "../../src/exact/rng.ts";
import { movedByLosses } from "../../src/gradients/differences.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Scheme } from "../../src/problems/difference.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { bits, freshKernels } from "../_simd.ts";
import {
  gradientOf,
  networkOver,
  type Points,
  present,
  randomPoints,
  randomWeights,
  toyOf,
} from "../_toy.ts";

const math = create(all);

// By hand: x = (1, 2) of class 0 and z = (1 − 2 + ½, 2 + 2 − 1) = (−½, 3), so a = (0, 3); s = (3, 7),
// and the only margin is 7 − 3 + 1 = 5. d = (−1, 1), and W₂ᵀ·d = (−1, 1), of which the first unit is
// off.
const POINT = { points: [[1, 2]], labels: [0], classes: 2 };
const BY_HAND = [1, -1, 0.5, 2, 1, -1, 1, 1, 0, 0, 2, 1];

Deno.test("twoLayer() of 2-2-2 has the loss and the gradient of a hand", async () => {
  const problem = await networkOver(POINT, 2);
  const weights = Float64Array.from(BY_HAND);
  assertEquals(problem.loss(weights), 5);
  assertEquals([...gradientOf(problem, weights)], [0, 0, 0, 1, 2, 1, 0, -3, -1, 0, 3, 1]);
  assertEquals(problem.bends(weights), {
    loss: Float64Array.of(0, 5),
    units: Float64Array.of(-0.5, 3),
  });
});

Deno.test("twoLayer() penalises all weights of both layers, or all but both columns of biases", async () => {
  for (const [penalizeBias, squares] of [[true, 15.25], [false, 13]] as const) {
    const loss = { name: "svm", l2: 0.5, penalizeBias };
    const problem = await networkOver(POINT, 2, { loss });
    const { penalty } = problem.parts(Float64Array.from(BY_HAND));
    assertEquals(penalty, squares / 2);
    const gradient = gradientOf(problem, Float64Array.from(BY_HAND));
    assertEquals([gradient[2], gradient[8]], penalizeBias ? [0.5, -1] : [0, -1]);
    assertEquals([gradient[0], gradient[11]], [1, penalizeBias ? 2 : 1]);
  }
});

Deno.test("twoLayer() at the kink of a unit takes the derivative of the flat side: 0", async () => {
  const problem = await networkOver(POINT, 1);
  // z = 1·2 − 2·1 = 0
  const gradient = gradientOf(problem, Float64Array.of(2, -1, 0, 1, 0, 3, 0));
  assertEquals([...gradient], [0, 0, 0, 0, -1, 0, 1]);
});

/** Loss, and the gradient by the chain rule, of whole matrices in mathjs. */
function byMathjs(weights: Vector, widths: readonly number[], { points, labels }: Points) {
  const withOnes = (rows: Matrix) => math.concat(rows, math.ones(points.length, 1)) as Matrix;
  const drop = (rows: Matrix, width: number) =>
    math.subset(rows, math.index(math.range(0, points.length), math.range(0, width))) as Matrix;
  let at = 0;
  const layers = widths.slice(1).map((rows, n) => {
    const columns = widths[n] + 1;
    const part = weights.slice(at, at += rows * columns);
    return math.reshape(math.matrix([...part]), [rows, columns]);
  });
  const inputs = [withOnes(math.matrix(points))];
  const sums: Matrix[] = [];
  for (const layer of layers) {
    sums.push(math.multiply(inputs[inputs.length - 1], math.transpose(layer)));
    inputs.push(withOnes(sums[sums.length - 1].map((z) => Math.max(0, z))));
  }
  const scores = sums[sums.length - 1].toArray() as number[][];
  let loss = 0;
  let given = math.matrix(scores.map((row, i) => {
    const margins = row.map((s, j) => j === labels[i] ? 0 : Math.max(0, s - row[labels[i]] + 1));
    loss += margins.reduce((sum, one) => sum + one, 0) / points.length;
    const violated = margins.map((one) => Number(one > 0));
    const count = violated.reduce((sum, one) => sum + one, 0);
    return violated.with(labels[i], -count).map((one) => one / points.length);
  }));
  const gradients: number[] = [];
  for (let n = layers.length - 1; n >= 0; n--) {
    const own = math.multiply(math.transpose(given), inputs[n]).toArray() as number[][];
    gradients.unshift(...own.flat());
    if (n === 0) break;
    const back = drop(math.multiply(given, layers[n]) as Matrix, widths[n]);
    given = math.dotMultiply(back, sums[n - 1].map((z) => Number(z > 0))) as Matrix;
  }
  return { loss, gradients };
}

for (const hidden of [1, 7, [4, 3], [2, 5, 3]]) {
  Deno.test(`a network with ${hidden} hidden units has the loss and the gradient of mathjs`, async () => {
    for (const seed of [1, 2, 3]) {
      const points = randomPoints(seed, { examples: 131 }); // blocks of 65 and 66 rows
      const problem = await networkOver(points, hidden);
      const weights = randomWeights(seed, problem.size);
      const { loss, gradients } = byMathjs(weights, [3, ...[hidden].flat(), 4], points);
      // Sums of some 600 terms below 100, each rounded by 2⁻⁵³.
      assertAlmostEquals(problem.loss(weights) / loss, 1, 1e-12);
      const found = gradientOf(problem, weights);
      for (const [k, wanted] of gradients.entries()) assertAlmostEquals(found[k], wanted, 1e-11);
    }
  });
}

Deno.test("twoLayer() has the same loss to rounding when hidden units are permuted, and a permuted gradient", async () => {
  const problem = await networkOver(randomPoints(4), 5);
  const weights = randomWeights(4, problem.size);
  const order = [3, 0, 4, 1, 2];
  /** Rows of W₁, (5, 4), and columns of W₂, (4, 6), in that order. */
  const permuted = (all: Vector) =>
    Float64Array.from(all, (_, k) => {
      if (k < 20) return all[4 * order[Math.floor(k / 4)] + k % 4];
      const column = (k - 20) % 6;
      return all[k - column + (order[column] ?? 5)];
    });
  const other = permuted(weights);
  // Scores below 100 are sums of 6 products in another order.
  assertAlmostEquals(problem.loss(other), problem.loss(weights), 1e-13);
  const expected = permuted(gradientOf(problem, weights));
  for (const [k, one] of gradientOf(problem, other).entries()) {
    assertAlmostEquals(one, expected[k], 1e-13);
  }
});

Deno.test("twoLayer() that starts at zero never uses its hidden units: only biases of scores move", async () => {
  const { points, labels } = randomPoints(5);
  const unequal = { points, labels: labels.with(0, 0).with(2, 0).with(5, 0) };
  const problem = await networkOver(unequal, 3, { scale: 0, precision: "f32" });
  const weights = problem.start(1);
  for (let i = 0; i < 100; i++) problem.descend(weights, 0.1);
  const moved = [...weights.keys()].filter((k) => weights[k] !== 0);
  assertEquals(moved, [15, 19, 23, 27]);
});

Deno.test("twoLayer() whose hidden units start alike keeps them alike, to the bit", async () => {
  const problem = await networkOver(randomPoints(5), 3, { precision: "f32" });
  const weights = new Float32Array(problem.size).fill(0.1);
  for (let i = 0; i < 50; i++) {
    problem.use(Uint32Array.of(i % 20, 3 * i % 20));
    problem.descend(weights, 0.1);
  }
  const unit = (row: number) => [...weights.subarray(4 * row, 4 * row + 4)];
  assertEquals([unit(1), unit(2)], [unit(0), unit(0)]);
  assert(new Set(unit(0)).size > 1); // they have moved
  for (const row of [12, 16, 20, 24]) {
    assertEquals([weights[row + 1], weights[row + 2]], [weights[row], weights[row]]);
  }
});

// Starts

Deno.test("start() of a network has √(2 ∕ inputs) in each layer and biases of 0, unless a scale is given", async () => {
  const points = randomPoints(6);
  const he = (await networkOver(points, [5, 2])).start(7);
  const normal = (await networkOver(points, [5, 2], { scale: 0.5 })).start(7);
  const { gaussian } = stream(7, "init");
  let at = 0;
  for (const [rows, columns] of [[5, 4], [2, 6], [4, 3]]) {
    for (let k = 0; k < rows * columns; k++, at++) {
      const drawn = gaussian();
      assertEquals(normal[at], 0.5 * drawn);
      assertEquals(he[at], k % columns === columns - 1 ? 0 : Math.sqrt(2 / (columns - 1)) * drawn);
    }
  }
  assertEquals(at, he.length);
});

Deno.test("start() of linear scores is 1e-4 times normal numbers, or he where that is asked for", async () => {
  const dataset = await toyOf(randomPoints(6));
  const parts = { dataset, loss: { name: "svm" }, kernels: referenceKernels("f64") };
  const { gaussian } = stream(3, "init");
  const drawn = Array.from({ length: 16 }, gaussian);
  assertEquals([...classifier(parts).start(3)], drawn.map((one) => 1e-4 * one));
  const he = drawn.map((one, k) => k % 4 === 3 ? 0 : Math.sqrt(2 / 3) * one);
  assertEquals([...classifier({ ...parts, scale: "he" }).start(3)], he);
});

// Backends

Deno.test("descend() of one example by an infinite unit has the bits of gradient and step, on both backends", async () => {
  // The unit is infinite, and so are the scores: +∞ of the right class, −∞ of the other. The loss is 0.
  const weights = [3e38, 3e38, 0, 1, 0, -1, 0];
  const found = [];
  for (const kernels of [referenceKernels("f32"), freshKernels()]) {
    const problem = await networkOver(POINT, 1, { kernels });
    const place = () => {
      const own = kernels.allocate(weights.length);
      own.set(weights);
      return own;
    };
    const [descended, stepped, gradient] = [place(), place(), place()];
    assertEquals(problem.descend(descended, 0.5), 0);
    problem.gradient(stepped, gradient);
    kernels.addScaled(stepped, -0.5, gradient);
    found.push(bits(descended), bits(stepped));
  }
  assertEquals(found, Array(4).fill(found[0]));
});

// Differences by one weight

for (const hidden of [5, [4, 3], [3, 2, 4]]) {
  Deno.test(`moved() of a network with ${hidden} hidden units has the losses and kinks of full evaluation`, async () => {
    const loss = { name: "svm", l2: 0.1, l1: 0.05 };
    const problem = await networkOver(randomPoints(7), hidden, { loss });
    let [kinks, units] = [0, 0];
    for (const seed of [1, 2]) {
      const weights = randomWeights(seed, problem.size);
      const [fast, plain] = [
        present(problem.shortcuts).moved(weights),
        movedByLosses(problem, weights),
      ];
      assertAlmostEquals(fast.loss, plain.loss, 1e-12);
      for (const scheme of ["forward", "central"] satisfies Scheme[]) {
        for (const h of [0.5, 1e-3]) {
          for (let k = 0; k < problem.size; k++) {
            const difference = { h, scheme };
            // Losses below 100, rounded by 2⁻⁵³ in some 30 sums: 3e-13.
            const wanted = plain.derivative(k, difference);
            assertAlmostEquals(fast.derivative(k, difference), wanted, 1e-12 / h);
            const crossed = plain.kinks(k, difference);
            assertEquals(fast.kinks(k, difference), crossed);
            kinks += crossed.all - crossed.units;
            units += crossed.units;
          }
        }
      }
    }
    assert(kinks > 100 && units > 100, `${kinks} ${units}`);
  });
}

Deno.test("kinks() of a network tells those of hidden units from those of the loss", async () => {
  const problem = await networkOver(POINT, 2);
  for (
    const moved of [
      present(problem.shortcuts).moved(Float64Array.from(BY_HAND)),
      movedByLosses(problem, Float64Array.from(BY_HAND)),
    ]
  ) {
    const crossed = (k: number, h: number) => moved.kinks(k, { h, scheme: "forward" });
    // The unit that is off comes on when its bias rises by more than ½; the margin stays above 0.
    assertEquals(crossed(2, 0.25), { all: 0, units: 0 });
    assertEquals(crossed(2, 1), { all: 1, units: 1 });
    // The bias of class 0 moves no unit, and meets the margin of 5.
    assertEquals(crossed(8, 6), { all: 1, units: 0 });
    // Its weight 1 for the first unit: with a = 5.5 the margin 7 − (3 + 5.5) + 1 is met as well.
    assertEquals(crossed(2, 6), { all: 2, units: 1 });
  }
});

// Layers

Deno.test("a network over pictures has them as the rows of its first layer only, whatever its width", async () => {
  const picture = { width: 1, height: 1 };
  const dataset = { ...await toyOf(randomPoints(8)), picture };
  const layersOf = (scores: Choice) =>
    classifier({ dataset, scores, loss: { name: "svm" }, kernels: referenceKernels("f64") }).layers;
  assertEquals(layersOf({ name: "twoLayer", hidden: 3 }), [
    { name: "W1", rows: 3, columns: 4, picture },
    { name: "W2", rows: 4, columns: 4 },
  ]);
  assertEquals(layersOf({ name: "linear" }), [{ name: "W", rows: 4, columns: 4, picture }]);
});
