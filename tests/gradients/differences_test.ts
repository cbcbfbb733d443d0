import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { derivative } from "mathjs";
import { stream } from "../../src/exact/rng.ts";
import { movedByLosses, movedOf, numericalGradient } from "../../src/gradients/differences.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Difference, Moved, Scheme } from "../../src/problems/difference.ts";
import type { Problem } from "../../src/problems/problem.ts";
import type { Vector } from "../../src/types.ts";
import { outside } from "../_leaves.ts";
import {
  gradientOf,
  type Points,
  present,
  randomPoints,
  randomWeights,
  svmOver,
  toyOf,
  upTo,
} from "../_toy.ts";

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

/** Both ways to losses with one weight moved: any problem's, and that of linear scores. */
const WAYS: Readonly<Record<string, (problem: Problem, weights: Vector) => Moved>> = {
  "movedByLosses()": movedByLosses,
  "moved()": ({ shortcuts }, weights) => present(shortcuts).moved(weights),
};

/** The SVM loss of points in f64; of the toy where there are none. */
async function exactOver(
  options: { readonly delta?: number; readonly l2?: number } = {},
  points: Partial<Points> = {},
): Promise<Problem> {
  return svmOver(await toyOf(points), { precision: "f64", ...options });
}

function gradientBy(moved: Moved, size: number, difference: Difference): number[] {
  return Array.from({ length: size }, (_, k) => moved.derivative(k, difference));
}

// A parabola by hand: f = 3x² − 2xy + 5y, ∇f = (6x − 2y, −2x + 5). In powers of two all is exact.
// Forward: (f(x + h) − f(x)) ∕ h = 6x − 2y + 3h and −2x + 5. Central: exactly ∇f.

const parabola = ([x, y]: Float64Array) => 3 * x * x - 2 * x * y + 5 * y;

/** The gradient at (2, −1) with h = ¼, and where the losses around (1, 2) are taken with h = ½. */
const PARABOLA = {
  forward: { gradient: [14 + 0.75, 1], seen: [[1, 2], [1.5, 2], [1, 2.5]] },
  central: { gradient: [14, 1], seen: [[1, 2], [1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]] },
};

for (const scheme of SCHEMES) {
  Deno.test(`numericalGradient() by ${scheme} differences of a parabola is what a hand computes`, () => {
    assertEquals(differences(parabola, [2, -1], { h: 0.25, scheme }), PARABOLA[scheme].gradient);
  });

  Deno.test(`numericalGradient() by ${scheme} differences moves one weight at a time`, () => {
    const seen: number[][] = [];
    differences((weights) => seen.push([...weights]), [1, 2], { h: 0.5, scheme });
    assertEquals(seen, PARABOLA[scheme].seen);
  });

  Deno.test(`numericalGradient() by ${scheme} differences returns the loss at the weights`, () => {
    const weights = Float64Array.of(2, -1);
    const difference = { h: 1, scheme };
    assertEquals(numericalGradient({ loss: parabola }, weights, weights.slice(), difference), 11);
  });

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
}

for (const h of [0, -1e-5, NaN, Infinity]) {
  Deno.test(`numericalGradient(), movedByLosses() and moved() refuse a step of ${h}`, async () => {
    const message = `Step h must be a finite number above 0: it is ${h}`;
    const problem = await exactOver();
    for (const scheme of SCHEMES) {
      assertThrows(() => differences(parabola, [1, 1], { h, scheme }), RangeError, message);
      for (const way of Object.values(WAYS)) {
        const moved = way(problem, new Float64Array(6));
        assertThrows(() => moved.derivative(0, { h, scheme }), RangeError, message);
      }
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

const NAMES = ["w0", "b0", "w1", "b1", "w2", "b2"];

/** Σ max(0, s_j − s_y + 1) ∕ 3 of x = 1, 2, −1 in classes 0, 1, 2, and 0.3·ΣW². */
const WRITTEN = (() => {
  const score = (j: number, x: number) => `(w${j}*(${x}) + b${j})`;
  const terms = [[1, 0], [2, 1], [-1, 2]].flatMap(([x, y]) =>
    [0, 1, 2].filter((j) => j !== y).map((j) => {
      const margin = `(${score(j, x)} - ${score(y, x)} + 1)`;
      return `(${margin} + abs(${margin}))/2`;
    })
  );
  return `(${terms.join(" + ")})/3 + 0.3*(${NAMES.map((name) => `${name}^2`).join(" + ")})`;
})();

/** Far enough from kinks that none lies within 0.01, which the test looks at. */
const TOY_WEIGHTS = [0.5, 0.25, -0.5, 0.1, 1, -0.75];

Deno.test("numericalGradient(), movedByLosses() and moved() agree with mathjs' derivative of the toy's loss", async () => {
  const scope = Object.fromEntries(NAMES.map((name, k) => [name, TOY_WEIGHTS[k]]));
  const truth = NAMES.map((name) => Number(derivative(WRITTEN, name).evaluate({ ...scope })));
  assert(new Set(truth.map(Math.abs)).size === 6, "derivatives that cannot be told apart");
  const problem = await exactOver({ l2: 0.3 });
  for (const scheme of SCHEMES) {
    const difference = { h: 1e-4, scheme };
    const found = Object.values(WAYS).map((way) => {
      const moved = way(problem, Float64Array.from(TOY_WEIGHTS));
      return gradientBy(moved, 6, difference);
    });
    found.push(differences((weights) => problem.loss(weights), TOY_WEIGHTS, difference));
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

Deno.test("moved() and movedByLosses() agree with numericalGradient(), and on kinks with each other", async () => {
  let kinks = 0;
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
        const problem = await exactOver(
          { delta, l2 },
          { ...randomPoints(seed, { examples }), center },
        );
        const weights = randomWeights(seed, problem.size);
        const { below } = stream(seed, "batches");
        // All, a part, and another smaller one, whose places held more rows just before.
        const batches = [
          null,
          ...[examples, 1 + below(examples), 1].map((count) =>
            Uint32Array.from({ length: count }, () => below(examples))
          ),
        ];
        for (const batch of batches) {
          problem.use(batch);
          const truth = new Float64Array(16);
          const here = numericalGradient(problem, weights, truth, { h, scheme });
          // A loss is a sum of some 400 terms, each rounded by at most 2⁻⁵³ of the sum or of the
          // scores, which are below 10. Roundings go both ways: √400 · 2⁻⁵³ = 2.2e-15 of that, and
          // twice as much in a difference.
          const rounding = 2.2e-15 * (here + 10);
          const [fast, plain] = Object.values(WAYS).reverse().map((way) => way(problem, weights));
          assertAlmostEquals(fast.loss, here, rounding);
          assertEquals(plain.loss, here);
          assertEquals(gradientBy(plain, 16, { h, scheme }), [...truth]);
          for (const [k, value] of truth.entries()) {
            assertAlmostEquals(fast.derivative(k, { h, scheme }), value, 2 * rounding / h);
            const crossed = plain.kinks(k, { h, scheme });
            assertEquals(fast.kinks(k, { h, scheme }), crossed);
            kinks += crossed.all;
          }
        }
      },
    ),
    { seed: 1, numRuns: 60 },
  );
  assert(kinks > 100, `${kinks}`);
});

for (const [name, way] of Object.entries(WAYS)) {
  Deno.test(`${name} finds the gradient by formula where there are no kinks`, async () => {
    const problem = await exactOver({ l2: 0.1 }, randomPoints(3, { examples: 70 }));
    const weights = randomWeights(3, problem.size);
    const gradient = gradientOf(problem, weights);
    const moved = way(problem, weights);
    const difference = { h: 1e-4, scheme: "central" } as const;
    const smooth = [...upTo(16)].filter((k) => moved.kinks(k, difference).all === 0);
    assert(smooth.length > 8, `${smooth.length} of 16`);
    // 70 differences of numbers below 16, each rounded by 2⁻⁴⁹, over 70 · 2h: 2e-11 at worst.
    for (const k of smooth) {
      assertAlmostEquals(moved.derivative(k, difference), gradient[k], 2e-11);
    }
  });

  Deno.test(`${name} changes nothing it is given, and keeps it when the caller's changes`, async () => {
    const problem = await exactOver({ l2: 0.5 });
    const weights = Float32Array.from(TOY_WEIGHTS);
    const batch = Uint32Array.of(2, 0);
    problem.use(batch);
    const moved = way(problem, weights);
    const derivatives = () => [
      moved.loss,
      ...gradientBy(moved, 6, { h: 0.5, scheme: "central" }),
    ];
    const before = derivatives();
    assertEquals([weights, batch], [Float32Array.from(TOY_WEIGHTS), Uint32Array.of(2, 0)]);
    weights.fill(7);
    batch.fill(1);
    assertEquals(derivatives(), before);
  });

  Deno.test(`${name} gives each derivative in any order, as none leaves a trace`, async () => {
    const problem = await exactOver({ l2: 0.1 }, randomPoints(4));
    const moved = way(problem, randomWeights(4, 16));
    const difference = { h: 0.37, scheme: "forward" } as const;
    const loss = moved.loss;
    const gradient = gradientBy(moved, 16, difference);
    for (let k = 15; k >= 0; k--) {
      moved.kinks(k, { h: 3, scheme: "central" });
      assertEquals(moved.derivative(k, difference), gradient[k]);
    }
    assertEquals(moved.loss, loss);
  });

  // Kinks by hand. With W = 0 and Δ = 1 all six margins of the toy are 1, and moving W[c, k] by h
  // moves those of other classes' examples by +h·x and those of its own by −h·x (two each):
  //   x = 1 of class 0, x = 2 of class 1, x = −1 of class 2.
  // So x = ±1 has its margin at 0 with h = 1, and x = 2 with h = ½. A margin that comes to 0 from
  // above counts, as 0 lies on the flat side.
  for (
    const [scheme, h, expected] of [
      ["central", 0.25, [0, 0, 0, 0, 0, 0]],
      ["central", 0.5, [1, 0, 2, 0, 1, 0]],
      ["central", 0.75, [1, 0, 2, 0, 1, 0]],
      ["central", 1, [4, 4, 4, 4, 4, 4]],
      // Upwards only: by w₀, x = 1 loses twice and x = −1 once; by w₁, x = 2 twice and x = −1 once;
      // by w₂ nobody loses but class 2's, of which x = −1 gains. By a bias each class loses twice.
      ["forward", 0.5, [0, 0, 2, 0, 0, 0]],
      ["forward", 1, [3, 2, 3, 2, 0, 2]],
    ] as const
  ) {
    Deno.test(`${name} has the kinks of the toy, ${scheme} with h = ${h}, that a hand counts`, async () => {
      const moved = way(await exactOver(), new Float64Array(6));
      assertEquals([...upTo(6)].map((k) => moved.kinks(k, { h, scheme }).all), expected);
    });
  }

  Deno.test(`${name} sees a kink that lies exactly at the weights`, async () => {
    // One example x = 1 and two classes: m = w₁ + b₁ − w₀ − b₀ + 1 = 0 at W = (1, 0 | 0, 0).
    const moved = way(
      await exactOver({}, { points: [[1]], labels: [0] }),
      Float64Array.of(1, 0, 0, 0),
    );
    const counts = (scheme: Scheme) => [0, 2].map((k) => moved.kinks(k, { h: 1e-9, scheme }).all);
    assertEquals(counts("central"), [1, 1]);
    assertEquals(counts("forward"), [0, 1]); // upwards the loss stays 0
  });

  Deno.test(`${name} has no kinks of a loss that is not made of straight pieces`, async () => {
    const loss = { name: "squaredError" };
    const kernels = referenceKernels("f64");
    const problem = classifier({ dataset: await toyOf(), loss, kernels, registries: outside });
    const moved = way(problem, new Float64Array(6));
    assertEquals(moved.kinks(0, { h: 1, scheme: "central" }), { all: 0, units: 0 });
  });
}

Deno.test("moved() takes the penalty's difference exactly", async () => {
  // All margins are met by far, so that only the penalty is left.
  const weights = Float64Array.of(0, 100, 150, -125, -300, -100);
  const moved = WAYS["moved()"](await exactOver({ l2: 0.5 }), weights);
  assertEquals(moved.loss, 0.5 * 148_125);
  const central = gradientBy(moved, 6, { h: 2 ** -20, scheme: "central" });
  assertEquals(central, [...weights]); // 2·½·W
  const forward = gradientBy(moved, 6, { h: 0.25, scheme: "forward" });
  assertEquals(forward, [...weights].map((weight) => weight + 0.125)); // λ·(2w + h)
});

Deno.test("movedOf() takes the shortcut where a problem has one", async () => {
  const problem = await exactOver();
  const weights = Float64Array.from(TOY_WEIGHTS);
  const shortcuts = { ...present(problem.shortcuts), moved: () => present<Moved>(null) };
  assertThrows(() => movedOf({ ...problem, shortcuts }, weights), Error, "It is null");
  assertEquals(movedOf({ ...problem, shortcuts: null }, weights).loss, problem.loss(weights));
});
