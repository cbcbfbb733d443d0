import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { derivative } from "mathjs";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { svm } from "../../src/losses/svm.ts";
import {
  type Difference,
  type MovedLosses,
  movedLosses,
  numericalGradient,
  type Scheme,
} from "../../src/gradients/differences.ts";
import { stream } from "../../src/exact/rng.ts";
import type { Dataset } from "../../src/types.ts";
import { exactObjective, randomPoints, randomWeights, toyOf } from "../_toy.ts";

const SCHEMES = ["forward", "central"] as const satisfies Scheme[];

/** The gradient by differences of any function. */
function differences(
  loss: (weights: Float64Array) => number,
  at: readonly number[],
  difference: Difference,
): number[] {
  const gradient = new Float64Array(at.length).fill(NaN); // what was there must not show
  numericalGradient({ loss }, Float64Array.from(at), gradient, difference);
  return [...gradient];
}

// A parabola by hand: f = 3x² − 2xy + 5y, ∇f = (6x − 2y, −2x + 5). In powers of two all is exact.
// Forward: (f(x + h) − f(x)) ∕ h = 6x − 2y + 3h and −2x + 5. Central: exactly ∇f.

const parabola = ([x, y]: Float64Array) => 3 * x * x - 2 * x * y + 5 * y;

Deno.test("numericalGradient() by forward differences of a parabola is what a hand computes", () => {
  assertEquals(differences(parabola, [2, -1], { h: 0.25, scheme: "forward" }), [14 + 0.75, 1]);
});

Deno.test("numericalGradient() by central differences of a parabola is its gradient", () => {
  assertEquals(differences(parabola, [2, -1], { h: 0.25, scheme: "central" }), [14, 1]);
});

for (const scheme of SCHEMES) {
  Deno.test(`numericalGradient() by ${scheme} differences gives back the weights, bit for bit`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
        (numbers, h) => {
          // x + h − h is mostly another number than x; −0, NaN and infinities are among them.
          const weights = Float64Array.from(numbers);
          const before = new Uint8Array(weights.slice().buffer);
          numericalGradient({ loss: () => 1 }, weights, weights.slice(), { h, scheme });
          assertEquals(new Uint8Array(weights.buffer), before);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  Deno.test(`numericalGradient() by ${scheme} differences moves one weight at a time`, () => {
    const seen: number[][] = [];
    differences((weights) => seen.push([...weights]), [1, 2], { h: 0.5, scheme });
    const expected = {
      forward: [[1, 2], [1.5, 2], [1, 2.5]],
      central: [[1, 2], [1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]],
    };
    assertEquals(seen, expected[scheme]);
  });

  Deno.test(`numericalGradient() by ${scheme} differences returns the loss at the weights`, () => {
    const weights = Float64Array.of(2, -1);
    assertEquals(
      numericalGradient({ loss: parabola }, weights, weights.slice(), { h: 1, scheme }),
      11,
    );
  });
}

for (const h of [0, -1e-5, NaN, Infinity]) {
  Deno.test(`numericalGradient() and movedLosses() refuse a step of ${h}`, async () => {
    const message = `Step h must be a finite number above 0: it is ${h}`;
    const moved = await movedToy();
    for (const scheme of SCHEMES) {
      assertThrows(() => differences(parabola, [1, 1], { h, scheme }), RangeError, message);
      assertThrows(() => moved.gradient(new Float64Array(6), { h, scheme }), RangeError, message);
    }
  });
}

// On a smooth function the error of forward differences is h∕2·f″ + O(h²), that of central ones
// h²∕6·f‴ + O(h⁴). Rounding adds about 2⁻⁵³·f ∕ h = 1e-13 at the least h, below 1e-7 of the errors.

const smooth = ([x, y]: Float64Array) => 1 / (1 + x * x) + x * y * y * y;

for (const [scheme, order] of [["forward", 1], ["central", 2]] as const) {
  Deno.test(`numericalGradient() by ${scheme} differences has an error of order h^${order}`, () => {
    const [x, y] = [0.7, 0.9];
    const truth = [-2 * x / (1 + x * x) ** 2 + y ** 3, 3 * x * y ** 2];
    const errors = [1e-2, 1e-3].map((h) =>
      differences(smooth, [x, y], { h, scheme }).map((value, k) => value - truth[k])
    );
    for (const k of [0, 1]) {
      const ratio = errors[0][k] / errors[1][k];
      // The next term of the series is a share of about h = 1e-2 of the first.
      assertAlmostEquals(ratio / 10 ** order, 1, 0.05);
    }
  });
}

// mathjs derives the loss of the toy written out: max(0, m) = (m + |m|) ∕ 2.

/** Σ max(0, s_j − s_y + 1) ∕ 3 of x = 1, 2, −1 in classes 0, 1, 2, and 0.3·ΣW². */
const WRITTEN = (() => {
  const score = (j: number, x: number) => `(w${j}*(${x}) + b${j})`;
  const terms = [[1, 0], [2, 1], [-1, 2]].flatMap(([x, y]) =>
    [0, 1, 2].filter((j) => j !== y).map((j) => {
      const margin = `(${score(j, x)} - ${score(y, x)} + 1)`;
      return `(${margin} + abs(${margin}))/2`;
    })
  );
  const squares = ["w0", "b0", "w1", "b1", "w2", "b2"].map((name) => `${name}^2`);
  return `(${terms.join(" + ")})/3 + 0.3*(${squares.join(" + ")})`;
})();

const NAMES = ["w0", "b0", "w1", "b1", "w2", "b2"];

/** Far enough from kinks that none lies within 0.01, which the test looks at. */
const TOY_WEIGHTS = [0.5, 0.25, -0.5, 0.1, 1, -0.75];

Deno.test("numericalGradient() and movedLosses() agree with mathjs' derivative of the toy's loss", async () => {
  const scope = Object.fromEntries(NAMES.map((name, k) => [name, TOY_WEIGHTS[k]]));
  const truth = NAMES.map((name) => Number(derivative(WRITTEN, name).evaluate({ ...scope })));
  assert(new Set(truth.map(Math.abs)).size === 6, "derivatives that cannot be told apart");
  const objective = exactObjective(await toyOf(), { l2: 0.3 });
  const moved = await movedToy(0.3);
  moved.use(Float64Array.from(TOY_WEIGHTS));
  const loss = (weights: Float64Array) => objective.loss(weights);
  for (const scheme of SCHEMES) {
    const difference = { h: 1e-4, scheme };
    const structured = new Float64Array(6);
    moved.gradient(structured, difference);
    const found = [differences(loss, TOY_WEIGHTS, difference), [...structured]];
    // Of degree two between kinks: forward differences are off by λ·h = 3e-5, central ones by
    // nothing; losses of about 10 are rounded by 1e-15, so their differences by 1e-15 ∕ h = 1e-11.
    const bias = scheme === "forward" ? 0.3 * 1e-4 : 0;
    for (const gradient of found) {
      for (const [k, value] of gradient.entries()) {
        assertAlmostEquals(value, truth[k] + bias, 5e-11);
      }
    }
  }
});

// Moved scores against the black box.

function movedOf(dataset: Dataset, options: { delta?: number; l2?: number } = {}): MovedLosses {
  return movedLosses(dataset, svm.make(options, referenceKernels("f64")));
}

async function movedToy(l2 = 0): Promise<MovedLosses> {
  return movedOf(await toyOf(), { l2 });
}

Deno.test("movedLosses() agrees with numericalGradient() of the objective in f64", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(1, 2, 63, 64, 65, 130),
      fc.constantFrom(0, 0.05, 2),
      fc.constantFrom(0, 1, 3.7),
      fc.constantFrom(1e-2, 1e-4, 1e-6),
      fc.constantFrom(...SCHEMES),
      fc.boolean(),
      async (seed, examples, l2, delta, h, scheme, center) => {
        const dataset = await toyOf({ ...randomPoints(seed, { examples }), center });
        const objective = exactObjective(dataset, { delta, l2 });
        const moved = movedOf(dataset, { delta, l2 });
        const weights = randomWeights(seed, objective.size);
        const { below } = stream(seed, "batches");
        // All, a part, and another smaller one, whose places held more rows just before.
        const batches = [
          undefined,
          ...[examples, 1 + below(examples), 1].map((count) =>
            Uint32Array.from({ length: count }, () => below(examples))
          ),
        ];
        for (const batch of batches) {
          const [found, truth] = [new Float64Array(16), new Float64Array(16)];
          moved.use(weights, batch);
          const loss = moved.gradient(found, { h, scheme });
          const here = numericalGradient(
            { loss: (given: Float64Array) => objective.loss(given, batch) },
            weights,
            truth,
            { h, scheme },
          );
          // A loss is a sum of some 400 terms, each rounded by at most 2⁻⁵³ of the sum or of the
          // scores, which are below 10. Roundings go both ways: √400 · 2⁻⁵³ = 2.2e-15 of that, and
          // twice as much in a difference.
          const rounding = 2.2e-15 * (here + 10);
          assertAlmostEquals(loss, here, rounding);
          for (const [k, value] of found.entries()) {
            assertAlmostEquals(value, truth[k], 2 * rounding / h);
          }
        }
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("movedLosses() finds the gradient by formula where there are no kinks", async () => {
  const dataset = await toyOf(randomPoints(3, { examples: 70 }));
  const objective = exactObjective(dataset, { l2: 0.1 });
  const moved = movedOf(dataset, { l2: 0.1 });
  const weights = randomWeights(3, objective.size);
  const gradient = weights.slice();
  objective.gradient(weights, gradient);
  moved.use(weights);
  const difference = { h: 1e-4, scheme: "central" } as const;
  let compared = 0;
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      if (moved.kinks(row, column, difference) > 0) continue;
      compared += 1;
      const found = moved.derivative(row, column, difference);
      // 70 differences of numbers below 16, each rounded by 2⁻⁴⁹, over 70 · 2h: 2e-11 at worst.
      assertAlmostEquals(found, gradient[row * 4 + column], 2e-11);
    }
  }
  assert(compared > 8, `${compared} of 16`);
});

Deno.test("movedLosses() takes the penalty's difference exactly", async () => {
  const moved = await movedToy(0.5);
  // All margins are met by far, so that only the penalty is left.
  const weights = Float64Array.of(0, 100, 150, -125, -300, -100);
  moved.use(weights);
  const gradient = weights.slice();
  const central = { h: 2 ** -20, scheme: "central" } as const;
  assertEquals(moved.gradient(gradient, central), 0.5 * 148_125);
  assertEquals([...gradient], [...weights]); // 2·½·W
  moved.gradient(gradient, { h: 0.25, scheme: "forward" });
  assertEquals([...gradient], [...weights].map((weight) => weight + 0.125)); // λ·(2w + h)
});

Deno.test("movedLosses() does not change what it is given", async () => {
  const moved = await movedToy();
  const weights = Float32Array.from(TOY_WEIGHTS);
  const examples = Uint32Array.of(2, 0);
  moved.use(weights, examples);
  moved.gradient(new Float64Array(6), { h: 0.5, scheme: "central" });
  assertEquals([weights, examples], [Float32Array.from(TOY_WEIGHTS), Uint32Array.of(2, 0)]);
});

Deno.test("movedLosses() keeps what it uses when the caller's weights change", async () => {
  const moved = await movedToy(0.5);
  const weights = Float64Array.from(TOY_WEIGHTS);
  moved.use(weights);
  const before = [moved.loss(), moved.derivative(1, 0, { h: 0.5, scheme: "central" })];
  weights.fill(7);
  assertEquals([moved.loss(), moved.derivative(1, 0, { h: 0.5, scheme: "central" })], before);
});

Deno.test("movedLosses() gives each derivative in any order, as none leaves a trace", async () => {
  const dataset = await toyOf(randomPoints(4));
  const moved = movedOf(dataset, { l2: 0.1 });
  moved.use(randomWeights(4, 16));
  const difference = { h: 0.37, scheme: "forward" } as const;
  const gradient = new Float64Array(16);
  const loss = moved.gradient(gradient, difference);
  for (let k = 15; k >= 0; k--) {
    const [row, column] = [Math.floor(k / 4), k % 4];
    moved.kinks(row, column, { h: 3, scheme: "central" });
    assertEquals(moved.derivative(row, column, difference), gradient[k]);
  }
  assertEquals(moved.loss(), loss);
});

// Kinks by hand. With W = 0 and Δ = 1 all six margins of the toy are 1, and moving W[c, k] by h
// moves those of other classes' examples by +h·x and those of its own by −h·x (two each):
//   x = 1 of class 0, x = 2 of class 1, x = −1 of class 2.
// So x = ±1 has its margin at 0 with h = 1, and x = 2 with h = ½. A margin that comes to 0 from
// above counts, as 0 lies on the flat side.

const KINKS: readonly (readonly [Scheme, number, readonly number[]])[] = [
  ["central", 0.25, [0, 0, 0, 0, 0, 0]],
  ["central", 0.5, [1, 0, 2, 0, 1, 0]],
  ["central", 0.75, [1, 0, 2, 0, 1, 0]],
  ["central", 1, [4, 4, 4, 4, 4, 4]],
  // Upwards only: by w₀, x = 1 loses twice and x = −1 once; by w₁, x = 2 twice and x = −1 once; by
  // w₂ nobody loses but class 2's, of which x = −1 gains. By a bias each class loses twice.
  ["forward", 0.5, [0, 0, 2, 0, 0, 0]],
  ["forward", 1, [3, 2, 3, 2, 0, 2]],
];

for (const [scheme, h, expected] of KINKS) {
  Deno.test(`kinks() of the toy, ${scheme} with h = ${h}, is what a hand counts`, async () => {
    const moved = await movedToy();
    moved.use(new Float64Array(6));
    const found = [0, 1, 2].flatMap((row) =>
      [0, 1].map((column) => moved.kinks(row, column, { h, scheme }))
    );
    assertEquals(found, expected);
  });
}

Deno.test("kinks() sees one that lies exactly at the weights", async () => {
  // One example x = 1 and two classes: m = w₁ + b₁ − w₀ − b₀ + 1 = 0 at W = (1, 0 | 0, 0).
  const moved = movedOf(await toyOf({ points: [[1]], labels: [0] }));
  moved.use(Float64Array.of(1, 0, 0, 0));
  const count = (row: number, scheme: Scheme) => moved.kinks(row, 0, { h: 1e-9, scheme });
  assertEquals([count(0, "central"), count(1, "central")], [1, 1]);
  assertEquals([count(0, "forward"), count(1, "forward")], [0, 1]); // upwards the loss stays 0
});

Deno.test("kinks() is 0 for a loss that is not made of straight pieces", async () => {
  const { margins: _, ...smooth } = svm.make({ delta: 0 }, referenceKernels("f64"));
  const moved = movedLosses(await toyOf(), smooth);
  moved.use(new Float64Array(6));
  assertEquals(moved.kinks(0, 0, { h: 1, scheme: "central" }), 0);
});
