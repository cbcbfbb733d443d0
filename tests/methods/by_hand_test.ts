/** The first three steps of every rule, from the equations of its source, with sums in place of states. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Problem } from "../../src/problems/problem.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { functionOf } from "../_functions.ts";
import { contextOf, momentOf, randomPoints, svmOver, toyOf } from "../_toy.ts";

const { abs, max, pow, sign, sqrt } = Math;
const space = referenceKernels("f64");
const ETA = 0.1;

/** Weights, and the gradients that the three steps see of each. */
const START = [1, -2, 0.5];
const GRADIENTS = [[3, -1, 0.25], [-0.5, 0, 2], [0.75, 1.5, -1]];

/** The weights after each step. */
function stepped(method: Choice, scale = 1): number[][] {
  let taken = 0;
  const objective = {
    size: START.length,
    space,
    loss: () => 0,
    gradient: (_: unknown, gradient: { [k: number]: number }) => {
      GRADIENTS.forEach((all, k) => gradient[k] = scale * all[taken]);
      taken += 1;
      return 0;
    },
  };
  const weights = Float64Array.from(START);
  const step = methods.make(method, contextOf(objective));
  return GRADIENTS[0].map(() => {
    step(weights, objective, momentOf());
    return [...weights];
  });
}

/** Σ of what a function is of 1 … t. */
function sum(t: number, term: (i: number) => number): number {
  let all = 0;
  for (let i = 1; i <= t; i++) all += term(i);
  return all;
}

/** The gradient g(1), g(2), g(3) of a weight. */
type G = (t: number) => number;

/** (1 − β)·Σ β^(t − i)·gᵢ, which is m of Adam. */
const mean = (beta: number, t: number, g: G) => (1 - beta) * sum(t, (i) => pow(beta, t - i) * g(i));
const square = (g: G): G => (t) => g(t) * g(t);
const root = (beta: number, t: number, g: G) => sqrt(mean(beta, t, square(g)));

/** Of Adam: m̂ and √v̂. */
const mHat = (t: number, g: G) => mean(0.9, t, g) / (1 - pow(0.9, t));
const vHat = (t: number, g: G) => root(0.999, t, g) / sqrt(1 - pow(0.999, t));
const adam = (t: number, g: G) => mHat(t, g) / (vHat(t, g) + 1e-8);

/** d of Adadelta: its own past is in its second root. */
function adadelta(t: number, g: G): number {
  const past = mean(0.95, t - 1, square((i) => adadelta(i, g)));
  return sqrt(past + 1e-6) / sqrt(mean(0.95, t, square(g)) + 1e-6) * g(t);
}

/** μₜ of Nadam. */
const mu = (t: number) => 0.9 * (1 - 0.5 * pow(0.96, 0.004 * t));
const product = (t: number): number => t === 0 ? 1 : product(t - 1) * mu(t);

const centred = (t: number, g: G) =>
  g(t) / (sqrt(mean(0.9, t, square(g)) - pow(mean(0.9, t, g), 2)) + 1e-8);

/** What Lion takes the sign of: m of the step before. */
const blend = (t: number, g: G) => 0.9 * mean(0.99, t - 1, g) + (1 - 0.9) * g(t);

interface ByHand {
  readonly direction: (t: number, g: G) => number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly decay?: number;
}

const BY_HAND: readonly (readonly [string, ByHand])[] = [
  ["gradientDescent", { direction: (t, g) => g(t) }],
  ["momentum", { direction: (t, g) => sum(t, (i) => pow(0.9, t - i) * g(i)) }],
  ["momentum", {
    options: { momentum: 0.8, dampening: 0.3 },
    // The first gradient is not dampened.
    direction: (t, g) => sum(t, (i) => pow(0.8, t - i) * (i === 1 ? 1 : 1 - 0.3) * g(i)),
  }],
  ["nesterov", {
    direction: (t, g) => g(t) + 0.9 * sum(t, (i) => pow(0.9, t - i) * g(i)),
  }],
  ["heavyBall", {
    options: { condition: 9 }, // ((3 − 1) ∕ (3 + 1))² = ¼
    direction: (t, g) => sum(t, (i) => pow(1 / 4, t - i) * g(i)),
  }],
  ["adagrad", { direction: (t, g) => g(t) / (sqrt(sum(t, square(g))) + 1e-10) }],
  ["rmsprop", { direction: (t, g) => g(t) / (root(0.9, t, g) + 1e-8) }],
  ["rmsprop", {
    options: { rho: 0.5, epsilon: 0.1, momentum: 0.6 },
    direction: (t, g) => sum(t, (i) => pow(0.6, t - i) * g(i) / (root(0.5, i, g) + 0.1)),
  }],
  ["rmsprop", { options: { centered: true }, direction: centred }],
  ["rmsprop", {
    options: { centered: true, momentum: 0.6 },
    direction: (t, g) => sum(t, (i) => pow(0.6, t - i) * centred(i, g)),
  }],
  ["adadelta", { direction: adadelta }],
  ["adam", { direction: adam }],
  ["adam", {
    options: { amsgrad: true, beta2: 0.5 },
    direction: (t, g) => {
      const most = max(...[1, 2, 3].slice(0, t).map((i) => root(0.5, i, g)));
      return mHat(t, g) / (most / sqrt(1 - pow(0.5, t)) + 1e-8);
    },
  }],
  ["adamax", {
    direction: (t, g) => {
      const u = max(...[1, 2, 3].slice(0, t).map((i) => pow(0.999, t - i) * (abs(g(i)) + 1e-8)));
      return mHat(t, g) / u;
    },
  }],
  ["adamw", { decay: 0.01, direction: adam }],
  ["adamw", { options: { weightDecay: 0.3 }, decay: 0.3, direction: adam }],
  ["nadam", {
    direction: (t, g) =>
      (mu(t + 1) * mean(0.9, t, g) / (1 - product(t + 1)) + (1 - mu(t)) * g(t) / (1 - product(t))) /
      (vHat(t, g) + 1e-8),
  }],
  ["signDescent", { direction: (t, g) => sign(g(t)) }],
  ["lion", { direction: (t, g) => sign(blend(t, g)) }],
  ["lion", {
    options: { weightDecay: 0.3 },
    decay: 0.3,
    direction: (t, g) => sign(blend(t, g)),
  }],
];

for (const [name, { options = {}, decay = 0, direction }] of BY_HAND) {
  const method = { name, stepSize: ETA, ...options };
  Deno.test(`three steps of ${JSON.stringify(method)} are those of its equations`, () => {
    const found = stepped(method);
    for (const [k, start] of START.entries()) {
      let weight = start;
      for (const t of [1, 2, 3]) {
        weight = (1 - ETA * decay) * weight - ETA * direction(t, (i) => GRADIENTS[k][i - 1]);
        assertAlmostEquals(found[t - 1][k], weight, 1e-14, `weight ${k} after ${t}`);
      }
    }
  });
}

for (const [from, counted] of [[0, [[1], [1, 2], [1, 2, 3]]], [1, [[1], [2], [2, 3]]]] as const) {
  Deno.test(`three steps of averaged from ${from} have the means of another method's weights`, () => {
    const inner = { name: "momentum", stepSize: ETA };
    const places = stepped(inner);
    const found = stepped({ name: "averaged", inner, from });
    for (const [i, numbers] of counted.entries()) {
      for (const k of START.keys()) {
        const mean = numbers.reduce((all, t) => all + places[t - 1][k], 0) / numbers.length;
        assertAlmostEquals(found[i][k], mean, 1e-15);
      }
    }
  });
}

// A loss that is 1,024 times as large

for (const name of ["signDescent", "lion"]) {
  Deno.test(`${name} takes the same steps whatever the scale of the loss, to the bit`, () => {
    const method = { name, stepSize: ETA };
    assertEquals(stepped(method, 1024), stepped(method));
  });
}

for (const name of ["adagrad", "rmsprop", "adam", "adamax", "adamw", "nadam"]) {
  Deno.test(`${name} takes the same steps whatever the scale of the loss, if ε has it too`, () => {
    const method = { name, stepSize: ETA, epsilon: 2 ** -20 };
    assertEquals(stepped({ ...method, epsilon: 2 ** -10 }, 1024), stepped(method));
  });
}

Deno.test("adadelta takes the same steps whatever the scale of the loss, but for ε", () => {
  const method = { name: "adadelta", stepSize: ETA };
  const truth = stepped(method).flat();
  // d is off by ε ∕ 2s of itself, where s is the mean of squares, here 0.003 and more.
  for (const [i, one] of stepped(method, 1024).flat().entries()) {
    assertAlmostEquals(one, truth[i], 2e-4 * abs(truth[i] - START[i % 3]));
  }
});

// What theory says of them

/** The weights after each of some steps on a problem. */
function path(method: Choice, problem: Problem, steps: number): Vector[] {
  const [weights, step, now] = [
    problem.start(1),
    methods.make(method, contextOf(problem)),
    momentOf(),
  ];
  return Array.from({ length: steps }, () => {
    step(weights, problem, now);
    return weights.slice();
  });
}

const svm = svmOver(await toyOf(randomPoints(3, { examples: 40 })), { l2: 0.01 });

Deno.test("momentum, nesterov and heavyBall without momentum are gradientDescent, to the bit", () => {
  const truth = path({ name: "gradientDescent", stepSize: 0.1 }, svm, 20);
  for (
    const method of [
      { name: "momentum", momentum: 0 },
      { name: "nesterov", momentum: 0 },
      { name: "heavyBall", condition: 1 },
    ]
  ) {
    assertEquals(path({ stepSize: 0.1, ...method }, svm, 20), truth);
  }
});

Deno.test("adamw without decay is adam, to the bit", () => {
  const truth = path({ name: "adam", stepSize: 0.1 }, svm, 20);
  assertEquals(path({ name: "adamw", stepSize: 0.1, weightDecay: 0 }, svm, 20), truth);
});

for (const kappa of [4, 100]) {
  Deno.test(`heavyBall on a ravine with κ = ${kappa} shrinks by (√κ − 1) ∕ (√κ + 1) a step`, async () => {
    const problem = await functionOf("ravine", { kappa, start: [1, 1] });
    const rate = (sqrt(kappa) - 1) / (sqrt(kappa) + 1);
    const stepSize = 4 / pow(sqrt(kappa) + 1, 2);
    const places = path({ name: "heavyBall", condition: kappa, stepSize }, problem, 40);
    for (const [k, curvature] of [1, kappa].entries()) {
      // x(t + 1) = (1 + μ − η·λ)·x(t) − μ·x(t − 1) has the double root ±rate.
      const double = (1 + rate * rate - stepSize * curvature) / 2;
      assertAlmostEquals(abs(double), rate, 1e-15);
      const slope = (1 - stepSize * curvature) / double - 1;
      for (const [i, place] of places.entries()) {
        const t = i + 1;
        // A double root makes errors of rounding grow with t, too.
        assertAlmostEquals(place[k] / pow(double, t), 1 + slope * t, 1e-13 * t * (1 + slope * t));
      }
    }
  });
}

Deno.test("averaged has the mean of the recorded weights of its inner method", () => {
  const inner = { name: "adam", stepSize: 0.1 };
  const places = path(inner, svm, 30);
  const found = path({ name: "averaged", inner, from: 10 }, svm, 30);
  assertEquals(found.slice(0, 11), places.slice(0, 11));
  for (let t = 12; t <= 30; t++) {
    for (const k of found[0].keys()) {
      const mean = places.slice(10, t).reduce((all, one) => all + one[k], 0) / (t - 10);
      // 20 means of f32 numbers near 1, each rounded by 2⁻²⁴.
      assertAlmostEquals(found[t - 1][k], mean, 20 * 2 ** -24);
    }
  }
});

Deno.test("averaged returns the loss at the weights of its inner method", () => {
  const inner = { name: "momentum", stepSize: 0.1 };
  const places = [svm.start(1), ...path(inner, svm, 5)];
  const step = methods.make({ name: "averaged", inner }, contextOf(svm));
  const [weights, now] = [svm.start(1), momentOf()];
  for (let i = 0; i < 5; i++) assertEquals(step(weights, svm, now), svm.loss(places[i]));
});
