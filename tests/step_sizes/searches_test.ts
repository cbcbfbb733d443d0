/** Step sizes that look at the way: backtracking and Barzilai–Borwein. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Objective } from "../../src/problems/problem.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { contextOf, dot, momentOf, moved } from "../_toy.ts";

const space = referenceKernels("f64");

/** L(w) = ½·Σ cₖ·(wₖ − bₖ)², and how often it is asked. */
function bowl(curvatures: readonly number[], bottom: () => number = () => 0) {
  const asked = { losses: 0, gradients: 0 };
  const loss = (w: Vector) =>
    curvatures.reduce((sum, c, k) => sum + c * (w[k] - bottom()) * (w[k] - bottom()) / 2, 0);
  const objective: Objective = {
    size: curvatures.length,
    space,
    loss: (w) => (asked.losses++, loss(w)),
    gradient(w, gradient) {
      asked.gradients++;
      for (const [k, c] of curvatures.entries()) gradient[k] = c * (w[k] - bottom());
      return loss(w);
    },
  };
  return { objective, asked };
}

/** Gradient descent with a step size: the weights and η of each step. */
function descended(
  stepSize: Choice,
  objective: Objective,
  start: readonly number[],
  steps: number,
  { isStochastic = false, onStep = (_t: number) => {} } = {},
) {
  const method = { name: "gradientDescent", stepSize };
  const step = methods.make(method, contextOf(objective, { isStochastic }));
  const weights = Float64Array.from(start);
  return Array.from({ length: steps }, (_, t) => {
    onStep(t);
    const now = momentOf();
    step(weights, objective, now);
    return { rate: now.trace.usedStepSize ?? NaN, weights: [...weights] };
  });
}

const ratesOf = (...all: Parameters<typeof descended>) => descended(...all).map(({ rate }) => rate);

/** η of a step size that looks at the way along a direction. */
function rateAlong(stepSize: Choice, objective: Objective, at: number[], direction: number[]) {
  const weights = Float64Array.from(at);
  const gradient = new Float64Array(at.length);
  const loss = objective.gradient(weights, gradient);
  const way = { objective, weights, loss, gradient, direction: Float64Array.from(direction) };
  return { rate: stepSizes.make(stepSize, contextOf(objective))(momentOf(), () => way), ...way };
}

// Armijo

Deno.test("armijo takes the first step size that lowers the loss, and counts what it asked for", () => {
  const { objective, asked } = bowl([1]);
  // From 1: 4 leads to −3 and 2 to −1, which is no lower; 1 leads to the bottom.
  const found = descended({ name: "armijo", from: 4 }, objective, [1], 1);
  assertEquals(found, [{ rate: 1, weights: [0] }]);
  assertEquals(asked, { losses: 3, gradients: 1 });
});

Deno.test("armijo finds a step size that is far smaller than the first", () => {
  // 2⁻³⁹ leads to the other side, as high as before.
  const { objective, asked } = bowl([2 ** 40]);
  assertEquals(ratesOf({ name: "armijo" }, objective, [1], 1), [2 ** -40]);
  assertEquals(asked.losses, 41);
});

Deno.test("armijo begins a factor above what it accepted last", () => {
  // 1.5 of −½ is ½ again, which is no decrease: ¾ it is, and a quarter is left each time.
  const { objective, asked } = bowl([1]);
  const found = descended({ name: "armijo", from: 0.75 }, objective, [1], 4);
  assertEquals(found.map(({ rate }) => rate), [0.75, 1.5, 1.5, 1.5]);
  assertEquals(asked.losses, 1 + 1 + 2 + 2); // 1.5, then 3 and 1.5 each time
  const tenths = ratesOf({ name: "armijo", from: 0.01, factor: 0.1 }, bowl([1]).objective, [1], 3);
  assertEquals(tenths.map((rate) => Number(rate.toPrecision(12))), [0.01, 0.1, 1]);
});

Deno.test("armijo asks for the decrease that its option says", () => {
  // With η = 1.5 the loss of ½ falls to ⅛, by a quarter of η·∇L·d = 1.5.
  const ofDecrease = (decrease: number) =>
    ratesOf({ name: "armijo", from: 1.5, decrease }, bowl([1]).objective, [1], 1)[0];
  assertEquals([0.25, 0.2500001].map(ofDecrease), [1.5, 0.75]);
});

Deno.test("armijo takes no step where the direction does not lead down, and asks for no loss", () => {
  for (const direction of [[-1, 0], [0, 1], [0, 0], [NaN, 0]]) {
    const { objective, asked } = bowl([1, 1]);
    assertEquals(rateAlong({ name: "armijo" }, objective, [1, 0], direction).rate, 0);
    assertEquals(asked.losses, 0);
  }
});

Deno.test("armijo takes no step where no step is small enough, and begins there again", () => {
  const { objective } = bowl([1]);
  let isLost = true;
  const steep: Objective = { ...objective, loss: (w) => isLost ? NaN : objective.loss(w) };
  const onStep = (t: number) => isLost = t < 2;
  const found = descended({ name: "armijo", from: 0.5 }, steep, [1], 3, { onStep });
  assertEquals(found.map(({ rate }) => rate), [0, 0, 0.5]);
  assertEquals(found[2].weights, [0.5]);
});

Deno.test("armijo's condition holds at each step it takes, and not at the larger ones it tried", () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.array(number, { minLength: 3, maxLength: 3 }),
      fc.array(number, { minLength: 3, maxLength: 3 }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      (curvatures, at, direction, factor, decrease) => {
        const { objective } = bowl(curvatures);
        const choice = { name: "armijo", from: 10, factor, decrease };
        const { rate, weights, loss, gradient, ...way } = rateAlong(
          choice,
          objective,
          at,
          direction,
        );
        const slope = dot(gradient, way.direction);
        if (rate === 0) return;
        const isLow = (eta: number) =>
          objective.loss(moved(weights, -eta, way.direction)) <= loss - decrease * eta * slope;
        assert(slope > 0 && isLow(rate));
        for (let larger = 10; larger > rate; larger *= factor) assert(!isLow(larger));
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

// Barzilai–Borwein

Deno.test("barzilaiBorwein has the step sizes that a hand works out on a bowl", () => {
  // W₀ = (1, 1), ∇L = (1, 4); W₁ = (0.9, 0.6), ∇L = (0.9, 2.4): s = (−0.1, −0.4), y = (−0.1, −1.6).
  for (const [formula, second] of [["long", 0.17 / 0.65], ["short", 0.65 / 2.57]] as const) {
    const choice = { name: "barzilaiBorwein", from: 0.1, formula };
    const found = descended(choice, bowl([1, 4]).objective, [1, 1], 2);
    assertEquals(found[0], { rate: 0.1, weights: [0.9, 0.6] });
    assertAlmostEquals(found[1].rate, second, 1e-15);
    assertAlmostEquals(found[1].weights[0], 0.9 * (1 - second), 1e-15);
    assertAlmostEquals(found[1].weights[1], 0.6 * (1 - 4 * second), 1e-15);
  }
});

Deno.test("barzilaiBorwein lies between 1 ∕ the largest curvature and 1 ∕ the smallest, long above short", () => {
  for (const formula of ["long", "short"]) {
    const choice = { name: "barzilaiBorwein", from: 0.01, formula };
    const [, ...rates] = ratesOf(choice, bowl([1, 7, 20]).objective, [1, 2, 3], 30);
    for (const rate of rates) assert(rate > 1 / 20 - 1e-12 && rate < 1 + 1e-12, `${rate}`);
  }
});

Deno.test("barzilaiBorwein finds the bottom of a long bowl, where no one step size comes near", () => {
  const start = [1, 1, 1];
  const lossAt = (weights: readonly number[]) =>
    bowl([1, 30, 1000]).objective.loss(Float64Array.from(weights));
  const ends = [{ name: "barzilaiBorwein", from: 1e-3 }, { name: "constant", from: 1.9e-3 }]
    .map((choice) => descended(choice, bowl([1, 30, 1000]).objective, start, 120)[119].weights);
  const [ours, theirs] = ends.map(lossAt);
  assert(ours < 1e-12 && theirs > 0.1, `${ours}, ${theirs}`);
});

Deno.test("barzilaiBorwein keeps its step size where the loss does not curve upwards", () => {
  for (const curvature of [-1, 0]) {
    const choice = { name: "barzilaiBorwein", from: 0.125 };
    assertEquals(ratesOf(choice, bowl([curvature]).objective, [1], 3), [0.125, 0.125, 0.125]);
  }
});

Deno.test("barzilaiBorwein stays between min and max", () => {
  const of = (more: object) =>
    ratesOf({ name: "barzilaiBorwein", from: 0.5, ...more }, bowl([1]).objective, [1], 2)[1];
  assertEquals([of({}), of({ max: 0.75 }), of({ min: 1.5 })], [1, 0.75, 1.5]);
});

Deno.test("barzilaiBorwein compares gradients of the same batch, for one gradient more", () => {
  let bottom = 0;
  const { objective, asked } = bowl([4], () => bottom);
  const choice = { name: "barzilaiBorwein", from: 0.01 };
  const onStep = (t: number) => bottom = [5, -3, 8, 1][t];
  const rates = ratesOf(choice, objective, [1], 4, { isStochastic: true, onStep });
  assertEquals(rates.map((rate) => Number(rate.toPrecision(12))), [0.01, 0.25, 0.25, 0.25]);
  assertEquals(asked, { losses: 0, gradients: 4 + 3 });
});

// Options and runs

for (
  const [choice, message] of [
    [{ name: "armijo", from: 0 }, "Too small: expected number to be >0\n  → at from"],
    [{ name: "armijo", factor: 1 }, "Too big: expected number to be <=0.95\n  → at factor"],
    [{ name: "armijo", decrease: 1 }, "Too big: expected number to be <1\n  → at decrease"],
    [{ name: "barzilaiBorwein", from: 1, min: 2, max: 1 }, "must be at most max\n  → at min"],
  ] as const
) {
  Deno.test(`${JSON.stringify(choice)} is refused`, () => {
    assertThrows(() => stepSizes.make(choice, contextOf({ space, size: 1 })), InputError, message);
  });
}
